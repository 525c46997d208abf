import type { Prices } from "../config/prices.ts";
import { listPrices } from "../config/prices.ts";
import type { SqlPrices } from "../config/sql-prices.ts";
import type { Cost } from "../engine/comparison.ts";
import type { Result } from "../engine/result.ts";

/** What a target costs, as far as anybody knows. */
export type Tariff =
  /** Units of DynamoDB's on-demand billing; without `prices` AWS's list prices, as nobody bills these. */
  | { readonly kind: "units"; readonly prices?: Prices | undefined }
  /** Instances by the hour, whatever they do; without `prices` nobody said which they are. */
  | { readonly kind: "instances"; readonly prices?: SqlPrices | undefined }
  /** A server of this machine. */
  | { readonly kind: "none" };

/** Estimates, by what a run consumed or by the rate that it reached. */
export function runCost({ total }: Result, tariff: Tariff): Cost {
  if (total.ok === 0) return unknown("nothing succeeded");
  switch (tariff.kind) {
    case "units":
      return ofUnits(total, tariff);
    case "instances":
      return ofInstances(total, tariff);
    case "none":
      return unknown("a server of this machine has no price");
    default:
      return tariff satisfies never;
  }
}

function ofUnits(
  { ok, capacity }: Result["total"],
  { prices }: Extract<Tariff, { kind: "units" }>,
): Cost {
  if (capacity.read + capacity.write === 0) return unknown("the target tells no consumed capacity");
  const { standard, origin } = prices ?? listPrices;
  const [read, write] = [capacity.read / ok, capacity.write / ok];
  const billed = prices === undefined ? "what it would cost on AWS: " : "";
  return {
    perMillionOperations: read * standard.read + write * standard.write,
    basis: `${billed}${figure(read)} read and ${figure(write)} write units an operation, on-demand, at ${origin} ($${standard.read} and $${standard.write} a million)`,
    without: "storage is not included",
  };
}

function ofInstances(
  { throughput }: Result["total"],
  { prices }: Extract<Tariff, { kind: "instances" }>,
): Cost {
  if (prices === undefined) {
    return unknown(
      "its instances are not known; say them in dyn.yaml: instances: { class: db.r6g.large, count: 2 }",
    );
  }
  const { instance, hourly, instances, io, origin } = prices;
  return {
    perMillionOperations: ((hourly * instances) / (throughput * 3600)) * 1e6,
    basis: `${instances} × ${instance} at ${origin} ($${hourly} an hour each), as busy as here: ${figure(throughput)} operations a second all the time`,
    without:
      io === 0
        ? "storage is not included"
        : `storage, and I/O at $${io} a million reads and writes of pages, are not included`,
  };
}

function unknown(basis: string): Cost {
  return { perMillionOperations: null, basis, without: "" };
}

function figure(value: number): string {
  return value >= 100
    ? Math.round(value).toLocaleString("en-US")
    : String(Number(value.toPrecision(3)));
}
