import { get } from "node:http";

/** The engine's version when one answers at this endpoint within the time; undefined when something else or nothing does. */
export function askHealth(endpoint: URL, timeoutMs = 2_000): Promise<string | undefined> {
  return new Promise(resolve => {
    const request = get(endpoint, { agent: false, timeout: timeoutMs }, response => {
      response.resume();
      const version = response.headers["x-dynoxide-version"];
      resolve(typeof version === "string" ? version : undefined);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
  });
}
