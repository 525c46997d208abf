import { type AttributeValue, attributeOf, type Item } from "../../values/attribute.ts";

/** The values of some attributes of an item, in the order of their names; undefined for those that it has not. */
export type ValueFinder = (text: string) => readonly (AttributeValue | undefined)[];

/**
 * Finds attributes in DynamoDB JSON text, and reads no more of it than it must: parsing whole items
 * would cost more than sending them.
 */
export function valueFinder(names: readonly string[]): ValueFinder {
  return text => found(text, names) ?? parsed(text, names);
}

function parsed(text: string, names: readonly string[]): (AttributeValue | undefined)[] {
  const item = JSON.parse(text) as Item;
  return names.map(name => attributeOf(item, name));
}

const quote = 34;
const comma = 44;
const colon = 58;
const openList = 91;
const backslash = 92;
const closeList = 93;
const openMap = 123;
const closeMap = 125;

/** Undefined where names are escaped, and for what is no object. */
function found(text: string, names: readonly string[]): (AttributeValue | undefined)[] | undefined {
  const values = new Array<AttributeValue | undefined>(names.length).fill(undefined);
  let missing = names.length;
  let at = space(text, 0);
  if (text.charCodeAt(at) !== openMap) return undefined;
  at += 1;
  for (;;) {
    at = space(text, at);
    const code = text.charCodeAt(at);
    if (code === closeMap) return values;
    if (code === comma) {
      at += 1;
      continue;
    }
    if (code !== quote) return undefined;
    const start = at + 1;
    const end = plainStringEnd(text, start);
    if (end === undefined) return undefined;
    at = space(text, end + 1);
    if (text.charCodeAt(at) !== colon) return undefined;
    const valueStart = space(text, at + 1);
    const valueEnd = objectEnd(text, valueStart);
    if (valueEnd === undefined) return undefined;
    const position = positionOf(text, start, end, names);
    if (position >= 0) {
      values[position] = attributeAt(text, valueStart, valueEnd);
      missing -= 1;
      if (missing === 0) return values;
    }
    at = valueEnd;
  }
}

/** A loop, since a function made for each attribute of each item is garbage that counts. */
function positionOf(text: string, start: number, end: number, names: readonly string[]): number {
  for (let position = 0; position < names.length; position += 1) {
    const name = names[position] ?? "";
    if (name.length === end - start && text.startsWith(name, start)) return position;
  }
  return -1;
}

function attributeAt(text: string, start: number, end: number): AttributeValue {
  if (text.startsWith('{"S":"', start) && text.endsWith('"}', end)) {
    const content = text.slice(start + 6, end - 2);
    if (!content.includes("\\")) return { S: content };
  }
  return JSON.parse(text.slice(start, end)) as AttributeValue;
}

/** Where a string without escapes ends that begins here; undefined for one with escapes. */
function plainStringEnd(text: string, start: number): number | undefined {
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) return undefined;
  }
  return undefined;
}

/** Behind the object or list that begins here. */
function objectEnd(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = stringEnd(text, at + 1);
    else if (code === openMap || code === openList) depth += 1;
    else if (code === closeMap || code === closeList) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function stringEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}

function space(text: string, start: number): number {
  let at = start;
  while (text.charCodeAt(at) <= 32) at += 1;
  return at;
}
