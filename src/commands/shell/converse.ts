import { type Context, Interruption, type Sink } from "../../cli/context.ts";
import { failureText } from "../../cli/failure.ts";
import type { Session } from "../../cli/session.ts";
import { escapeControl } from "../../output/escape.ts";
import { commandInput } from "./command-input.ts";
import { Completion } from "./completion.ts";
import { type Entry, helpText, readEntry } from "./entry.ts";
import { History } from "./history.ts";
import { Keyboard } from "./keyboard.ts";
import { nextPage, pageOf } from "./next-page.ts";
import { openLine } from "./open-line.ts";
import { paged } from "./pager.ts";
import { cancelled, Prompt } from "./prompt.ts";
import type { Shell } from "./shell.ts";

/** Asks for entries at a terminal and runs them, until the user ends it. */
export async function converse(
  session: Session,
  shell: Shell,
  terminal: NodeJS.WriteStream,
): Promise<void> {
  const { context } = session;
  const { stdout, stderr } = context;
  const history = await History.open(context);
  const completion = new Completion(shell, context);
  let running: AbortController | undefined;
  let entered: string[] = [];
  const keyboard = new Keyboard(context.stdin, () => {
    terminal.write("^C\n");
    running?.abort(new Interruption("SIGINT"));
  });
  const prompt = new Prompt(keyboard, terminal, history.entries, text =>
    completion.complete(entered.join("\n"), text),
  );
  const end = () => {
    running?.abort(session.signal.reason);
    keyboard.end();
    prompt.close();
  };
  session.signal.addEventListener("abort", end, { once: true });
  const tell = (error: unknown) =>
    stderr.write(failureText(error, session.noticePaint, session.flags.verbose));

  const askForMore = async (text: string): Promise<boolean> => {
    terminal.write(session.paint.dim(text));
    const key = await keyboard.key();
    terminal.write("\r\u001b[K");
    return /^[\r\n ]/.test(key);
  };

  /** Runs one command line; gives where its next page begins. */
  const perform = async (words: readonly string[]): Promise<string | undefined> => {
    const controller = new AbortController();
    running = controller;
    const abort = (reason: Interruption) => controller.abort(reason);
    const err = openLine(stderr);
    const out = paged(withRows(stdout, terminal), () => askForMore(morePrompt), abort);
    const stdin = commandInput(async () => {
      const line = await prompt.ask(err.open(), true);
      err.closeLine();
      if (line === cancelled) abort(new Interruption("SIGINT"));
      return line === cancelled ? undefined : line;
    });
    try {
      const { signal } = controller;
      const streams = { stdin, stdout: out, stderr: err, interrupted: signal, told: signal };
      let next: string | undefined;
      const code = await shell.perform(words, streams, {
        more: token => {
          next = token;
        },
        lend: work => keyboard.lend(work),
      });
      return code === 0 && !controller.signal.aborted ? next : undefined;
    } finally {
      running = undefined;
      stdin.destroy();
      keyboard.hold();
    }
  };

  const run = async (entry: Entry): Promise<void> => {
    switch (entry.kind) {
      case "help":
        return stdout.write(helpText);
      case "target":
        if (entry.name !== undefined) await shell.changeTarget(entry.name);
        return stdout.write(`${escapeControl(shell.connection.name)}\n`);
      case "words": {
        const first = pageOf(entry.words, terminal.rows);
        let next = await perform(first);
        while (next !== undefined && (await askForMore(pagePrompt))) {
          next = await perform(nextPage(first, next));
        }
      }
    }
  };

  await session.notice(greeting(shell));
  for (;;) {
    const line = await prompt.ask(entered.length === 0 ? promptText(shell) : "   -> ");
    if (line === undefined) break;
    if (line === cancelled) {
      entered = [];
      continue;
    }
    entered.push(line);
    const text = entered.join("\n");
    try {
      const entry = readEntry(text);
      if (entry.kind === "open") continue;
      entered = [];
      await history.add(text);
      if (entry.kind === "quit") break;
      await run(entry);
    } catch (error) {
      entered = [];
      await tell(error);
    }
  }
  session.signal.removeEventListener("abort", end);
  prompt.close();
  keyboard.close();
}

const morePrompt = "-- more: Enter, q ends --";
const pagePrompt = "-- next page: Enter, q ends --";

function greeting(shell: Shell): string {
  const { name, kind } = shell.connection;
  const passing = kind === "memory" ? "; it and all that is in it end with this shell" : "";
  return `dyn on ${escapeControl(name)}${passing}. \\? helps, \\q ends.`;
}

/** The target, with a mark where it is protected. */
function promptText({ connection }: Shell): string {
  return `${escapeControl(connection.name)}${connection.protect ? "!" : ""}> `;
}

function withRows(sink: Context["stdout"], terminal: NodeJS.WriteStream): Sink & { rows: number } {
  return {
    isTTY: sink.isTTY,
    get columns() {
      return sink.columns;
    },
    get rows() {
      return terminal.rows || 24;
    },
    stream: terminal,
    write: text => sink.write(text),
  };
}
