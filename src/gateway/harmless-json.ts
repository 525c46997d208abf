/**
 * JSON of one line that a terminal can be shown. `JSON.stringify` escapes C0 alone: DEL, C1, and what
 * turns or hides text would still reach it.
 */
export function harmlessJson(value: object): string {
  return JSON.stringify(value).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, character =>
    [...Array(character.length).keys()]
      .map(at => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
