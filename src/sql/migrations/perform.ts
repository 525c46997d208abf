import { DynError } from "../../errors.ts";
import type { SqlValue } from "../database.ts";
import type { ServerConnection } from "../engine.ts";
import { ask } from "./ask.ts";
import { checksumOf } from "./checksum.ts";
import { statementFault } from "./fault-place.ts";
import { type Begun, checksumTable } from "./history.ts";
import type { Migration, MigrationFile } from "./migration.ts";
import type { FileStatement } from "./statements.ts";

/** How a connection writes placeholders. */
type Placeholder = (at: number) => string;

/** Applies a migration and remembers what of it is applied: in its transaction, or after each statement where it has none. */
export async function performUp(
  session: ServerConnection,
  { name, up, checksum }: Migration,
  begun: Begun | undefined,
  placeholder: Placeholder,
): Promise<void> {
  const { statements, transactional } = up;
  const start = begun === undefined ? 0 : goOnAfter(up, begun);
  const remember = async (sum: string, done: number) => {
    await forget(session, name, placeholder);
    const values = [name, sum, String(statements.length), String(done)];
    const places = values.map((_, at) => placeholder(at)).join(", ");
    const insert = `INSERT INTO ${checksumTable} (name, checksum, statements, done)`;
    await ask(session, `${insert} VALUES (${places})`, values satisfies SqlValue[]);
  };
  for (const [at, statement] of statements.entries()) {
    if (at < start) continue;
    const hint = transactional ? undefined : stayingText(at, statements.length);
    await perform(session, up, statement, hint);
    if (!transactional) await remember(checksumUpTo(up, at + 1), at + 1);
  }
  await remember(checksum, statements.length);
}

/** Takes one back, and forgets it. */
export async function performDown(
  session: ServerConnection,
  { name }: Migration,
  down: MigrationFile,
  placeholder: Placeholder,
): Promise<void> {
  for (const [at, statement] of down.statements.entries()) {
    const stays = at > 0 && !down.transactional;
    const hint = stays
      ? `the statements before it are performed, and stay so: take them out of ${down.file}, then run the same command`
      : undefined;
    await perform(session, down, statement, hint);
  }
  await forget(session, name, placeholder);
}

async function forget(session: ServerConnection, name: string, placeholder: Placeholder) {
  await ask(session, `DELETE FROM ${checksumTable} WHERE name = ${placeholder(0)}`, [name]);
}

async function perform(
  session: ServerConnection,
  file: MigrationFile,
  statement: FileStatement,
  hint: string | undefined,
): Promise<void> {
  const reply = await session.run({ text: statement.text, readOnly: false }, []);
  if (!reply.ok) throw statementFault(file, statement, reply.fault, hint);
}

/** How many statements are applied already. Throws an "invalid" error when those are others by now. */
function goOnAfter(file: MigrationFile, { done, checksum }: Begun): number {
  if (checksumUpTo(file, done) === checksum) return done;
  throw new DynError("invalid", `${file.file} was edited where it is applied already`, {
    hint: `put ${firstText(done)} back as they were: they are in the database; mend only what follows`,
  });
}

function stayingText(done: number, count: number): string | undefined {
  if (done === 0) return undefined;
  return `${firstText(done)} of ${count} are applied, and cannot be rolled back; mend the file from here on and run dyn aurora migrate up again: it goes on with this one`;
}

function firstText(done: number): string {
  return done === 1 ? "the first statement" : `the first ${done} statements`;
}

function checksumUpTo({ text, statements }: MigrationFile, count: number): string {
  const last = statements[count - 1];
  return checksumOf(text.slice(0, last === undefined ? 0 : last.start + last.text.length));
}
