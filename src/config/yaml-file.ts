import {
  type Alias,
  type CollectionTag,
  CST,
  Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  Pair,
  Parser,
  parseAllDocuments,
  parseDocument,
  Scalar,
  type ScalarTag,
  stringify,
  visit,
  YAMLMap,
} from "yaml";
import { DynError, type Place, type Problem } from "../errors.ts";
import { offsetInSource, type ScalarStyle } from "./scalar-source.ts";

/** A YAML file as plain data, and where each part of it stands. This module owns the `yaml` package. */
export interface YamlFile {
  readonly file: string;
  /** Plain objects have a null prototype; integers beyond 2^53 are bigint. */
  readonly data: unknown;
  /** Repeated keys: mistakes that leave the file readable. `Problems` reports them with all others. */
  readonly problems: readonly Problem[];
  /**
   * Where the value at this path stands; of its key with `key: true`; of its nearest parent if it is
   * absent. `offset` counts in the text of the value.
   */
  place(
    path: readonly PropertyKey[],
    options?: { readonly key?: boolean; readonly offset?: number },
  ): Place;
  /** The scalar at this path as it is written, with the digits that a number would lose. */
  source(path: readonly PropertyKey[]): string | undefined;
}

const parseOptions = { intAsBigInt: true, uniqueKeys: true, prettyErrors: false } as const;

/** Parses YAML text of one document; throws an "invalid" error for its first syntax mistake. */
export function parseYaml(text: string, file: string): YamlFile {
  const lineCounter = new LineCounter();
  checkDepth(text, file);
  return yamlFile(parseDocument(text, { ...parseOptions, lineCounter }), text, file, lineCounter);
}

/**
 * The same for several documents, separated by `---`; empty ones are left out.
 * @param tags reads `!Name content` as the map `{ key: content }`, by its names
 */
export function parseYamlDocuments(
  text: string,
  file: string,
  tags: Readonly<Record<string, string>> = {},
): YamlFile[] {
  const lineCounter = new LineCounter();
  checkDepth(text, file);
  const customTags = Object.entries(tags).flatMap(([name, key]) => taggedMaps(`!${name}`, key));
  const parsed = parseAllDocuments(text, { ...parseOptions, lineCounter, customTags });
  const documents = Array.isArray(parsed) ? parsed : [];
  return documents
    .map(document => yamlFile(document, text, file, lineCounter))
    .filter(({ data }) => data !== null);
}

/** A tag on content of every kind. */
function taggedMaps(tag: string, key: string): (ScalarTag | CollectionTag)[] {
  const wrapped = (content: unknown) => {
    const map = new YAMLMap();
    map.items.push(new Pair(new Scalar(key), content));
    return map;
  };
  return [
    { tag, resolve: text => ({ [key]: text }) },
    { tag, collection: "seq", resolve: wrapped },
    { tag, collection: "map", resolve: wrapped },
  ];
}

/** Far above what dyn's files need, and far below what ends the stack. */
const maxDepth = 200;

/**
 * Throws an "invalid" error for endless nesting. It must not reach the parser's recursion, where V8
 * ends the process when a regular expression finds no stack; the tokens come without any.
 */
function checkDepth(text: string, file: string): void {
  const lines = new LineCounter();
  const open: { token: CST.Token; depth: number }[] = [];
  for (const token of new Parser(lines.addNewLine).parse(text)) open.push({ token, depth: 0 });
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > maxDepth) {
      const { line, col: column } = lines.linePos(token.offset);
      const message = `nested deeper than ${maxDepth} levels`;
      throw invalidFile(file, [{ message, place: { file, line, column } }]);
    }
    for (const inner of partsOf(token)) open.push({ token: inner, depth: depth + 1 });
  }
}

function partsOf(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value ? [token.value] : [];
  if (!CST.isCollection(token)) return [];
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat());
}

