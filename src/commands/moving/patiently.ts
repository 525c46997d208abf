import type { Session } from "../../cli/session.ts";
import { patient } from "../../data/transfer/patience.ts";
import type { Client } from "../../dynamodb/client.ts";
import type { Clock } from "../../engine/clock.ts";

/**
 * A client that waits while credentials are expired, and says so.
 * @param onWait told why nothing goes on just now; undefined when it does again
 */
export function patiently(
  session: Session,
  client: Client,
  clock: Clock,
  onWait: (why: string | undefined) => void,
): Client {
  return patient(client, {
    clock,
    signal: session.signal,
    onPause: () => {
      onWait("waiting for credentials");
      void session.notice(
        "the credentials have expired; sign in again (`aws sso login`), and it goes on by itself",
      );
    },
    onResume: () => {
      onWait(undefined);
      void session.notice("the credentials are renewed; it goes on");
    },
  });
}
