import { DynError } from "../../errors.ts";
import type { ServeTask } from "./task.ts";

interface Listener {
  listen(at: { readonly host: string; readonly port: number }): Promise<unknown>;
  readonly server: { address(): { readonly port: number } | string | null };
}

/**
 * Begins to listen.
 * @returns where the service can be asked from this machine
 * @throws DynError when it cannot listen there
 */
export async function listen(
  app: Listener,
  { host, port, tls }: Pick<ServeTask, "host" | "port" | "tls">,
): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw cannotListen(error as NodeJS.ErrnoException, host, port);
  }
  const address = app.server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  return `${tls === undefined ? "http" : "https"}://${nameOf(host)}:${taken}`;
}

/** The name to ask by: addresses that mean all of a machine's are none. */
function nameOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number): DynError {
  const at = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  switch (cause.code) {
    case "EADDRINUSE":
      return new DynError("failed", `cannot listen on ${at}: another program does already`, {
        hint: "name another port with --port, or take any that is free with --port 0",
        cause,
      });
    case "EACCES":
      return new DynError("failed", `cannot listen on ${at}: not allowed`, {
        hint: "ports below 1024 are for the system: name another with --port",
        cause,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new DynError("usage", `cannot listen on ${at}: this machine has no such address`, {
        hint: "--host takes an address of this machine; 0.0.0.0 is all of them",
        cause,
      });
    default:
      return new DynError("failed", `cannot listen on ${at}: ${cause.code ?? cause.message}`, {
        cause,
      });
  }
}
