import fc from "fast-check";
import { expect, it } from "vitest";
import { escapeControl } from "../../src/output/escape.ts";

it.each([
  ["\u001b[2J", "\\u{1b}[2J"],
  ["a\nb\r\tc", "a\\nb\\r\\tc"],
  ["\b\u007f\u009b", "\\u{8}\\u{7f}\\u{9b}"],
  ["\u202egnp.exe", "\\u{202e}gnp.exe"],
  ["a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"],
  ["\u2028", "\\u{2028}"],
  ["\ud800x", "\\u{d800}x"],
  ["\u{e0041}", "\\u{e0041}"],
])("makes %j visible", (text, visible) => expect(escapeControl(text)).toBe(visible));

it("leaves ordinary text of any script as it is", () => {
  const text = "Grüße, 表, नमस्ते, 😀 – C:\\new";
  expect(escapeControl(text)).toBe(text);
});

it("lets nothing through that moves a cursor or hides", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), text => {
      expect(escapeControl(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});
