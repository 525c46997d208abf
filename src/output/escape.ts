const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const short = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/**
 * Text that came from data, made safe for a terminal and one line high: control characters (C0, C1,
 * DEL), format characters (bidirectional overrides, zero-width ones), line separators and lone
 * surrogates become visible, as `\n` or `\u{1b}`.
 */
export function escapeControl(text: string): string {
  return text.replace(
    unsafe,
    character => short.get(character) ?? `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
