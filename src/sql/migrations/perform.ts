import { DynError } from "../../errors.ts";
import type { Reply, ServerConnection } from "../engine.ts";
import { ask } from "./ask.ts";
import { checksumOf } from "./checksum.ts";
import { statementFault } from "./fault-place.ts";
import type { Begun } from "./history.ts";
import { mustGoOn } from "./interruption.ts";
import { Memory, type MemoryPlace } from "./memory.ts";
import type { Migration, MigrationFile } from "./migration.ts";
import { restoreSession } from "./session-state.ts";
import type { FileStatement } from "./statements.ts";

export interface WorkPlace extends MemoryPlace {
  /** No statement begins after it. */
  readonly signal: AbortSignal;
}

/** Applies a migration and remembers what of it is applied: in its transaction, or after each statement where it has none. */
export async function performUp(
  place: WorkPlace,
  { name, up, checksum }: Migration,
  begun: Begun | undefined,
): Promise<void> {
  const { statements, transactional } = up;
  const memory = new Memory(place, name);
  const start = begun === undefined ? 0 : goOnAfter(up, begun);
  for (const [at, statement] of statements.entries()) {
    if (at < start) continue;
    mustGoOn(place.signal);
    await perform(place.session, up, statement, async () => {
      const done = await memory.done();
      return stayingText(done, statements.length);
    });
    if (transactional) continue;
    const sum = checksumUpTo(up, at + 1);
    await memory.remember({ checksum: sum, statements: statements.length, done: at + 1 });
  }
  await restoreSession(place.session, place.engine, { ...place, transactional });
  const count = statements.length;
  await memory.remember({ checksum, statements: count, done: count });
}

/** Takes one back, and forgets it. */
export async function performDown(
  place: WorkPlace,
  { name }: Migration,
  down: MigrationFile,
): Promise<void> {
  const { session, engine } = place;
  const { statements, transactional, file } = down;
  for (const [at, statement] of statements.entries()) {
    mustGoOn(place.signal);
    await perform(session, down, statement, async () =>
      at === 0
        ? undefined
        : `the statements before it are performed, and stay so: take them out of ${file}, then run the same command`,
    );
  }
  await restoreSession(session, engine, { ...place, transactional });
  await new Memory(place, name).forget();
}

async function perform(
  session: ServerConnection,
  file: MigrationFile,
  statement: FileStatement,
  staying: () => Promise<string | undefined>,
): Promise<void> {
  const reply = await session.run({ text: statement.text, readOnly: false }, []);
  if (reply.ok) return;
  const hint = file.transactional ? undefined : await hintOf(session, reply, staying);
  throw statementFault(file, statement, reply.fault, hint);
}

/** What is left of a file without a transaction, once one of its own is taken back. */
async function hintOf(
  session: ServerConnection,
  { effect }: Reply & { readonly ok: false },
  staying: () => Promise<string | undefined>,
): Promise<string | undefined> {
  if (session.usable) {
    await ask(session, "ROLLBACK");
    return staying();
  }
  return effect === "possible"
    ? "nobody can tell whether this statement is performed: look before the same command performs it again"
    : "dyn aurora migrate status tells how many statements are applied";
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
