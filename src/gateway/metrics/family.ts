/** A metric with all its series, as prom-client writes it as JSON: plain data that goes from process to process. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram" | "summary";
  /** How the values of several processes become one. */
  readonly aggregator: "sum" | "average" | "first" | "omit" | "min" | "max";
  readonly values: readonly MetricValue[];
}

export interface MetricValue {
  /** Absent: the family's. */
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** A counter or gauge of one label, or of none. */
export function family(
  type: "counter" | "gauge",
  name: string,
  help: string,
  values: number | { readonly label: string; readonly of: Iterable<readonly [string, number]> },
): MetricFamily {
  const series: MetricValue[] =
    typeof values === "number"
      ? [{ labels: {}, value: values }]
      : [...values.of].map(([label, value]) => ({ labels: { [values.label]: label }, value }));
  return { name, help, type, aggregator: "sum", values: series };
}
