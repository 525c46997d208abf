import { DynError } from "../../errors.ts";
import type { Journal } from "./journal.ts";

/** An apply that ended before its end, with what it did until then. Another one goes on from there. */
export class ApplyError extends DynError {
  /** In words, in order. */
  readonly done: readonly string[];
  readonly left: readonly string[];

  constructor(cause: DynError, { done, left, doubtful }: Journal) {
    const isTouched = done.length > 0 || doubtful !== undefined;
    const said = [
      cause.hint,
      isTouched ? undefined : "nothing was changed",
      done.length === 0 ? undefined : `done: ${done.join(", ")}`,
      doubtful === undefined ? undefined : `done or not, since its reply is lost: ${doubtful}`,
      left.length === 0 ? undefined : `not done: ${left.join(", ")}`,
      isTouched ? "the same command goes on from there" : undefined,
    ];
    super(cause.kind, cause.message, {
      hint: said.filter(line => line !== undefined).join("\n"),
      cause,
    });
    this.name = "ApplyError";
    this.done = done;
    this.left = doubtful === undefined ? left : [doubtful, ...left];
  }
}
