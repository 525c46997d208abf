import { randomUUID } from "node:crypto";
import { confirm } from "../../cli/confirm.ts";
import type { Dynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import type { WriteMember } from "../../data/transaction/member.ts";
import { writeInput } from "../../data/transaction/request.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";
import { shellWord } from "../../output/shell-word.ts";
import { counted } from "../../output/units.ts";
import { noticeMemory } from "../memory-notice.ts";
import { cancelled, sendPatiently } from "./cancelled.ts";
import { tellInterrupted } from "./doubt.ts";
import { tokenMisused } from "./request-token.ts";
import type { TransactOptions } from "./transact.ts";

/** Writes the members together or not at all, and says so. */
export async function writeTogether(
  session: Session,
  dynamo: Dynamo,
  options: TransactOptions,
  members: readonly WriteMember[],
  file: string,
): Promise<void> {
  const token = options.token ?? randomUUID();
  const input = writeInput(members, token);
  if (session.flags.dryRun) return printRequest(session, "TransactWriteItems", input);
  const { connection } = dynamo;
  await noticeMemory(session, connection);
  if (connection.protect) await confirmWrites(session, connection.name, members);
  await sendPatiently(session, dynamo, "TransactWriteItems", input, members).catch(async error => {
    const refused = cancelled(error, members);
    const told = doubt(refused, token, { file, target: connection.name });
    if (told !== refused) await tellInterrupted(session, told);
    throw told;
  });
  await session.notice(`${doneText(members)}, all together`);
}

async function confirmWrites(
  session: Session,
  target: string,
  members: readonly WriteMember[],
): Promise<void> {
  const tables = [...new Set(members.map(({ table }) => table))];
  const [only = "", second] = tables;
  const what = `write items of ${tables.join(", ")} on ${target}`;
  await confirm(session, { what, typed: second === undefined ? only : target });
}

const doneWords = [
  ["put", "put"],
  ["update", "updated"],
  ["delete", "deleted"],
  ["check", "checked"],
] as const;

/** `put 1 item, updated 2 items` */
function doneText(members: readonly WriteMember[]): string {
  return doneWords
    .flatMap(([kind, word]) => {
      const count = members.filter(member => member.kind === kind).length;
      return count === 0 ? [] : [`${word} ${counted(count, "item")}`];
    })
    .join(", ");
}

/** How to find out what became of a transaction whose reply was lost; any other error as it is. */
function doubt(
  error: unknown,
  token: string,
  { file, target }: { readonly file: string; readonly target: string },
): unknown {
  if (!(error instanceof ReplyError)) return error;
  const misused = tokenMisused(error, token, "--token");
  if (misused) return misused;
  if (error.outcome !== "unknown") return error;
  const input = file === "stdin" ? "-" : shellWord(file);
  const again = `dyn item transact ${input} --token ${shellWord(token)} -t ${shellWord(target)}`;
  return new DynError(error.kind, error.message, {
    hint: `within 10 minutes it is safe to send the same again, it is carried out once: ${again}`,
    cause: error,
  });
}
