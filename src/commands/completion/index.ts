import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { type Shell, scripts, shells } from "./scripts.ts";

/** What to type once, so that every new shell completes. */
const setUps: Readonly<Record<Shell, string>> = {
  bash: "echo 'source <(dyn completion bash)' >> ~/.bashrc",
  zsh: "echo 'source <(dyn completion zsh)' >> ~/.zshrc",
  fish: "dyn completion fish > ~/.config/fish/completions/dyn.fish",
};

export function completionCommand(run: Run): Command {
  const command = new Command("completion");
  for (const shell of shells) {
    command.addCommand(
      new Command(shell)
        .summary(`print what ${shell} loads to complete dyn's words`)
        .addHelpText("after", `\nSet up, once:\n  ${setUps[shell]}`)
        .addHelpText(
          "after",
          examples([`dyn completion ${shell}`, `dyn completion ${shell} > dyn.${shell}`]),
        )
        .action(run(session => session.context.stdout.write(scripts[shell]))),
    );
  }
  const words = new Command("words")
    .addOption(new Option("--shell <shell>", "whose words they are").choices(shells))
    .argument("[words...]")
    .addHelpText("after", examples(["dyn completion words --shell fish -- table cre"]))
    .action(
      run((session: Session, { shell = "zsh" }: { shell?: Shell }, typed: readonly string[]) =>
        printWords(session, command.parent ?? command, shell, typed),
      ),
    );
  return command
    .addCommand(words, { hidden: true })
    .addHelpText(
      "after",
      `\nSet up, once:\n${shells.map(shell => `  ${setUps[shell]}`).join("\n")}`,
    )
    .addHelpText("after", examples(["dyn completion bash", "dyn completion fish > dyn.fish"]));
}

/** Prints what may stand under the cursor; nothing when that cannot be told, for nobody has asked for errors. */
async function printWords(
  { context }: Session,
  program: Command,
  shell: Shell,
  typed: readonly string[],
): Promise<void> {
  try {
    const { wordLines } = await import("./word-lines.ts");
    await context.stdout.write(await wordLines(program, shell, typed, context));
  } catch {
    // The shell completes nothing.
  }
}
