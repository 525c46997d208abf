/**
 * Plain JSON ⇄ attribute values, lossless both ways: S string, N number with its exact digits, BOOL,
 * NULL, L array, M object; `{"$b"}`, `{"$ss"}`, `{"$ns"}`, `{"$bs"}` for the rest, and one more `$`
 * on the name of a map whose only name begins with `$`, items included.
 */
export { itemText, plainText } from "./plain-printer.ts";
export { parsePlain, parsePlainItem } from "./plain-reader.ts";
