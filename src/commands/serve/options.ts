import { isLoopbackHost } from "../../config/loopback.ts";
import { DynError } from "../../errors.ts";
import type { LogLevel } from "../../gateway/log.ts";

/** As they are typed. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  /** False with --no-auth. */
  readonly auth: boolean;
  readonly workers: number;
  readonly keys?: string;
  readonly logLevel: LogLevel;
  readonly emf?: true;
  readonly emfInterval: number;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly drainTimeout: number;
}

/** @throws DynError "usage" for options that contradict each other */
export function checkOptions({
  auth,
  host,
  keys,
  emfInterval,
  tlsCert,
  tlsKey,
}: ServeOptions): void {
  if (!auth && !isLoopbackHost(host)) {
    throw new DynError("usage", `--no-auth would let everybody read who reaches ${host}`, {
      hint: "leave --host out, so that only this machine can ask, or make a key: dyn serve keys create NAME",
    });
  }
  if (!auth && keys !== undefined) {
    throw new DynError("usage", "--no-auth asks for no key, so that --keys is of no use", {
      hint: "leave one of them out",
    });
  }
  if (emfInterval === 0) throw new DynError("usage", "--emf-interval is longer than nothing");
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [given, missing] = tlsCert === undefined ? ["key", "cert"] : ["cert", "key"];
    throw new DynError("usage", `--tls-${given} needs --tls-${missing}, too`);
  }
}
