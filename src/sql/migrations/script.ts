import type { Engine } from "../../config/sql-settings.ts";
import { appliedTable, checksumTable, createChecksumTable } from "./history.ts";
import type { Migration, MigrationFile } from "./migration.ts";

const createAppliedTable = `CREATE TABLE IF NOT EXISTS ${appliedTable} (
  name varchar(255) NOT NULL PRIMARY KEY,
  timestamp varchar(255) NOT NULL
)`;

const nowText = {
  postgres: `to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  mysql: "DATE_FORMAT(UTC_TIMESTAMP(6), '%Y-%m-%dT%H:%i:%s.%fZ')",
} as const satisfies Record<Engine, string>;

/** Migrations as psql or mysql runs them, with what makes `dyn aurora migrate` take them for applied. */
export function scriptOf(migrations: readonly Migration[], engine: Engine): string {
  const parts = migrations.map(({ name, up, checksum }) => {
    const quotedName = `'${name.replaceAll("'", "''")}'`;
    const count = up.statements.length;
    const records = [
      `INSERT INTO ${appliedTable} (name, timestamp) VALUES (${quotedName}, ${nowText[engine]});`,
      `INSERT INTO ${checksumTable} (name, checksum, statements, done) VALUES (${quotedName}, '${checksum}', ${count}, ${count});`,
    ];
    const lines = [fileScript(up, engine).trimEnd(), ...records];
    return up.transactional ? ["BEGIN;", ...lines, "COMMIT;"] : lines;
  });
  const tables = [`${createAppliedTable};`, `${createChecksumTable};`];
  return `${[tables, ...parts].map(lines => lines.join("\n")).join("\n\n")}\n`;
}

/** The SQL of one file, under its name, every statement with its end. */
export function fileScript(file: MigrationFile, engine: Engine): string {
  const text = engine === "mysql" ? delimited(file) : ended(file);
  return `-- ${file.file.replace(/\s/g, " ")}\n${text.trimEnd()}\n`;
}

function ended({ text, statements }: MigrationFile): string {
  const last = statements.at(-1);
  const whole = text.replace(/^\ufeff/, "").trimEnd();
  if (last === undefined) return whole;
  const isEnded = text
    .slice(last.start + last.text.length)
    .trimStart()
    .startsWith(";");
  return isEnded ? whole : `${whole}\n;`;
}

const routine = /^CREATE\b[^(]*?\b(?:FUNCTION|PROCEDURE|TRIGGER|EVENT)\b/i;

/** Or may do: a line more harms nothing. */
const endsInComment = /(?:--|#).*$/;

/** MySQL's own client needs to be told where a routine ends. */
function delimited({ statements }: MigrationFile): string {
  return statements
    .map(({ text }) =>
      routine.test(text) && text.includes(";")
        ? `DELIMITER $$\n${text}$$\nDELIMITER ;`
        : `${text}${endsInComment.test(text) ? "\n" : ""};`,
    )
    .join("\n\n");
}
