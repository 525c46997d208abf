import { DynError } from "../errors.ts";
import type { Session } from "./session.ts";

/** A question before something is lost. */
export interface Confirmation {
  /** What is about to happen, e.g. `delete table Users (1,204 items) on staging`. */
  readonly what: string;
  /** A word that the user must type, e.g. the table's name on a protected target. */
  readonly typed?: string;
  /** What is told when the answer is no; `nothing was changed` unless told. */
  readonly refused?: string;
}

/**
 * Asks on a terminal; elsewhere `--yes` must have been given. Throws when the answer is no. A word
 * to type is asked for even with `--yes` on a terminal: protection is there for the hurried.
 */
export async function confirm(
  session: Session,
  { what, typed, refused = "nothing was changed" }: Confirmation,
): Promise<void> {
  const { context, flags } = session;
  const interactive = context.stdin.isTTY === true && context.stderr.isTTY;
  if (flags.yes && (typed === undefined || !interactive)) return;
  if (!interactive) {
    throw new DynError("usage", `will not ${what} without being asked on a terminal`, {
      hint: "add --yes if you mean it",
    });
  }
  const question = typed === undefined ? `${what}? [y/N] ` : `${what}? Type ${typed} to go on: `;
  const answer = await ask(session, question);
  if (session.signal.aborted) {
    await context.stderr.write("\n");
    throw new DynError("interrupted", refused);
  }
  const agreed = typed === undefined ? /^y(es)?$/i.test(answer) : answer === typed;
  if (!agreed) throw new DynError("failed", refused);
}

async function ask(session: Session, question: string): Promise<string> {
  const { stdin, stderr } = session.context;
  const { createInterface } = await import("node:readline/promises");
  await stderr.write(question);
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    const answer = new Promise<string>(resolve => {
      lines.once("line", resolve);
      lines.once("close", () => resolve(""));
      if (session.signal.aborted) resolve("");
      session.signal.addEventListener("abort", () => resolve(""), { once: true });
    });
    return (await answer).trim();
  } finally {
    lines.close();
  }
}
