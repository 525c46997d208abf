import { createHash } from "node:crypto";
import { createServer } from "node:net";

/** The engine listens on this machine alone. */
export const loopback = "127.0.0.1";

/** A port that was free a moment ago; another program may take it before the caller does. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, loopback, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("the system gave no port"));
      });
    });
  });
}

/**
 * The port that is tried first for a database: the same from start to start, so that an endpoint noted
 * elsewhere stays right; one of 1,900 from `first`, where few programs have theirs and systems hand out
 * higher ones.
 */
export function usualPort(database: string, first: number): number {
  return first + (createHash("sha256").update(database).digest().readUInt32BE() % 1_900);
}
