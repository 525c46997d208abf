import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Engine } from "../../config/sql-settings.ts";
import { readTextFile } from "../../config/text-file.ts";
import { DynError, type Problem } from "../../errors.ts";
import { checksumOf } from "./checksum.ts";
import { clientCopyProblems } from "./client-copy.ts";
import { controlProblems } from "./control.ts";
import type { Migration, MigrationFile } from "./migration.ts";
import { placeAt } from "./place.ts";
import { statementsOf, UnclosedError } from "./statements.ts";

const fileName = /^(\d+)([_-].+?)(\.up|\.down)?\.sql$/i;
const noTransaction = /^(?:\ufeff)?--!?[ \t]*no-transaction\b/i;
const maxBytes = 64 * 1024 * 1024;

interface Found {
  readonly name: string;
  readonly number: string;
  readonly file: string;
  readonly isDown: boolean;
}

/**
 * The migrations of a folder in their order: `0001_create_orders.sql`, or `….up.sql`, with
 * `0001_create_orders.down.sql` where it can be taken back. Those of one engine may be in a folder of
 * its name within. Throws an "invalid" error with every mistake of the names and files.
 * @param folder as the user typed it, relative to `cwd`
 */
export async function readMigrations(
  folder: string,
  engine: Engine,
  cwd: string,
): Promise<readonly Migration[]> {
  const problems: Problem[] = [];
  const files = await sqlFiles(folder, engine, cwd, problems);
  problems.push(...nameProblems(files));
  const migrations: Migration[] = [];
  for (const { name, file } of files.filter(({ isDown }) => !isDown).sort(byName)) {
    const up = await fileOf(file, engine, cwd, problems);
    const below = files.find(found => found.isDown && found.name === name);
    const down = below && (await fileOf(below.file, engine, cwd, problems));
    migrations.push({ name, up, checksum: checksumOf(up.text), ...(down && { down }) });
  }
  if (problems.length > 0) {
    throw new DynError("invalid", `the migrations in ${folder} cannot be used`, { problems });
  }
  return migrations;
}

async function sqlFiles(
  folder: string,
  engine: Engine,
  cwd: string,
  problems: Problem[],
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const read = async (shown: string, isTop: boolean) => {
    for (const entry of await entriesOf(shown, cwd)) {
      const file = join(shown, entry.name);
      if (entry.isDirectory() && isTop && entry.name === engine) await read(file, false);
      else if (/\.sql$/i.test(entry.name)) {
        if (!(await mayBeRead(resolve(cwd, file)))) {
          problems.push({ message: `${file} is not a regular file` });
          continue;
        }
        const [, number, rest, kind] = fileName.exec(entry.name) ?? [];
        if (number === undefined || rest === undefined) problems.push(unnumbered(file));
        else
          found.push({ name: `${number}${rest}`, number, file, isDown: /down/i.test(kind ?? "") });
      }
    }
  };
  await read(folder, true);
  return found;
}

async function entriesOf(folder: string, cwd: string) {
  try {
    return await readdir(resolve(cwd, folder), { withFileTypes: true });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const why = code === "ENOENT" ? "there is no such folder" : String(code);
    throw new DynError("usage", `cannot read the migrations in ${folder}: ${why}`, {
      hint: `name their folder with --folder, or make it and put 0001_create_orders.sql into it`,
      cause,
    });
  }
}

/** Whoever opens a pipe waits for its other end. What is not there, reading tells. */
async function mayBeRead(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isFile(),
    () => true,
  );
}

/** Their order is that of their names, and so must be that of their numbers. */
function nameProblems(files: readonly Found[]): readonly Problem[] {
  const problems: Problem[] = [];
  const ups = files.filter(({ isDown }) => !isDown).sort(byName);
  for (const [at, { name, number, file }] of ups.entries()) {
    const before = ups[at - 1];
    if (before === undefined) continue;
    if (before.name === name) problems.push({ message: `${file} and ${before.file} are the same` });
    else if (BigInt(before.number) === BigInt(number)) {
      problems.push({ message: `${file} and ${before.file} have one number` });
    } else if (BigInt(before.number) > BigInt(number)) {
      const hint = "give all numbers as many digits, with zeros in front";
      problems.push({ message: `${before.file} would come before ${file}`, hint });
    }
  }
  const downs = files.filter(({ isDown }) => isDown);
  for (const { name, file } of downs) {
    const other = downs.find(down => down.name === name);
    if (other !== undefined && other.file !== file) {
      problems.push({ message: `${other.file} and ${file} take back the same` });
    }
    if (ups.some(up => up.name === name)) continue;
    const hint = `what it takes back would be in ${name}.sql`;
    problems.push({ message: `${file} takes nothing back`, hint });
  }
  return problems;
}

function unnumbered(file: string): Problem {
  const hint = "such as 0001_create_orders.sql or 20270131120000_create_orders.sql";
  return { message: `${file} has no number in front`, hint };
}

async function fileOf(
  file: string,
  engine: Engine,
  cwd: string,
  problems: Problem[],
): Promise<MigrationFile> {
  const hint = "dyn aurora load brings rows into tables";
  const text = await readTextFile(file, cwd, { maxBytes, hint });
  const transactional = engine === "postgres" && !noTransaction.test(text);
  const nul = text.indexOf("\0");
  if (nul >= 0) {
    problems.push({ message: "a NUL byte", hint: "take it out", place: placeAt(file, text, nul) });
    return { file, text, statements: [], transactional };
  }
  try {
    const statements = statementsOf(text, engine);
    const whole = { file, text, statements, transactional };
    problems.push(...controlProblems(whole, engine), ...clientCopyProblems(whole, engine));
    return whole;
  } catch (error) {
    if (!(error instanceof UnclosedError)) throw error;
    const before = { file, text, statements: error.before, transactional };
    const copying = clientCopyProblems(before, engine);
    // Rows behind a COPY are no SQL.
    if (copying.length > 0) problems.push(...copying);
    else problems.push({ message: error.message, place: placeAt(file, text, error.start) });
    return before;
  }
}

function byName(a: Found, b: Found): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** The name that a user means: the whole of it, its number, or its file's. Throws a "usage" error. */
export function namedMigration(word: string, migrations: readonly Migration[]): Migration {
  const wanted = word.replace(/^.*\//, "").replace(/(\.up|\.down)?\.sql$/i, "");
  const found =
    migrations.find(({ name }) => name === wanted) ??
    migrations.find(({ name }) => /^\d+/.exec(name)?.[0] === wanted);
  if (found !== undefined) return found;
  throw new DynError("usage", `there is no migration ${word}`, {
    hint: `the last one is ${migrations.at(-1)?.name ?? "yet to be written"}`,
  });
}
