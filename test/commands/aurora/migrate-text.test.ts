import { expect, it } from "vitest";
import { statusTable } from "../../../src/commands/aurora/migrate/text.ts";
import { paint } from "../../../src/output/paint.ts";

it("a table of migrations hands nothing of a database to the terminal as it is", () => {
  const text = statusTable(
    [
      {
        name: "0001_\u001b[2J",
        state: "missing",
        file: null,
        appliedAt: "\u001b[31mlong ago",
        checksum: null,
        appliedChecksum: null,
        reversible: false,
        statements: null,
        done: null,
      },
    ],
    paint(false),
  );
  expect(text).not.toContain("\u001b");
  expect(text).toContain("\\u{1b}[31mlong ago");
});
