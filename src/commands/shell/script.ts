import { createInterface } from "node:readline";
import { addAbortSignal, Readable } from "node:stream";
import { exitCodes } from "../../cli/exit-codes.ts";
import { failureText } from "../../cli/failure.ts";
import { type Session, throwIfInterrupted } from "../../cli/session.ts";
import { DynError, type ErrorKind, errorKinds } from "../../errors.ts";
import type { ShellOptions } from "../shell.ts";
import { beginsStatement, type Entry, helpText, mayEnd, readEntry } from "./entry.ts";
import type { Shell } from "./shell.ts";

/** Runs the lines of stdin. Throws, for its exit code, what the first that failed ended with. */
export async function runScript(
  session: Session,
  shell: Shell,
  { keepGoing }: ShellOptions,
): Promise<void> {
  const { stdout } = session.context;
  let total = 0;
  let failed = 0;
  for await (const { entry, line } of entries(session)) {
    if (entry.kind === "nothing" || entry.kind === "open") continue;
    if (entry.kind === "quit") break;
    throwIfInterrupted(session);
    total += 1;
    let code = 0;
    if (entry.kind === "help") await stdout.write(helpText);
    else code = await codeOf(session, shell, entry);
    throwIfInterrupted(session);
    if (code === 0) continue;
    failed += 1;
    if (keepGoing) continue;
    throw new DynError(
      kindOf(code),
      `stdin:${line}  this line failed; those after it were not run`,
      {
        hint: "--keep-going runs them all the same",
      },
    );
  }
  if (failed === 0) return;
  throw new DynError(
    failed === total ? "failed" : "partial",
    `${failed} of ${total} lines failed`,
    {
      hint: "each is told above",
    },
  );
}

type Read = Entry | { readonly kind: "wrong"; readonly error: unknown };

async function codeOf(session: Session, shell: Shell, entry: Read): Promise<number> {
  const { context } = session;
  try {
    if (entry.kind === "wrong") throw entry.error;
    if (entry.kind === "words") {
      // What is on stdin are commands, not data of theirs.
      return await shell.perform(entry.words, { ...context, stdin: Readable.from([]) });
    }
    if (entry.kind === "target") {
      if (entry.name !== undefined) await shell.changeTarget(entry.name);
      else await context.stdout.write(`${shell.connection.name}\n`);
    }
    return 0;
  } catch (error) {
    await context.stderr.write(failureText(error, session.noticePaint, session.flags.verbose));
    return exitCodes[error instanceof DynError ? error.kind : "failed"];
  }
}

/** What stdin holds, with the line that each begins on. */
async function* entries(
  session: Session,
): AsyncGenerator<{ readonly entry: Read; readonly line: number }> {
  const { context, signal } = session;
  const input = addAbortSignal(signal, context.stdin);
  let open: string[] = [];
  let line = 0;
  const read = (): Read => {
    try {
      return readEntry(open.join("\n"));
    } catch (error) {
      return { kind: "wrong", error };
    }
  };
  try {
    for await (const each of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      const first = open[0];
      open.push(each);
      if (first !== undefined && !mayEnd(first, each)) continue;
      const entry = read();
      if (entry.kind === "open") continue;
      yield { entry, line: line - open.length + 1 };
      open = [];
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  throwIfInterrupted(session);
  const [first] = open;
  if (first === undefined) return;
  const begin = line - open.length + 1;
  const hint = beginsStatement(first)
    ? "a statement ends with a semicolon"
    : "a quote is not closed";
  const error = new DynError("usage", `stdin:${begin}  this is not at its end`, { hint });
  yield { entry: { kind: "wrong", error }, line: begin };
}

/** A kind that ends with this code. */
function kindOf(code: number): ErrorKind {
  return errorKinds.find(kind => exitCodes[kind] === code) ?? "failed";
}
