import { createInterface, type Interface } from "node:readline";
import type { Keyboard } from "./keyboard.ts";

/** The user pressed Ctrl-C: the line is not meant. */
export const cancelled = Symbol("cancelled");

/** Members that Node's line editor has and its types leave out. */
type Editor = Interface & { history: string[] };

/** A line editor with history and completion, asked for a line at a time. */
export class Prompt {
  readonly #lines: Editor;
  readonly #output: NodeJS.WritableStream;
  readonly #history: readonly string[];
  readonly #keyboard: Keyboard;
  #answer: ((line: string | typeof cancelled | undefined) => void) | undefined;
  #closed = false;

  /** @param history the newest first; whoever knows where entries end adds to it */
  constructor(
    keyboard: Keyboard,
    output: NodeJS.WritableStream,
    history: readonly string[],
    complete: (text: string) => Promise<[string[], string]>,
  ) {
    this.#keyboard = keyboard;
    this.#output = output;
    this.#history = history;
    this.#lines = createInterface({
      input: keyboard.lineInput,
      output,
      terminal: true,
      completer: (text: string, done: (error: null, result: [string[], string]) => void) => {
        complete(text).then(
          result => done(null, result),
          () => done(null, [[], text]),
        );
      },
    }) as Editor;
    this.#lines.on("line", line => this.#give(line));
    this.#lines.on("SIGINT", () => this.#give(cancelled));
    this.#lines.on("close", () => {
      this.#closed = true;
      this.#give(undefined);
    });
  }

  /**
   * The line that the user types; undefined at the end of the input.
   * @param isAnswer of a command: Ctrl-D ends its input and not the shell
   */
  ask(prompt: string, isAnswer = false): Promise<string | typeof cancelled | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    return new Promise(resolve => {
      this.#answer = resolve;
      // A copy: the editor adds each line to it, parts of entries and answers to questions as well.
      this.#lines.history = [...this.#history];
      this.#lines.setPrompt(prompt);
      this.#lines.prompt();
      this.#keyboard.toLine(() => {
        if (!isAnswer || this.#lines.line !== "") return false;
        this.#give(undefined);
        return true;
      });
    });
  }

  close(): void {
    this.#lines.close();
  }

  #give(line: string | typeof cancelled | undefined): void {
    const answer = this.#answer;
    this.#answer = undefined;
    this.#keyboard.hold();
    if (line === cancelled) {
      // What was typed stays to be seen, and neither it nor the place in the history is in the next line.
      this.#output.write("^C\n");
      Object.assign(this.#lines, { line: "", cursor: 0, prevRows: 0, historyIndex: -1 });
    }
    answer?.(line);
  }
}
