import { join, resolve } from "node:path";
import type { GatewaySettings } from "../../../config/gateway-settings.ts";
import { dataDirectory } from "../../../local/home.ts";
import type { Host } from "../../../local/host.ts";

/** The file of API keys: the one of the flag, else of dyn.yaml, else one in dyn's own folder. */
export function keysFileOf(
  host: Pick<Host, "env" | "cwd" | "home" | "platform">,
  flag: string | undefined,
  gateway: GatewaySettings | undefined,
): string {
  if (flag !== undefined) return resolve(host.cwd, flag);
  return gateway?.keysFile ?? join(dataDirectory(host), "serve", "keys.json");
}
