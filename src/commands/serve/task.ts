import type { DynamoAddress } from "../../cli/address.ts";
import type { GatewaySettings } from "../../config/gateway-settings.ts";
import type { LogLevel } from "../../gateway/log.ts";

/** What one process of the service is to do: plain data, for it may go to another process. */
export interface ServeTask {
  readonly settings: PlainSettings;
  readonly address: DynamoAddress;
  readonly host: string;
  readonly port: number;
  /** The file of API keys; undefined: whoever asks is answered. */
  readonly keysFile: string | undefined;
  /** Base64; the first seals page tokens, all open them. */
  readonly tokenSecrets: readonly string[];
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly logLevel: LogLevel;
  /** How often metrics are written for CloudWatch; undefined: never. */
  readonly emfIntervalMs: number | undefined;
  readonly drainMs: number;
  /** Processes that serve together. */
  readonly workers: number;
}

/** Settings without what another process could not be sent. */
export type PlainSettings = Omit<GatewaySettings, "cache"> & {
  readonly cache: Omit<GatewaySettings["cache"], "redis"> & { readonly redis: string | undefined };
};

export function plainSettings({ cache, ...settings }: GatewaySettings): PlainSettings {
  return { ...settings, cache: { ...cache, redis: cache.redis?.href } };
}

export function settingsOf({ cache, ...settings }: PlainSettings): GatewaySettings {
  const redis = cache.redis === undefined ? undefined : new URL(cache.redis);
  return { ...settings, cache: { ...cache, redis } };
}
