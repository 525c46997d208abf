import type { Command } from "commander";
import { DynError } from "../errors.ts";
import type { Printable } from "../output/document.ts";
import { chooseFormat, type Format } from "../output/format.ts";
import { isColored, type Paint, paint } from "../output/paint.ts";
import type { Context } from "./context.ts";
import { type GlobalFlags, readGlobalFlags } from "./flags.ts";
import { type Progress, startProgress } from "./progress.ts";

/** One command under way: its context, its flags, and how it speaks to the user. */
export interface Session {
  readonly context: Context;
  readonly flags: GlobalFlags;
  /** Aborted by Ctrl-C, SIGTERM, or a reader who has gone. */
  readonly signal: AbortSignal;
  /** Colours for stdout and for stderr. */
  readonly paint: Paint;
  readonly noticePaint: Paint;
  format(content: "items" | "document"): Format;
  /** Data, on stdout, in the format asked for. */
  print(document: Printable): Promise<void>;
  /** A line on stderr for whoever watches; not with --quiet. */
  notice(text: string): Promise<void>;
  /** A line on stderr with --verbose. */
  detail(text: string): Promise<void>;
  /** A spinner on stderr, when that is a terminal. */
  progress(text: string): Progress;
}

export function openSession(context: Context, command: Command): Session {
  const flags = readGlobalFlags(command);
  const { stdout, stderr, env } = context;
  const noticeColored = isColored(stderr.isTTY, flags.color, env);
  const format = (content: "items" | "document") =>
    chooseFormat(flags.output, content, stdout.isTTY);
  // A terminal that is recorded (CI), or that takes no cursor movements, would keep every frame.
  const drawable = !flags.quiet && !env.CI && env.TERM !== "dumb";
  return {
    context,
    flags,
    signal: context.interrupted,
    paint: paint(isColored(stdout.isTTY, flags.color, env)),
    noticePaint: paint(noticeColored),
    format,
    print: async document => {
      const { documentText } = await import("../output/document.ts");
      const { harmless } = await import("../output/items/terminal.ts");
      const text = await documentText(document, format("document"));
      // What people read is coloured, and escaped where it is put together.
      const isData = format("document") !== "table";
      await stdout.write(isData && stdout.isTTY ? harmless(text) : text);
    },
    notice: async text => {
      if (!flags.quiet) await stderr.write(`${text}\n`);
    },
    detail: async text => {
      if (flags.verbose && !flags.quiet) await stderr.write(`${text}\n`);
    },
    progress: text => startProgress(text, drawable ? stderr.stream : undefined, noticeColored),
  };
}

/** Throws the error of an interrupted command, if it was. */
export function throwIfInterrupted(session: Session): void {
  if (session.signal.aborted) throw new DynError("interrupted", "interrupted");
}
