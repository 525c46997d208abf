import { join, resolve } from "node:path";
import type { Context } from "../../cli/context.ts";
import type { GatewaySettings } from "../../config/gateway-settings.ts";
import { DynError } from "../../errors.ts";
import { keyRing } from "../../gateway/keys/key-ring.ts";
import { randomSecret, secretsVariable, tokenSecrets } from "../../gateway/tokens/secrets.ts";
import { dataDirectory } from "../../local/home.ts";
import type { ServeOptions } from "./options.ts";
import { plainSettings, type ServeTask } from "./task.ts";
import { readTls } from "./tls.ts";

/** All that a process of the service has to know, but where DynamoDB is. Reads and checks the files. */
export async function taskOf(
  options: ServeOptions,
  settings: GatewaySettings,
  context: Context,
): Promise<Omit<ServeTask, "address">> {
  const { host, port, workers, logLevel, drainTimeout, emf, emfInterval } = options;
  const keysFile = options.auth ? await keysFileOf(options, settings, context) : undefined;
  const secrets = tokenSecrets(context.env[secretsVariable]) ?? [randomSecret()];
  const { tlsCert, tlsKey } = options;
  const tls =
    tlsCert !== undefined && tlsKey !== undefined
      ? { certFile: tlsCert, keyFile: tlsKey }
      : settings.tls;
  return {
    settings: plainSettings(settings),
    host,
    port,
    keysFile,
    tokenSecrets: secrets.map(secret => secret.toString("base64")),
    tls: tls && (await readTls(tls, context.cwd)),
    logLevel,
    emfIntervalMs: emf ? emfInterval : undefined,
    drainMs: drainTimeout,
    workers,
  };
}

/**
 * Where the keys are.
 * @throws DynError "usage" when nobody has one: nobody could ask
 */
async function keysFileOf(
  { keys }: ServeOptions,
  settings: GatewaySettings,
  context: Context,
): Promise<string> {
  const named = keys === undefined ? settings.keysFile : resolve(context.cwd, keys);
  const file = named ?? join(dataDirectory(context), "serve-keys.json");
  const ring = await keyRing(file, { now: context.now });
  const usable = ring.usable();
  ring.close();
  if (usable > 0) return file;
  const where = keys === undefined ? "" : ` --keys ${keys}`;
  throw new DynError("usage", `nobody has a key yet, and ${file} is where it would be`, {
    hint: `make one: dyn serve keys create NAME${where}\nor let this machine ask without one: dyn serve --no-auth`,
  });
}
