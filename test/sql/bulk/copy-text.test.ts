import { expect, it } from "vitest";
import { CopyText } from "../../../src/sql/bulk/copy-text.ts";

/** Adds the lines of a block, as a reader finds them. */
function addLines(text: CopyText, block: Buffer): void {
  let start = 0;
  for (const line of block.toString().split("\n")) {
    const end = start + Buffer.byteLength(line);
    const last = line.endsWith("\r") ? end - 1 : end;
    if (last > start) text.addBytes(block, start, last);
    start = end + 1;
  }
}

function rows(text: CopyText, from = 0, to = text.count): string {
  return Buffer.from(text.slice(from, to)).toString();
}

it("puts rows of blocks and of text behind each other, each with one line feed", () => {
  const text = new CopyText();
  addLines(text, Buffer.from("1,a\n2,ä\n\n3,c"));
  addLines(text, Buffer.from("4,d\r\n\\.\r\n5,e\r\n"));
  text.addText('"6","f"');
  addLines(text, Buffer.from("7,g\n8,h\n"));
  const all = '1,a\n2,ä\n3,c\n4,d\n"\\."\n5,e\n"6","f"\n7,g\n8,h\n';
  expect(rows(text)).toBe(all);
  expect(text.sizeBytes).toBe(Buffer.byteLength(all));
});

it("takes more rows behind those that it has given", () => {
  const text = new CopyText();
  const block = Buffer.from("1,a\n2,b\n3,c\n");
  text.addBytes(block, 0, 3);
  expect(rows(text)).toBe("1,a\n");
  text.addBytes(block, 4, 7);
  text.addBytes(block, 8, 11);
  expect(rows(text, 1, 3)).toBe("2,b\n3,c\n");
  expect(rows(text, 1, 2)).toBe("2,b\n");
  expect(rows(text)).toBe("1,a\n2,b\n3,c\n");
});

it("grows with its rows", () => {
  const text = new CopyText();
  const long = Buffer.alloc(3_000_000, "x");
  text.addBytes(Buffer.from("1"), 0, 1);
  text.addBytes(long, 0, long.length);
  text.addText("2");
  expect(rows(text) === `1\n${long.toString()}\n2\n`).toBe(true);
});
