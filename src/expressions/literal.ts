import { type AttributeValue, emptyItem } from "../values/attribute.ts";
import { isBase64 } from "../values/binary.ts";
import { maxDepth } from "../values/depth.ts";
import { numberProblem } from "../values/number.ts";
import { duplicateMember } from "../values/sets.ts";
import { hasLoneSurrogate } from "../values/text.ts";
import type { Cursor } from "./cursor.ts";
import type { ExpressionError } from "./error.ts";

/** Whether a literal begins here. */
export function atLiteral(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek();
  switch (kind) {
    case "string":
    case "number":
    case "binary":
      return true;
    case "name":
      return /^(?:true|false|null)$/i.test(text);
    case "symbol":
      return ["-", "+", "[", "{", "<<"].includes(text);
    default:
      return false;
  }
}

/** A literal: text, number, binary, true, false, null, list, map or set. */
export function literal(cursor: Cursor, depth = 0): AttributeValue {
  const { kind, text, offset } = cursor.peek();
  switch (kind) {
    case "string":
      cursor.take();
      if (hasLoneSurrogate(text)) throw cursor.fail("text that UTF-8 cannot hold", offset);
      return { S: text };
    case "number":
      return number(cursor, "");
    case "binary":
      if (!isBase64(text)) throw cursor.fail("b64 takes base64 with its padding", offset);
      cursor.take();
      return { B: text };
    case "name":
      if (cursor.takeIfWord("true")) return { BOOL: true };
      if (cursor.takeIfWord("false")) return { BOOL: false };
      if (cursor.takeIfWord("null")) return { NULL: true };
      break;
    case "quoted name":
      throw cursor.unexpected(
        "a value",
        "text stands in single quotes, double quotes are for names",
      );
    case "parameter":
      throw cursor.unexpected(
        "a value",
        `\${…} stands for a whole value; put the whole list into vars`,
      );
    case "symbol":
      if (cursor.takeIf("-")) return number(cursor, "-");
      if (cursor.takeIf("+")) return number(cursor, "");
      if (cursor.at("[") || cursor.at("{")) {
        if (depth === maxDepth)
          throw cursor.fail(`nested deeper than DynamoDB's ${maxDepth} levels`);
        return cursor.take().text === "[" ? list(cursor, depth) : map(cursor, depth);
      }
      if (cursor.takeIf("<<")) return set(cursor, offset);
      if (cursor.at(":")) throw placeholder(cursor);
  }
  throw cursor.unexpected("a value", "such as 'text', 5, true, null, [1, 2], {a: 1} or <<1, 2>>");
}

function placeholder(cursor: Cursor): ExpressionError {
  const { kind, text } = cursor.peek(1);
  const hint = "literals go in place, such as 'text' or 5; dyn aliases them itself";
  return cursor.fail(`:${kind === "name" ? text : ""} is a placeholder`, undefined, hint);
}

function number(cursor: Cursor, sign: "-" | ""): AttributeValue {
  const { kind, text, offset } = cursor.peek();
  if (kind !== "number") throw cursor.unexpected("a number");
  const problem = numberProblem(text);
  if (problem !== undefined) throw cursor.fail(`this number ${problem}`, offset);
  cursor.take();
  return { N: sign + text };
}

function list(cursor: Cursor, depth: number): AttributeValue {
  const elements: AttributeValue[] = [];
  if (cursor.takeIf("]")) return { L: elements };
  do elements.push(literal(cursor, depth + 1));
  while (cursor.takeIf(","));
  cursor.expect("]", " or a comma");
  return { L: elements };
}

function map(cursor: Cursor, depth: number): AttributeValue {
  const members = emptyItem();
  if (cursor.takeIf("}")) return { M: members };
  do {
    const { kind, text, offset } = cursor.peek();
    if (kind !== "name" && kind !== "quoted name" && kind !== "string") {
      throw cursor.unexpected("a name", 'a map is written {a: 1, "odd name": 2}');
    }
    cursor.take();
    if (members[text] !== undefined) {
      throw cursor.fail(`the name ${JSON.stringify(text)} is there twice`, offset);
    }
    cursor.expect(":");
    members[text] = literal(cursor, depth + 1);
  } while (cursor.takeIf(","));
  cursor.expect("}", " or a comma");
  return { M: members };
}

const oneKind = "a set has members of one kind: text, numbers or binary";

function set(cursor: Cursor, start: number): AttributeValue {
  const members: AttributeValue[] = [];
  if (cursor.at(">>")) throw cursor.fail("an empty set, which DynamoDB does not store", start);
  do {
    if (["<<", "[", "{"].some(symbol => cursor.at(symbol))) throw cursor.fail(oneKind);
    members.push(literal(cursor, maxDepth));
  } while (cursor.takeIf(","));
  cursor.expect(">>", " or a comma");
  const value =
    ofOneKind(
      members,
      member => ("S" in member ? member.S : undefined),
      SS => ({ SS }),
    ) ??
    ofOneKind(
      members,
      member => ("N" in member ? member.N : undefined),
      NS => ({ NS }),
    ) ??
    ofOneKind(
      members,
      member => ("B" in member ? member.B : undefined),
      BS => ({ BS }),
    );
  if (value === undefined) {
    throw cursor.fail(oneKind, start);
  }
  const duplicate =
    "SS" in value
      ? value.SS[duplicateMember(value.SS, "SS")]
      : "NS" in value
        ? value.NS[duplicateMember(value.NS, "NS")]
        : value.BS[duplicateMember(value.BS, "BS")];
  if (duplicate === undefined) return value;
  throw cursor.fail(`${JSON.stringify(duplicate)} is twice in its set`, start);
}

function ofOneKind<T>(
  members: readonly AttributeValue[],
  textOf: (member: AttributeValue) => string | undefined,
  toSet: (texts: string[]) => T,
): T | undefined {
  const texts = members.map(textOf).filter(text => text !== undefined);
  return texts.length === members.length ? toSet(texts) : undefined;
}
