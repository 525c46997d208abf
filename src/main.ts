import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { type Context, Interruption, processContext } from "./cli/context.ts";
import { exitCodes } from "./cli/exit-codes.ts";
import { failureText } from "./cli/failure.ts";
import { overview } from "./cli/help.ts";
import { buildProgram } from "./cli/program.ts";
import { DynError } from "./errors.ts";
import { isColored, paint } from "./output/paint.ts";

/**
 * Builds the program, runs it, and turns an error into a message and an exit code. Never throws.
 * @param typed what the user typed after `dyn`
 */
export async function main(
  typed: readonly string[],
  context: Context = processContext(),
): Promise<number> {
  const words = spelledOut(typed);
  // Commander writes while it parses; what it wrote goes out once we can wait for slow pipes.
  const written = { out: "", err: "" };
  const output = {
    writeOut: (text: string) => {
      written.out += text;
    },
    writeErr: (text: string) => {
      written.err += text;
    },
  };
  const program = await buildProgram(words, context, version(), output, main);
  let code = 0;
  try {
    if (words.length === 0) written.out = overview(program);
    else {
      await program.parseAsync(words, { from: "user" }).catch(error => {
        // Commander throws for help and versions too; a noun without a verb gets its help as an error.
        if (!(error instanceof CommanderError)) throw error;
        if (error.exitCode !== 0 && error.code !== "commander.help") throw usageError(error);
        if (error.exitCode !== 0) code = exitCodes.usage;
      });
    }
    await context.stdout.write(written.out);
    if (code !== 0) await context.stderr.write(written.err);
    return code;
  } catch (error) {
    return await failed(error, words, context);
  }
}

async function failed(error: unknown, words: readonly string[], context: Context): Promise<number> {
  const { interrupted, stderr, env } = context;
  if (interrupted.aborted) {
    const { reason } = interrupted;
    // A reader that has seen enough, as in `dyn scan … | head`, is no failure.
    if (reason instanceof Interruption && reason.signal === "EPIPE") return 0;
    if (!(error instanceof DynError) || error.kind === "interrupted") return exitCodes.interrupted;
  }
  // What differs is told, as data.
  if (error instanceof DynError && error.kind === "differences") return exitCodes.differences;
  const colored = isColored(stderr.isTTY, !words.includes("--no-color"), env);
  await stderr.write(failureText(error, paint(colored), words.includes("--verbose")));
  return exitCodes[error instanceof DynError ? error.kind : "failed"];
}

/** Commander's message without its own label; its suggestion becomes the hint. */
function usageError(error: CommanderError): DynError {
  const [first = "", ...rest] = error.message.replace(/^error: /, "").split("\n");
  const suggestion = /^\(Did you mean (.*)\?\)$/.exec(rest.join(" ").trim())?.[1];
  const hint = suggestion ? `did you mean ${suggestion}?` : "see the command's --help";
  return new DynError("usage", first.replace(/\.$/, ""), { hint });
}

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  return (manifest as { version: string }).version;
}

/** `dyn help table list` is `dyn table list --help`. */
function spelledOut(words: readonly string[]): readonly string[] {
  return words[0] === "help" ? [...words.slice(1), "--help"] : words;
}
