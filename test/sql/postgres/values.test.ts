import fc from "fast-check";
import { expect, test } from "vitest";
import type { Cell, SqlValue } from "../../../src/sql/database.ts";
import { openDatabase } from "../../../src/sql/open.ts";
import { freshDatabase } from "../../support/postgres.ts";

async function withEcho(
  use: (
    echo: (type: string, value: SqlValue, of?: string) => Promise<Cell | undefined>,
  ) => Promise<void>,
): Promise<void> {
  const settings = await freshDatabase();
  const database = await openDatabase(settings, { name: "shop", maxConnections: 1, env: {} });
  try {
    await use(async (type, value, of = "") => {
      const text = `SELECT ($1::${type})${of}`;
      const answer = await database.run({ text, name: text, readOnly: true }, [value]);
      if (answer.outcome !== "ok") throw new Error(answer.fault.message);
      return answer.rows.rows[0]?.[0];
    });
  } finally {
    await database.close();
  }
}

/** PostgreSQL's text holds no NUL. */
const text = fc.string({ unit: "binary" }).map(any => any.replaceAll("\0", ""));

test("values come back as they went", () =>
  withEcho(async echo => {
    await fc.assert(
      fc.asyncProperty(text, fc.uint8Array(), fc.boolean(), async (string, bytes, truth) => {
        expect(await echo("text", string)).toBe(string);
        expect(new Uint8Array((await echo("bytea", bytes)) as Uint8Array)).toEqual(bytes);
        expect(await echo("boolean", truth)).toBe(truth);
        expect(await echo("text", null)).toBeNull();
      }),
      { numRuns: 50 },
    );
  }));

test("numbers keep all of their digits", () =>
  withEcho(async echo => {
    for (const digits of ["0.10", "1".repeat(38), "-0.00000000000000000001", "1e30"]) {
      const exact = digits === "1e30" ? `1${"0".repeat(30)}` : digits;
      expect(await echo("numeric", digits)).toBe(exact);
    }
    expect(await echo("bigint", "9223372036854775807")).toBe("9223372036854775807");
  }));

test("lists are arrays, element by element", () =>
  withEcho(async echo => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text)), fc.nat(9), async (strings, at) => {
        const index = at % (strings.length + 1);
        const element = await echo("text[]", strings, `[${index + 1}]`);
        expect(element).toBe(strings[index] ?? null);
      }),
      { numRuns: 50 },
    );
    const bytes = [Uint8Array.of(0, 92, 255), null];
    expect(await echo("bytea[]", bytes)).toBe('{"\\\\x005cff",NULL}');
    expect(await echo("boolean[]", [true, false])).toBe("{t,f}");
  }));

test("dates and times are text, in ISO's order", () =>
  withEcho(async echo => {
    expect(await echo("date", "2026-01-02")).toBe("2026-01-02");
    expect(await echo("timestamp", "2026-01-02 03:04:05.678")).toBe("2026-01-02 03:04:05.678");
    expect(await echo("jsonb", '{"a": 1.0}')).toBe('{"a": 1.0}');
  }));