function yamlFile(document: Document, text: string, file: string, lines: LineCounter): YamlFile {
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const mistakes = [...document.errors, ...document.warnings];
  const [syntax] = mistakes.filter(({ code }) => code !== "DUPLICATE_KEY");
  // What follows a syntax mistake is mostly its echo.
  if (syntax) throw invalidFile(file, [syntaxProblem(syntax, text, placeAt)]);
  const problems: Problem[] = mistakes.map(({ pos }) => ({
    message: "the same key a second time",
    place: placeAt(pos[0]),
  }));
  const endless = selfAlias(document);
  if (endless) {
    const message = "an alias (*name) stands within what it names";
    const place = placeAt(endless.range?.[0] ?? 0);
    throw invalidFile(file, [{ message, place, hint: aliasHint }]);
  }
  let data: unknown;
  try {
    data = toData(document.toJS({ maxAliasCount: 100 }));
  } catch (cause) {
    throw invalidFile(file, [{ ...aliasProblem(cause), place: placeAt(0) }]);
  }
  return {
    file,
    data,
    problems,
    place: (path, { key = false, offset = 0 } = {}) =>
      placeAt(offsetOf(document, path, key) + offsetWithin(document, path, text, offset)),
    source: path => {
      const node: unknown = document.getIn(path, true);
      return isScalar(node) ? node.source : undefined;
    },
  };
}

const aliasHint = "write out what they stand for";

/** What is wrong with aliases shows only when what they name is put in their place. */
function aliasProblem(cause: unknown): Pick<Problem, "message" | "hint"> {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.startsWith("Excessive alias count")
    ? { message: "aliases (*name) that grow too much when they are put in", hint: aliasHint }
    : { message };
}

/** The first alias of a node that it is in itself. */
function selfAlias(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias: (_, alias, ancestors) => {
      const repeated = alias.resolve(document);
      if (!ancestors.some(ancestor => ancestor === repeated)) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function syntaxProblem(
  {
    code,
    message,
    pos: [offset],
  }: {
    readonly code: string;
    readonly message: string;
    readonly pos: readonly [number, number];
  },
  text: string,
  placeAt: (offset: number) => Place,
): Problem {
  if (code === "MULTIPLE_DOCS") {
    return {
      message: "a second document begins here",
      place: placeAt(offset),
      hint: "this file has one; put the other into a file of its own",
    };
  }
  const template = text.startsWith("${", offset - 1);
  return {
    message: template ? "a template inside { } or [ ] needs quotes" : message,
    place: placeAt(template ? offset - 1 : offset),
    ...(template && { hint: 'write "${…}"' }),
  };
}

/** The error that reports all the mistakes of one file together. */
export function invalidFile(file: string, problems: readonly Problem[]): DynError {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return new DynError("invalid", `${count} in ${file}`, { problems });
}

export function toYaml(data: unknown): string {
  return stringify(data, { lineWidth: 0 });
}

const compactLength = 72;

/**
 * As people write it: maps and lists of single values stand on one line where they fit. A Map keeps
 * the order of its keys whatever they are. Text that YAML 1.1 takes for something else, such as
 * `yes`, is quoted.
 */
export function toCompactYaml(data: unknown): string {
  const document = new Document(data, { compat: "yaml-1.1" });
  visit(document, {
    Collection: (_key, node) => {
      const isFlat = node.items.every(each => isScalar(isPair(each) ? each.value : each));
      const fits = JSON.stringify(node.toJSON()).length <= compactLength;
      if (node !== document.contents && isFlat && fits) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function offsetOf(document: Document, path: readonly PropertyKey[], key: boolean): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [depth, part] of path.entries()) {
    if (!isCollection(node)) break;
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        each => isScalar(each.key) && String(each.key.value) === String(part),
      );
      if (!isPair(pair)) break;
      offset =
        (last && key ? rangeStart(pair.key) : (rangeStart(pair.value) ?? rangeStart(pair.key))) ??
        offset;
      node = pair.value;
    } else {
      node = node.items[Number(part)];
      offset = rangeStart(node) ?? offset;
    }
  }
  return offset;
}

/** From the start of the scalar at this path to a character of its value. */
function offsetWithin(
  document: Document,
  path: readonly PropertyKey[],
  text: string,
  offset: number,
): number {
  if (offset === 0) return 0;
  const node: unknown = document.getIn(path, true);
  if (!isScalar(node) || !node.range || !node.type) return 0;
  const [start, end] = node.range;
  return offsetInSource(text.slice(start, end), node.type as ScalarStyle, offset);
}

function rangeStart(node: unknown): number | undefined {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
  return range?.[0];
}

/** Integers that fit a double become numbers again; objects lose their prototype. */
function toData(value: unknown): unknown {
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
  if (Array.isArray(value)) return value.map(toData);
  if (value !== null && typeof value === "object") {
    const copy = Object.create(null) as Record<string, unknown>;
    for (const [name, member] of Object.entries(value)) copy[name] = toData(member);
    return copy;
  }
  return value;
}
