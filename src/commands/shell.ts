import { Command } from "commander";
import { examples, type Run } from "../cli/action.ts";
import type { Interpreter } from "../cli/interpreter.ts";
import type { Session } from "../cli/session.ts";

export interface ShellOptions {
  readonly keepGoing?: true;
}

export function shellCommand(run: Run, interpreter: Interpreter): Command {
  return new Command("shell")
    .option("--keep-going", "off a terminal: run the lines after one that fails, too")
    .addHelpText(
      "after",
      `\nThe commands of dyn without the word, PartiQL up to a semicolon, and \\? for the rest.\n${examples(
        [
          "dyn shell",
          "printf '%s\\n' 'table list' 'SELECT * FROM UserSessions WHERE UserId = '\"'user-7'\"';' | dyn shell",
          "printf 'query UserSessions --pk user-7 --count\\n' | dyn shell --keep-going",
        ],
      )}`,
    )
    .action(
      run(async (session: Session, options: ShellOptions) => {
        const { Shell } = await import("./shell/shell.ts");
        const shell = await Shell.open(session, interpreter);
        try {
          const { stdin, stdout } = session.context;
          if (stdin.isTTY === true && stdout.stream?.isTTY === true) {
            const { converse } = await import("./shell/converse.ts");
            await converse(session, shell, stdout.stream);
          } else {
            const { runScript } = await import("./shell/script.ts");
            await runScript(session, shell, options);
          }
        } finally {
          await shell.close();
        }
      }),
    );
}
