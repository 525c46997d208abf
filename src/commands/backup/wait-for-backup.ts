import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { Backup } from "../../data/backup/backup.ts";
import type { DescribedBackup } from "../../data/backup/describe.ts";
import { awaited } from "../native/awaited.ts";
import { callingOf } from "../native/service.ts";

/** Waits until a backup can be restored. */
export async function waitForBackup(
  session: Session,
  dynamo: Dynamo,
  { arn, name }: Backup,
  waitMs: number,
): Promise<DescribedBackup> {
  const { describeBackup } = await import("../../data/backup/describe.ts");
  const { follow } = await import("../../data/native/follow.ts");
  const calling = callingOf(session, dynamo);
  const what = `backup ${name} on ${calling.target}`;
  const again = `dyn backup describe ${name} --wait -t ${calling.target}`;
  return awaited(session, { doing: `making ${what}`, what: "the backup", again }, onWait =>
    follow(
      async () => {
        const job = await describeBackup(dynamo.client, arn, calling);
        return job && { isOver: job.status !== "CREATING", words: job.status, job };
      },
      { what, waitMs, signal: session.signal, onWait },
    ),
  );
}
