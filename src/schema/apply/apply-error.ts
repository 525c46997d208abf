import { DynError } from "../../errors.ts";

/** An apply that ended before its end, with what it did until then. Another one goes on from there. */
export class ApplyError extends DynError {
  /** In words, in order. */
  readonly done: readonly string[];
  readonly left: readonly string[];

  constructor(cause: DynError, done: readonly string[], left: readonly string[]) {
    const said = [
      cause.hint,
      done.length === 0 ? "nothing was changed" : `done: ${done.join(", ")}`,
      left.length === 0 ? undefined : `not done: ${left.join(", ")}`,
      done.length === 0 ? undefined : "the same command goes on from there",
    ];
    super(cause.kind, cause.message, {
      hint: said.filter(line => line !== undefined).join("\n"),
      cause,
    });
    this.name = "ApplyError";
    this.done = done;
    this.left = left;
  }
}
