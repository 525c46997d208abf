import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { durationOption } from "../../cli/duration-option.ts";
import { wholeNumber } from "../../cli/whole-number.ts";
import { logLevels } from "../../gateway/log.ts";
import { keysCommand } from "./keys/index.ts";
import type { ServeOptions } from "./options.ts";

const mostWorkers = 256;

export function serveCommand(run: Run): Command {
  return new Command("serve")
    .addCommand(keysCommand(run))
    .description("serve reads of tables over HTTP: pages, filters, a cache, keys and limits")
    .option("--port <n>", "port to listen on; 0 takes a free one", wholeNumber(0, 65_535), 8080)
    .option("--host <address>", "address to listen on; 0.0.0.0 for all", "127.0.0.1")
    .option("--no-auth", "ask for no API key; only where none but this machine can ask")
    .option("--keys <file>", "file of API keys (default: gateway.keys, else one of dyn's own)")
    .option("--workers <n>", "processes that share the port", wholeNumber(1, mostWorkers), 1)
    .option("--tls-cert <file>", "certificate with its chain, in PEM form")
    .option("--tls-key <file>", "its key")
    .addOption(
      new Option("--log-level <level>", "least level of what is logged on stderr")
        .choices(logLevels)
        .default("info"),
    )
    .option("--emf", "write metrics to stdout for CloudWatch (embedded metric format)")
    .addOption(
      new Option("--emf-interval <duration>", "how often")
        .argParser(durationOption)
        .default(60_000, "60s"),
    )
    .addOption(
      new Option("--drain-timeout <duration>", "what requests in flight may take at the end")
        .argParser(durationOption)
        .default(10_000, "10s"),
    )
    .addHelpText(
      "after",
      examples([
        "dyn serve --no-auth",
        "dyn serve -t memory --no-auth --port 0 -o json",
        "dyn serve keys create my-app --scope '*' && dyn serve --workers 2",
      ]),
    )
    .action(
      run<readonly [], ServeOptions>(async (session, options) => {
        const { serve } = await import("./serve.ts");
        await serve(session, options);
      }),
    );
}
