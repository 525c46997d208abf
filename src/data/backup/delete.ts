import { call } from "../../dynamodb/call.ts";
import type { Client } from "../../dynamodb/client.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";
import type { TableOptions } from "../../schema/describe.ts";
import type { Backup } from "./backup.ts";
import { describeBackup } from "./describe.ts";

/** Deletes a backup. Throws a DynError for one that is being made, or that AWS Backup keeps. */
export async function deleteBackup(
  client: Client,
  { arn, name, type }: Backup,
  options: TableOptions,
): Promise<void> {
  const named = `${name} on ${options.target}`;
  if (type === "AWS_BACKUP") {
    throw new DynError("failed", `${named} is kept by AWS Backup`, {
      hint: `delete it there: aws backup delete-recovery-point --recovery-point-arn ${arn} --backup-vault-name VAULT`,
    });
  }
  try {
    await call(client, "DeleteBackup", { BackupArn: arn }, options);
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    const { code } = error.service;
    if (code === "BackupNotFoundException") return;
    if (code === "BackupInUseException") {
      throw new DynError("failed", `${named} is in use: it is being made, or restored`, {
        hint: `wait for it with: dyn backup describe ${name} --wait -t ${options.target}`,
      });
    }
    if (error.outcome !== "unknown" || error.kind === "interrupted") throw error;
    // A cut connection may have cost the reply only.
    if ((await describeBackup(client, arn, options)) !== undefined) throw error;
  }
}
