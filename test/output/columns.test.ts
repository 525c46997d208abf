import { expect, it } from "vitest";
import { alignColumns } from "../../src/output/columns.ts";

it("makes each column as wide as its widest cell and leaves no space at the end", () => {
  const rows = [
    ["name", "ops", "note"],
    ["a", "1,204", "x"],
    ["longest", "7"],
  ];
  expect(alignColumns(rows, ["left", "right"])).toEqual([
    "name       ops  note",
    "a        1,204  x",
    "longest      7",
  ]);
});

it("counts what a terminal shows: colours take no room, wide characters two", () => {
  const rows = [
    ["\u001b[31m12\u001b[39m", "|"],
    ["表", "|"],
    ["1", "|"],
  ];
  expect(alignColumns(rows, ["right"], " ")).toEqual(["\u001b[31m12\u001b[39m |", "表 |", " 1 |"]);
});
