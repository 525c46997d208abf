import { PassThrough, type Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

type TerminalInput = Readable & {
  readonly isTTY?: boolean;
  setRawMode?: (raw: boolean) => unknown;
};

const interrupt = "\u0003";
const endOfInput = "\u0004";

/**
 * The keys of a terminal in raw mode, and who gets them: the line editor while a line is asked for,
 * a question for a single key, or nobody while a command runs; then they wait, but for Ctrl-C.
 */
export class Keyboard {
  /** What the line editor reads. */
  readonly lineInput: PassThrough & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  readonly #source: TerminalInput;
  readonly #onInterrupt: () => void;
  #mode: "line" | "busy" | ((key: string) => void) = "busy";
  #ahead = "";
  #endsInput: (() => boolean) | undefined;

  /** @param onInterrupt what Ctrl-C does while no line is asked for */
  constructor(source: TerminalInput, onInterrupt: () => void) {
    this.#source = source;
    this.#onInterrupt = onInterrupt;
    this.lineInput = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (raw: boolean) => source.setRawMode?.(raw),
    });
    const decoder = new StringDecoder("utf8");
    source.on("data", (chunk: Buffer | string) => {
      this.#take(typeof chunk === "string" ? chunk : decoder.write(chunk));
    });
    source.once("end", () => this.end());
    source.once("error", () => this.end());
  }

  /**
   * The line editor gets the keys, those typed ahead first, up to Enter.
   * @param endsInput whether Ctrl-D ends something else than the shell
   */
  toLine(endsInput?: () => boolean): void {
    this.#mode = "line";
    this.#endsInput = endsInput;
    this.#feedAhead();
  }

  /** The next key; an escape sequence is one. */
  key(): Promise<string> {
    return new Promise(resolve => {
      this.#mode = key => {
        this.#mode = "busy";
        resolve(key);
      };
    });
  }

  /** Keys wait until somebody asks for them. */
  hold(): void {
    this.#mode = "busy";
  }

  /** Leaves the keys to another program while the work lasts. */
  async lend<T>(work: () => Promise<T>): Promise<T> {
    this.#source.pause();
    // Not every editor sets a mode of its own: without one, Enter would end no line.
    this.#source.setRawMode?.(false);
    try {
      return await work();
    } finally {
      this.#source.setRawMode?.(true);
      this.#source.resume();
    }
  }

  /** No more keys will come: whoever waits for one is told no. */
  end(): void {
    this.lineInput.end();
    if (typeof this.#mode === "function") this.#mode(interrupt);
  }

  /** Lets go of the terminal. */
  close(): void {
    this.#source.removeAllListeners("data");
    this.#source.pause();
  }

  #feedAhead(): void {
    const ahead = this.#ahead;
    this.#ahead = "";
    if (ahead !== "") this.#take(ahead);
  }

  #take(keys: string): void {
    if (this.#mode === "busy") {
      if (keys.includes(interrupt)) {
        this.#ahead = "";
        this.#onInterrupt();
      } else this.#ahead += keys;
    } else if (this.#mode === "line") this.#takeLine(keys);
    else {
      const first = keys.startsWith("\u001b") ? keys : keys.slice(0, 1);
      this.#ahead += keys.slice(first.length);
      this.#mode(first);
    }
  }

  #takeLine(keys: string): void {
    if (keys === endOfInput && this.#endsInput?.()) return;
    const end = keys.search(/[\r\n]/);
    if (end < 0) {
      this.lineInput.write(keys);
      return;
    }
    // What follows Enter belongs to the next line, which nobody has asked for yet.
    this.#mode = "busy";
    this.#ahead = keys.slice(keys.startsWith("\r\n", end) ? end + 2 : end + 1);
    this.lineInput.write(keys.slice(0, end + 1));
  }
}
