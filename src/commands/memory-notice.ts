import type { Session } from "../cli/session.ts";
import type { Connection } from "../config/connection.ts";

/** Says, to those who write into the engine in memory, that it does not last. */
export async function noticeMemory(session: Session, { kind }: Connection): Promise<void> {
  // A shell says it once, for all its commands.
  if (kind !== "memory" || session.context.kept?.memory) return;
  await session.notice("memory and all that is in it end with this command; -t local keeps it");
}
