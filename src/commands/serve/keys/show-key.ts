import type { Session } from "../../../cli/session.ts";
import type { NewKey } from "../../../gateway/keys/key-changes.ts";
import { shellWord } from "../../../output/shell-word.ts";
import { keyData, keyWords, momentText } from "./key-text.ts";

/** A key that was made just now, on stdout: the only time that all of it is told. */
export async function showKey(session: Session, { key, stored }: NewKey, file: string) {
  const nowMs = session.context.now();
  const { state: _, ...data } = keyData(stored, nowMs);
  await session.print({ data: { ...data, key, file }, table: () => key });
  const end = stored.expiresAt;
  const until = end === undefined ? "it does not expire" : `it expires ${momentText(end, nowMs)}`;
  await session.notice(
    `made ${keyWords(stored)} for ${stored.scopes.join(", ")}; ${until}\n` +
      `it is shown this once: ${shellWord(file)} holds its digest alone`,
  );
}
