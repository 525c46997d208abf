import type { ClientName } from "../../../src/dynamodb/client.ts";
import { embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { openTarget } from "../../../src/targets/registry.ts";
import type { Target } from "../../../src/targets/target.ts";
import { engine } from "../../support/engine.ts";
import {
  type Fault,
  type FaultProxy,
  type Faults,
  startFaultProxy,
} from "../../support/fault-proxy.ts";

/** Targets that a test has opened, to be closed after it. */
export class Opened {
  readonly #closing: (() => Promise<void>)[] = [];

  async target(url?: URL, client: ClientName = "wire"): Promise<Target> {
    const at = url ?? (await engine()).endpoint;
    const endpoint = embeddedEndpoint(at, { maxConnections: 8 });
    const target = await openTarget({ kind: "dynamodb", endpoint }, { name: "local", client });
    this.#closing.push(() => target.close());
    return target;
  }

  /** A target behind a proxy that fails as told: what it shows is synthetic. */
  async behind(
    faults: Faults,
    client?: ClientName,
  ): Promise<{ readonly target: Target; readonly proxy: FaultProxy }> {
    const proxy = await startFaultProxy((await engine()).endpoint, faults);
    this.#closing.push(() => proxy.close());
    return { target: await this.target(proxy.url, client), proxy };
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).toReversed()) await close();
  }
}

/** Faults for the first requests of one operation, in order; undefined ones go well. */
export function firstOf(operation: string, ...faults: (Fault | undefined)[]): Faults {
  let count = 0;
  return (_, asked) => (asked === operation ? faults[count++] : undefined);
}

export const conflict: Fault = {
  kind: "error",
  status: 400,
  code: "TransactionConflictException",
};

/** A transaction of which one member met another transaction. */
export const cancelledByConflict: Fault = {
  kind: "error",
  status: 400,
  code: "TransactionCanceledException",
  members: { CancellationReasons: [{ Code: "TransactionConflict" }, { Code: "None" }] },
};
