import type { HostPort } from "./sql-settings.ts";

/** What a host looks like, for messages. */
export const hostForm = "a host, or a host and a port such as db.example.com:5432";

const shape = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@?#[\]]+))(?::(\d{1,5}))?$/i;

/** `db.example.com`, `db.example.com:5433`, `[::1]:5432`; undefined when it is none. */
export function parseHostPort(text: string, defaultPort: number): HostPort | undefined {
  const [, address, name, digits] = shape.exec(text.trim()) ?? [];
  const host = address ?? name;
  const port = digits === undefined ? defaultPort : Number(digits);
  if (host === undefined || port < 1 || port > 65_535) return undefined;
  return { host, port };
}
