import { AggregatorRegistry } from "prom-client";
import { family, type MetricFamily } from "./family.ts";
import { cacheName } from "./request-counts.ts";

/** The text that Prometheus scrapes, of what several processes have counted. */
export async function exposition(processes: readonly (readonly MetricFamily[])[]): Promise<string> {
  const ratio = family(
    "gauge",
    "dyn_cache_hit_ratio",
    "Of all answers, those that DynamoDB was not asked for",
    hitRatio(processes),
  );
  return AggregatorRegistry.aggregate([...processes, [ratio]]).metrics();
}

/** The same counters as one process would have them. */
export function summed(processes: readonly (readonly MetricFamily[])[]): readonly MetricFamily[] {
  const registry = AggregatorRegistry.aggregate([...processes]);
  const families = registry.getMetricsAsArray() as unknown as readonly MetricFamily[];
  // Without the functions that prom-client adds, which no message could carry.
  return families.map(({ name, help, type, aggregator, values }) => {
    return { name, help, type, aggregator, values };
  });
}

/** What stays true of a process that has ended: without it, the sum of all would fall. */
export function lasting(families: readonly MetricFamily[]): readonly MetricFamily[] {
  return families.filter(({ type }) => type === "counter" || type === "histogram");
}

/** Those who waited for another's answer count as hits; 0 when nobody has asked. */
function hitRatio(processes: readonly (readonly MetricFamily[])[]): number {
  const answers = processes
    .flat()
    .filter(({ name }) => name === cacheName)
    .flatMap(({ values }) => values);
  const count = (wanted: (result: unknown) => boolean) =>
    answers.reduce((sum, { labels, value }) => (wanted(labels.result) ? sum + value : sum), 0);
  const all = count(() => true);
  return all === 0 ? 0 : count(result => result !== "miss") / all;
}
