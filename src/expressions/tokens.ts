import { ExpressionError } from "./error.ts";

type TokenKind =
  | "name"
  | "quoted name"
  | "string"
  | "number"
  | "binary"
  | "parameter"
  | "symbol"
  | "end";

export interface Token {
  readonly kind: TokenKind;
  /** The content: without quotes and escapes; of a parameter, the template text. */
  readonly text: string;
  readonly offset: number;
  /** The offset behind the token. */
  readonly end: number;
  /** Of a parameter: where its template text begins. */
  readonly sourceOffset?: number;
}

const space = /\s*/y;
const binary = /b64'([^']*)'/iy;
const word = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const symbol = /<<|>>|<=|>=|<>|!=|[=<>()[\]{},.:+-]/y;
const quotedName = /"((?:[^"]|"")*)"|`((?:[^`]|``)*)`/y;
const templateExpression = /\$\{(?:[^}'"]|'[^']*'|"[^"]*")*\}/y;

/** What people write who know another language, and what it is here. */
const foreign: readonly (readonly [RegExp, string, string])[] = [
  [/==+/y, "no comparison", "equal is a single ="],
  [/&&?/y, "no operator", "write and"],
  [/\|\|?/y, "no operator", "write or"],
  [/!/y, "no operator", "write not, or <> for unequal"],
  [/#\w*/y, "a placeholder", "names go in place; dyn aliases them itself"],
  [/[*/%]/y, "no operator of DynamoDB", "there are + and -, in SET"],
  [/;/y, "not part of an expression", "leave it out"],
];

/** Splits an expression into tokens, the last of kind "end". `parameters`: whether `${…}` is one. */
export function tokens(text: string, parameters: boolean): Token[] {
  const found: Token[] = [];
  let at = 0;
  for (;;) {
    at = match(space, text, at)?.end ?? at;
    if (at >= text.length) break;
    const token = read(text, at, parameters);
    found.push(token);
    at = token.end;
  }
  found.push({ kind: "end", text: "", offset: text.length, end: text.length });
  return found;
}

function read(text: string, at: number, parameters: boolean): Token {
  const simple = (kind: TokenKind, hit: Match, content = hit.groups[0] ?? ""): Token => ({
    kind,
    text: content,
    offset: at,
    end: hit.end,
  });
  if (text[at] === "'") return readString(text, at, parameters);
  const bytes = match(binary, text, at);
  if (bytes) return simple("binary", bytes, bytes.groups[1]);
  const bare = match(word, text, at);
  if (bare) return simple("name", bare);
  const digits = match(number, text, at);
  if (digits) return checkedNumber(text, simple("number", digits));
  const name = match(quotedName, text, at);
  if (name) return simple("quoted name", name, nameOf(text, at, name));
  if (text.startsWith("${", at)) return readOpen(text, at, parameters);
  for (const [pattern, what, hint] of foreign) {
    const hit = match(pattern, text, at);
    if (hit === undefined || text.startsWith("!=", at)) continue;
    throw new ExpressionError(`${hit.groups[0]} is ${what}`, text, at, hint);
  }
  const sign = match(symbol, text, at);
  if (sign) return simple("symbol", sign);
  if (text[at] === '"' || text[at] === "`") {
    throw new ExpressionError("a quoted name is not closed", text, at, `add a closing ${text[at]}`);
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw new ExpressionError(`unexpected ${JSON.stringify(character)}`, text, at, quoteHint);
}

const quoteHint = "names with odd characters stand in double quotes, text in single ones";

/** The `'…'` at an offset, `''` a quote; with `${…}` in it, where those are parameters, it is one itself. */
export function readString(text: string, start: number, parameters: boolean): Token {
  let content = "";
  let open = 0;
  let at = start + 1;
  for (;;) {
    const stop = nextOf(text, at, parameters);
    if (stop < 0) {
      throw new ExpressionError("text is not closed", text, start, "add a closing '");
    }
    content += text.slice(at, stop);
    if (text.startsWith("''", stop)) {
      content += "'";
      at = stop + 2;
    } else if (text[stop] === "'") {
      const end = stop + 1;
      const token = { offset: start, end, sourceOffset: start + 1 };
      if (open > 0) return { kind: "parameter", text: asText(content), ...token };
      const literal = parameters ? content.replaceAll("$${", "${") : content;
      return { kind: "string", text: literal, offset: start, end };
    } else if (text[stop - 1] === "$" && stop - 1 > start) {
      content += "${";
      at = stop + 2;
    } else {
      const end = parameterEnd(text, stop);
      content += text.slice(stop, end);
      at = end;
      open++;
    }
  }
}

/** A template that is one `${…}` would keep its type, but within quotes it is text: so two of them. */
function asText(template: string): string {
  const hit = match(templateExpression, template, 0);
  return hit?.end === template.length ? `\${''}${template}` : template;
}

/** Where the next quote or parameter within a string is. */
function nextOf(text: string, from: number, parameters: boolean): number {
  const quote = text.indexOf("'", from);
  const open = parameters ? text.indexOf("${", from) : -1;
  return open >= 0 && open < quote ? open : quote;
}

/** The `${…}` at an offset. */
export function readOpen(text: string, at: number, parameters: boolean): Token {
  if (!parameters) {
    const hint = "here literals go in place, such as 'text' or 5";
    throw new ExpressionError(`\${…} works in scenario files only`, text, at, hint);
  }
  const end = parameterEnd(text, at);
  return { kind: "parameter", text: text.slice(at, end), offset: at, end, sourceOffset: at };
}

function parameterEnd(text: string, at: number): number {
  const hit = match(templateExpression, text, at);
  if (hit) return hit.end;
  throw new ExpressionError("${ is not closed", text, at, "close it with }");
}

function nameOf(text: string, at: number, { groups: [, double, back] }: Match): string {
  const name = double?.replaceAll('""', '"') ?? back?.replaceAll("``", "`") ?? "";
  if (name !== "") return name;
  throw new ExpressionError("an empty name", text, at, "text stands in single quotes: ''");
}

function checkedNumber(text: string, token: Token): Token {
  const rest = match(word, text, token.end);
  if (rest === undefined) return token;
  const wrong = JSON.stringify(token.text + rest.groups[0]);
  const hint = `text stands in single quotes, names that begin with a digit in double quotes`;
  throw new ExpressionError(`${wrong} is neither a number nor a name`, text, token.offset, hint);
}

interface Match {
  readonly groups: readonly (string | undefined)[];
  readonly end: number;
}

function match(pattern: RegExp, text: string, at: number): Match | undefined {
  pattern.lastIndex = at;
  const groups = pattern.exec(text);
  return groups === null ? undefined : { groups, end: pattern.lastIndex };
}
