import { addAbortSignal } from "node:stream";
import { failureText } from "../../cli/failure.ts";
import { type Session, throwIfInterrupted } from "../../cli/session.ts";
import { jsonRecords } from "../../data/json-records.ts";
import { DynError } from "../../errors.ts";
import { formatCount } from "../../output/units.ts";
import type { Item } from "../../values/attribute.ts";
import { parsePlainItem } from "../../values/plain.ts";
import { type Given, parseGiven } from "./given.ts";

export interface EachResult {
  /** Items or keys that were given. */
  readonly total: number;
  /** The error to end with, once what was done has been reported. */
  readonly error: DynError | undefined;
}

/**
 * Does the work for each item given, in order. On stdin a faulty one does not stop those after it:
 * it is reported with its line, and the result is a "partial" error. What concerns all of them, such
 * as a lost connection, ends the work; then that is the result.
 */
export async function eachItem(
  session: Session,
  given: Given,
  work: (item: Item) => Promise<void>,
): Promise<EachResult> {
  if (given.argument !== "-") {
    await work(parseGiven(given));
    return { total: 1, error: undefined };
  }
  const { stderr } = session.context;
  // Else Ctrl-C would wait for the next line.
  const stdin = addAbortSignal(session.signal, session.context.stdin);
  const report = (error: DynError) =>
    stderr.write(failureText(error, session.noticePaint, session.flags.verbose));
  let total = 0;
  let failed = 0;
  let only: DynError | undefined;
  try {
    for await (const { text, line } of jsonRecords(stdin, "stdin")) {
      throwIfInterrupted(session);
      total += 1;
      if (total > 1 && only) {
        await report(only);
        only = undefined;
      }
      try {
        const item = parsePlainItem(text, { name: "stdin", line });
        await work(item).catch(error => Promise.reject(located(error, line)));
      } catch (error) {
        if (!isOfOneItem(error)) throw error;
        failed += 1;
        if (total === 1) only = error;
        else await report(error);
      }
    }
  } catch (error) {
    if (session.signal.aborted) {
      return { total, error: new DynError("interrupted", "interrupted", { cause: error }) };
    }
    if (!(error instanceof DynError)) throw error;
    return { total, error };
  }
  if (total === 0) throw new DynError("usage", `there is no ${given.noun} on stdin`);
  return { total, error: only ?? summary(failed, total, given.noun) };
}

function summary(failed: number, total: number, noun: Given["noun"]): DynError | undefined {
  if (failed === 0) return undefined;
  const all = failed === total;
  const message = `${formatCount(failed)} of ${formatCount(total)} ${noun}s failed`;
  return new DynError(all ? "failed" : "partial", message, {
    hint: `each is told above with its line${all ? "" : "; the others are done"}`,
  });
}

function isOfOneItem(error: unknown): error is DynError {
  return error instanceof DynError && ["failed", "usage", "invalid"].includes(error.kind);
}

function located(error: unknown, line: number): unknown {
  if (!(error instanceof DynError)) return error;
  const { kind, message, hint, cause } = error;
  return new DynError(kind, `stdin:${line}  ${message}`, { hint, cause });
}
