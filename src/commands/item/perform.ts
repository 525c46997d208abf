import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { invalidFile } from "../../config/yaml-file.ts";
import { checkTables, checkTogether } from "../../data/transaction/check.ts";
import { entriesIn } from "../../data/transaction/entries.ts";
import type { GetMember, Member, WriteMember } from "../../data/transaction/member.ts";
import { readMember } from "../../data/transaction/read.ts";
import { DynError, type Problem } from "../../errors.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { openTable } from "../read/open-table.ts";
import { textInput } from "./text-input.ts";
import type { TransactOptions } from "./transact.ts";
import { getTogether } from "./transact-get.ts";
import { writeTogether } from "./transact-write.ts";

/** Carries out a file's transaction, once all its mistakes have been looked for. */
export async function perform(
  session: Session,
  options: TransactOptions,
  file: string,
): Promise<void> {
  const { text, name } = await textInput(session, file);
  const { entries, problems } = entriesIn(text, name);
  const members = entries.flatMap(entry => readMember(entry) ?? []);
  checkTogether(members);
  const throwIfAny = () => {
    if (problems.length > 0) throw invalidFile(name, inOrder(problems));
  };
  if (members.length === 0) throwIfAny();
  await withDynamo(session, async dynamo => {
    const tables = await openTables(session, dynamo, members).catch(error => {
      // What is wrong with the file stays so whatever the target is.
      throwIfAny();
      throw error;
    });
    checkTables(members, tables);
    throwIfAny();
    const gets = members.filter((member): member is GetMember => member.kind === "get");
    const writes = members.filter((member): member is WriteMember => member.kind !== "get");
    if (gets.length === 0) await writeTogether(session, dynamo, options, writes, name);
    else if (options.token === undefined) await getTogether(session, dynamo, gets, tables);
    else throw new DynError("usage", "--token goes with writes; these are gets");
  });
}

/** The members' tables; of one that is not there, each member that names it is told. */
async function openTables(
  session: Session,
  dynamo: Dynamo,
  members: readonly Member[],
): Promise<ReadonlyMap<string, TableSchema>> {
  const tables = new Map<string, TableSchema>();
  for (const name of new Set(members.map(({ table }) => table))) {
    try {
      tables.set(name, await openTable(session, dynamo, name, { ttl: false }));
    } catch (error) {
      if (!(error instanceof DynError) || error.kind !== "failed") throw error;
      for (const { table, part } of members) {
        if (table === name) part.part("table").problem(error.message, { hint: error.hint });
      }
    }
  }
  return tables;
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const line = ({ place }: Problem) => place?.line ?? 0;
  const column = ({ place }: Problem) => place?.column ?? 0;
  return problems.toSorted((a, b) => line(a) - line(b) || column(a) - column(b));
}
