import type { Context } from "../../cli/context.ts";
import type { GatewaySettings } from "../../config/gateway-settings.ts";
import { DynError } from "../../errors.ts";
import { keyRing } from "../../gateway/keys/key-ring.ts";
import { randomSecret, secretsVariable, tokenSecrets } from "../../gateway/tokens/secrets.ts";
import { keysFileOf } from "./keys/keys-file.ts";
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
  const keysFile = options.auth ? await usableKeys(options, settings, context) : undefined;
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
 * The file of keys.
 * @throws DynError "usage" when nobody has one: nobody could ask
 */
async function usableKeys(
  { keys }: ServeOptions,
  settings: GatewaySettings,
  context: Context,
): Promise<string> {
  const file = keysFileOf(context, keys, settings);
  const ring = await keyRing(file, { now: context.now });
  const usable = ring.usable();
  ring.close();
  if (usable > 0) return file;
  const where = keys === undefined ? "" : ` --keys ${keys}`;
  throw new DynError("usage", `nobody could ask: there is no key in ${file}`, {
    hint: `make one: dyn serve keys create my-app --scope '*'${where}\nor let this machine ask without one: dyn serve --no-auth`,
  });
}
