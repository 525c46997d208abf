const letters: readonly (string | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  return "SNBLM".includes(letter) ? letter : undefined;
});

/** The content of a string that stands here with its quotes, without a slice for the names of types that have one letter. */
export function typeNameAt(text: string, start: number, end: number): string {
  const letter = end - start === 3 ? letters[text.charCodeAt(start + 1)] : undefined;
  return letter ?? text.slice(start + 1, end - 1);
}
