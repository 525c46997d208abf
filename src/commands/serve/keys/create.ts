import { Command } from "commander";
import { examples, type Run } from "../../../cli/action.ts";
import type { Session } from "../../../cli/session.ts";
import { collected } from "../../../cli/whole-number.ts";
import type { GatewaySettings } from "../../../config/gateway-settings.ts";
import { DynError } from "../../../errors.ts";
import { keysFileOf } from "./keys-file.ts";
import { type KeysOptions, lifetimeOption, withKeysFile } from "./options.ts";

interface CreateOptions extends KeysOptions {
  readonly scope?: readonly string[];
  readonly expires?: number;
}

export function createCommand(run: Run): Command {
  const command = new Command("create")
    .summary("make a key, and show it this once")
    .argument("<name>", "who is to have it, such as web-shop")
    .option(
      "--scope <scope>",
      "what it may do: TABLE, TABLE:get (query, scan, describe), '*', cache, cache:TABLE, metrics; repeatable",
      collected,
    )
    .option("--expires <duration>", "it ends then, such as 90d (default: never)", lifetimeOption);
  return withKeysFile(command)
    .addHelpText(
      "after",
      examples([
        "dyn serve keys create web-shop --scope Orders --scope Products:get --expires 90d --dry-run",
        "dyn serve keys create prometheus --scope metrics --dry-run",
      ]),
    )
    .action(run(createOne));
}

async function createOne(session: Session, options: CreateOptions, name: string): Promise<void> {
  const { context, flags } = session;
  const { gatewayHere } = await import("../../../config/served.ts");
  const { create } = await import("../../../gateway/keys/key-changes.ts");
  const { changeKeys, readKeys } = await import("../../../gateway/keys/keys-file.ts");
  const { checkScopes, scopeForm } = await import("../../../gateway/keys/scopes.ts");
  const { keyData } = await import("./key-text.ts");
  const { showKey } = await import("./show-key.ts");
  const scopes = (options.scope ?? [])
    .flatMap(scope => scope.split(","))
    .map(scope => scope.trim());
  if (scopes.length === 0) {
    const hint = `say it with --scope: ${scopeForm}`;
    throw new DynError("usage", `what may ${name} do?`, { hint });
  }
  checkScopes(scopes);
  const gateway = await gatewayHere(context);
  const file = keysFileOf(context, options.keys, gateway);
  const wanted = { name, scopes, lifetimeMs: options.expires };
  const nowMs = context.now();
  if (flags.dryRun) {
    const { keys = [] } = (await readKeys(file)) ?? {};
    const { stored } = create(keys, wanted, nowMs).result;
    const { id: _id, prefix: _prefix, ...data } = keyData(stored, nowMs);
    const sentence = `would make a key ${name} for ${scopes.join(", ")} in ${file}`;
    return session.print({ data: { ...data, created: false, file }, table: () => sentence });
  }
  const made = await changeKeys(file, keys => create(keys, wanted, nowMs));
  await showKey(session, made, file);
  await noticeHidden(session, scopes, gateway);
}

/** Says which of the scopes are for tables that the service does not expose here. */
async function noticeHidden(
  session: Session,
  scopes: readonly string[],
  gateway: GatewaySettings | undefined,
): Promise<void> {
  const { suggestion } = await import("../../../config/suggest.ts");
  const tables = gateway?.tables;
  if (tables === undefined) return;
  for (const scope of scopes) {
    const table = scope.replace(/^cache:/, "").replace(/:.*$/, "");
    if (["*", "cache", "metrics"].includes(table) || tables.has(table)) continue;
    const near = suggestion(table, tables.keys());
    await session.notice(`${table} is no table that gateway: in dyn.yaml exposes${near}`);
  }
}
