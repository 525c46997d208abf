import type { Context } from "../../cli/context.ts";
import type { Interpreter } from "../../cli/interpreter.ts";
import type { Kept } from "../../cli/kept.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { Connection } from "../../config/connection.ts";
import { connectionOf } from "../../config/resolve.ts";
import type { Engine } from "../../local/private.ts";
import { Catalog } from "./catalog.ts";
import { Clients } from "./clients.ts";

/** The streams of one command, and what stops it. */
export type Streams = Pick<Context, "stdin" | "stdout" | "stderr" | "interrupted" | "told">;

/** What a command may ask of whoever sits at the terminal. */
export type Presence = Pick<Kept, "more" | "lend">;

/** A target with its connections, kept open, and dyn's commands on it. */
export class Shell {
  readonly interpreter: Interpreter;
  readonly catalog = new Catalog();
  readonly #session: Session;
  readonly #clients = new Clients(client => this.catalog.watched(client));
  #target: string;
  #connection: Connection;
  #engine: Promise<Engine> | undefined;

  /** Throws a "usage" error for an unknown target. */
  static async open(session: Session, interpreter: Interpreter): Promise<Shell> {
    const { context, flags } = session;
    const connection = await connectionOf(context, flags.target);
    const target = flags.target ?? (context.env.DYN_TARGET || connection.name);
    return new Shell(session, interpreter, target, connection);
  }

  private constructor(
    session: Session,
    interpreter: Interpreter,
    target: string,
    connection: Connection,
  ) {
    this.#session = session;
    this.interpreter = interpreter;
    this.#target = target;
    this.#connection = connection;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** Works on another target from now on. Throws a "usage" error for an unknown one. */
  async changeTarget(name: string): Promise<void> {
    this.#connection = await connectionOf(this.#session.context, name);
    this.#target = name;
    this.catalog.clear();
    await this.#clients.close();
  }

  /** Runs a command line, its messages as dyn's own, and gives the exit code. */
  async perform(
    words: readonly string[],
    streams: Streams,
    presence: Presence = {},
  ): Promise<number> {
    const context = this.#context(streams, presence);
    const code = await this.interpreter.run(this.#withFlags(words), context);
    // The engine may be another one now.
    if (words.includes("local")) await this.#clients.close();
    return code;
  }

  /** Something that the shell itself wants to know of its target. */
  ask<T>(use: (dynamo: Dynamo) => Promise<T>): Promise<T> {
    const { context, flags } = this.#session;
    const { target: _, ...others } = flags;
    const quiet = { ...others, quiet: true, verbose: false };
    const own = this.#context(context, {});
    const session = { ...this.#session, context: own, flags: quiet, notice: async () => {} };
    return withDynamo(session, use);
  }

  async close(): Promise<void> {
    await this.#clients.close();
    await (await this.#engine)?.close();
  }

  #context(streams: Streams, presence: Presence): Context {
    const { context } = this.#session;
    const { stdin, stdout, stderr, interrupted } = streams;
    const kept: Kept = {
      client: (name, endpoint, client) => this.#clients.get(name, endpoint, client),
      ...presence,
      ...(this.#connection.kind === "memory" && { memory: () => this.#memory() }),
    };
    // What the prompt says holds, whatever becomes of dyn.yaml and whatever else a command falls back on.
    const env = { ...context.env, DYN_TARGET: this.#target };
    return { ...context, stdin, stdout, stderr, interrupted, env, kept };
  }

  /** What was said to the shell about colours and verbosity holds for its commands. */
  #withFlags(words: readonly string[]): readonly string[] {
    if (words[0] === "help") return words;
    const { color, quiet, verbose, output } = this.#session.flags;
    return [
      ...(color ? [] : ["--no-color"]),
      ...(quiet ? ["--quiet"] : []),
      ...(verbose ? ["--verbose"] : []),
      ...(output === undefined ? [] : ["--output", output]),
      ...words,
    ];
  }

  async #memory(): Promise<URL> {
    const { startPrivate } = await import("../../local/private.ts");
    const engine = this.#engine ?? startPrivate(this.#session.context);
    this.#engine = engine;
    // One that did not start is tried anew by the next command.
    engine.catch(() => {
      this.#engine = undefined;
    });
    return (await engine).endpoint;
  }
}
