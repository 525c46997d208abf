import type { Address } from "../../cli/address.ts";
import type { Leg } from "../../engine/leg.ts";
import type { Result } from "../../engine/result.ts";
import type { Measurement } from "../../engine/run-load.ts";
import type { Slice } from "../../engine/slice.ts";
import type { Snapshot } from "../../engine/snapshot.ts";
import type { WrittenParts } from "../../engine/written-items.ts";
import type { ErrorKind } from "../../errors.ts";
import type { TargetOptions } from "../../targets/registry.ts";
import type { ScenarioSource } from "./scenarios.ts";

/** What a worker is to do: all of it plain data, for it goes to another thread. */
export interface WorkerTask {
  readonly source: ScenarioSource;
  readonly slice: Slice;
  /** Absent: the only one. */
  readonly leg?: Leg;
  readonly address: Address;
  readonly target: TargetOptions;
  /** Of the process, for credentials. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export type ToWorker =
  /** To be done by all at the same moment, in milliseconds since the epoch. */
  | { readonly kind: "start"; readonly epochMs: number }
  /** Starts no more, and gives what was measured until then. */
  | { readonly kind: "stop" };

export type FromWorker =
  /** Everything is prepared. */
  | { readonly kind: "ready" }
  | {
      readonly kind: "tick";
      readonly snapshot: Snapshot;
      /** There when thresholds are judged on the way. */
      readonly measured?: Measurement;
    }
  | { readonly kind: "done"; readonly result: Result; readonly written: WrittenParts }
  | {
      readonly kind: "failed";
      readonly error: {
        readonly kind: ErrorKind;
        readonly message: string;
        readonly hint?: string;
      };
    };
