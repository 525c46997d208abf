import type { Comparison } from "../engine/comparison.ts";
import type { CheckResult, Result, ThresholdResult } from "../engine/result.ts";
import { formatCount, formatMs, formatRate } from "../output/units.ts";
import { runFindings } from "./findings.ts";
import { loadText } from "./load-text.ts";
import { actualText, shortfallText } from "./threshold-text.ts";
import { titles } from "./titles.ts";

interface Case {
  readonly group: string;
  readonly name: string;
  readonly seconds: number;
  readonly problem?: {
    readonly kind: "failure" | "skipped";
    readonly type: string;
    readonly message: string;
    readonly details: readonly string[];
  };
}

/**
 * JUnit XML, as CI servers read it: a suite a scenario; in it a case for the run itself, one a
 * threshold, one a check, and one for the generator, which is skipped when it was saturated:
 * the figures then say nothing against the target.
 */
export function junitReport(
  results: readonly Result[],
  comparisons: readonly Comparison[] = [],
): string {
  const names = titles(results);
  const suites = results.map((result, at) => ({
    result,
    name: names[at] ?? result.scenario,
    cases: casesOf(result),
  }));
  const failed = comparisons.flatMap(failedTargets);
  const all = [...suites.flatMap(({ cases }) => cases), ...failed.flatMap(({ cases }) => cases)];
  const seconds = results.reduce((sum, { elapsedSeconds }) => sum + elapsedSeconds, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dyn stress"${counts(all)} time="${seconds.toFixed(3)}">`,
    ...suites.flatMap(suite => suiteLines(suite.name, suite.result, suite.cases)),
    ...failed.flatMap(({ name, cases }) => [
      `  <testsuite name="${xml(name)}"${counts(cases)} time="0.000">`,
      ...cases.flatMap(each => caseLines(name, each)),
      "  </testsuite>",
    ]),
    "</testsuites>\n",
  ].join("\n");
}

/** Targets that could not be run have no result, and are a suite all the same. */
function failedTargets({ scenario, targets }: Comparison) {
  return targets.flatMap(({ label, failure }) => {
    if (failure === undefined) return [];
    const problem = { kind: "failure", type: "failed", message: failure, details: [] } as const;
    const cases: readonly Case[] = [{ group: "run", name: "the run", seconds: 0, problem }];
    return [{ name: `${scenario} · ${label}`, cases }];
  });
}

function casesOf(result: Result): readonly Case[] {
  return [
    runCase(result),
    ...result.thresholds.map(thresholdCase),
    ...result.checks.map(checkCase),
    generatorCase(result),
  ];
}

function runCase(result: Result): Case {
  const found = runFindings(result);
  const base = { group: "run", name: "the run", seconds: result.elapsedSeconds };
  if (found.length === 0) return base;
  const codes = Object.entries(result.total.errors)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, times]) => `${code}: ${formatCount(times)}`);
  const type = result.interrupted ? "interrupted" : result.aborted ? "aborted" : "failed";
  const problem = { kind: "failure", type, message: found.join("; "), details: codes } as const;
  return { ...base, problem };
}

function thresholdCase(threshold: ThresholdResult): Case {
  const base = { group: "thresholds", name: threshold.expression, seconds: 0 };
  if (threshold.ok) return base;
  const shortfall = shortfallText(threshold);
  const message = shortfall ? `${actualText(threshold)}: ${shortfall}` : actualText(threshold);
  return { ...base, problem: { kind: "failure", type: "threshold", message, details: [] } };
}

function checkCase({ name, ok, detail, keys }: CheckResult): Case {
  const base = { group: "checks", name, seconds: 0 };
  if (ok) return base;
  return { ...base, problem: { kind: "failure", type: "check", message: detail, details: keys } };
}

function generatorCase({ generator }: Result): Case {
  const base = { group: "generator", name: "the generator keeps up", seconds: 0 };
  if (generator.verdict === "ok") return base;
  const message = `saturated: ${generator.reasons.join("; ")}`;
  return { ...base, problem: { kind: "skipped", type: "saturated", message, details: [] } };
}

function suiteLines(name: string, result: Result, cases: readonly Case[]): readonly string[] {
  const time = result.elapsedSeconds.toFixed(3);
  const timestamp = result.startedAt.replace(/(\.\d+)?Z$/, "");
  const properties = {
    target: result.target,
    client: result.client,
    load: loadText(result.load),
    seed: String(result.seed),
  };
  return [
    `  <testsuite name="${xml(name)}"${counts(cases)} timestamp="${xml(timestamp)}" time="${time}">`,
    "    <properties>",
    ...Object.entries(properties).map(
      ([key, value]) => `      <property name="${key}" value="${xml(value)}"/>`,
    ),
    "    </properties>",
    ...cases.flatMap(each => caseLines(name, each)),
    `    <system-out>${xml(summary(result))}</system-out>`,
    "  </testsuite>",
  ];
}

function caseLines(suite: string, { group, name, seconds, problem }: Case): readonly string[] {
  const head = `<testcase classname="${xml(`${suite}.${group}`)}" name="${xml(name)}" time="${seconds.toFixed(3)}"`;
  if (problem === undefined) return [`    ${head}/>`];
  const { kind, type, message, details } = problem;
  const kindOf = kind === "failure" ? ` type="${type}"` : "";
  const text = xml([message, ...details].join("\n"));
  return [
    `    ${head}>`,
    `      <${kind}${kindOf} message="${xml(message)}">${text}</${kind}>`,
    "    </testcase>",
  ];
}

function counts(cases: readonly Case[]): string {
  const of = (kind: string) => cases.filter(({ problem }) => problem?.kind === kind).length;
  return ` tests="${cases.length}" failures="${of("failure")}" errors="0" skipped="${of("skipped")}"`;
}

function summary({ total, generator }: Result): string {
  const { p50, p95, p99, max } = total.latencyMs;
  return [
    `${formatCount(total.sent)} operations: ${formatCount(total.ok)} ok, ${formatCount(total.failed)} failed, ${formatCount(total.unknown)} unknown; ${formatRate(total.throughput)}`,
    `latency in ms: p50 ${formatMs(p50)}, p95 ${formatMs(p95)}, p99 ${formatMs(p99)}, max ${formatMs(max)}`,
    `generator ${generator.verdict}: ${formatCount(generator.cpuPercent)} % of a core`,
  ].join("\n");
}

/** What XML 1.0 cannot hold, not even escaped: most control characters, lone surrogates, two others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to find.
const impossible = /[\0-\x08\x0b\x0c\x0e-\x1f\p{Cs}\ufffe\uffff]/gu;
/** Line breaks and tabs of an attribute are blanks unless they are spelt out. */
const special = /[&<>"'\n\r\t]/g;

function xml(text: string): string {
  return text
    .replace(impossible, "\ufffd")
    .replace(special, character => `&#${character.charCodeAt(0)};`);
}
