import { type Expression, type Operator, operators, type TemplateText } from "./ast.ts";
import { numberValue } from "./exact.ts";
import { TemplateFault } from "./fault.ts";
import { type Token, Tokens } from "./tokens.ts";

/** Keep the recursion of parser, compiler and evaluation far from the end of the stack. */
const largestExpression = 1_000;
const deepestExpression = 100;

const precedence: Readonly<Record<Operator, number>> = { "+": 1, "-": 1, "*": 2, "/": 2, "%": 2 };

const keywords: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/**
 * Splits a template into its literal parts and its `${…}` expressions; `$${` stands for `${`.
 * @throws TemplateFault at the first mistake.
 */
export function parseTemplate(text: string): TemplateText {
  const parts: (string | Expression)[] = [];
  let literal = "";
  let at = 0;
  for (;;) {
    const open = text.indexOf("${", at);
    if (open === -1) break;
    if (open > at && text[open - 1] === "$") {
      literal += `${text.slice(at, open - 1)}\${`;
      at = open + 2;
      continue;
    }
    literal += text.slice(at, open);
    if (literal !== "") parts.push(literal);
    literal = "";
    const parser = new Parser(text, open);
    parts.push(parser.expression());
    at = parser.close();
  }
  literal += text.slice(at);
  if (literal !== "" || parts.length === 0) parts.push(literal);
  return parts;
}

/** Precedence climbing over the tokens of one `${…}`. */
class Parser {
  readonly #tokens: Tokens;
  readonly #open: number;
  #size = 0;
  #depth = 0;

  constructor(text: string, open: number) {
    this.#open = open;
    this.#tokens = new Tokens(text, open + 2);
  }

  expression(least = 1): Expression {
    let left = this.#unary();
    for (;;) {
      const { text, offset } = this.#tokens.next;
      const operator = operators.find(each => each === text);
      if (operator === undefined || this.#tokens.next.kind !== "symbol") return left;
      if (precedence[operator] < least) return left;
      this.#tokens.take();
      const right = this.expression(precedence[operator] + 1);
      left = { kind: "binary", operator, left, right, offset };
    }
  }

  /** Checks that the expression ends here; gives the offset behind its `}`. */
  close(): number {
    const { next, end } = this.#tokens;
    if (next.kind === "symbol" && next.text === "}") return end;
    throw this.#unexpected(next, "an operator or }");
  }

  #unary(): Expression {
    this.#grow();
    this.#depth += 1;
    if (this.#depth > deepestExpression) {
      const hint = `parentheses and calls nest at most ${deepestExpression} deep`;
      throw new TemplateFault("the expression is nested too deep", this.#tokens.next.offset, hint);
    }
    const expression = this.#at("-") ? this.#negation() : this.#postfix();
    this.#depth -= 1;
    return expression;
  }

  #negation(): Expression {
    const { offset } = this.#tokens.take();
    return { kind: "negate", operand: this.#unary(), offset };
  }

  #postfix(): Expression {
    let object = this.#primary();
    for (;;) {
      if (this.#at(".")) {
        this.#tokens.take();
        const { kind, text, offset } = this.#tokens.next;
        if (kind !== "name") throw this.#unexpected(this.#tokens.next, "a name");
        this.#tokens.take();
        object = { kind: "member", object, key: { kind: "literal", value: text, offset }, offset };
      } else if (this.#at("[")) {
        const { offset } = this.#tokens.take();
        const key = this.expression();
        this.#expect("]");
        object = { kind: "member", object, key, offset };
      } else {
        return object;
      }
      this.#grow();
    }
  }

  #primary(): Expression {
    const token = this.#tokens.next;
    const { kind, text, offset } = token;
    if (kind === "number") {
      this.#tokens.take();
      return { kind: "literal", value: numberValue(text), offset };
    }
    if (kind === "string") {
      this.#tokens.take();
      return { kind: "literal", value: text, offset };
    }
    if (kind === "name") {
      this.#tokens.take();
      if (this.#at("(")) return { kind: "call", name: text, arguments: this.#arguments(), offset };
      const keyword = keywords.get(text);
      if (keyword !== undefined) return { kind: "literal", value: keyword, offset };
      return { kind: "variable", name: text, offset };
    }
    if (!this.#at("(")) throw this.#unexpected(token, "a value");
    this.#tokens.take();
    const inner = this.expression();
    this.#expect(")");
    return inner;
  }

  #arguments(): readonly Expression[] {
    this.#expect("(");
    const list: Expression[] = [];
    while (!this.#at(")")) {
      if (list.length > 0) this.#expect(",", "a comma or )");
      list.push(this.expression());
    }
    this.#tokens.take();
    return list;
  }

  #at(symbol: string): boolean {
    const { kind, text } = this.#tokens.next;
    return kind === "symbol" && text === symbol;
  }

  #expect(symbol: string, wanted = symbol): void {
    if (!this.#at(symbol)) throw this.#unexpected(this.#tokens.next, wanted);
    this.#tokens.take();
  }

  #grow(): void {
    this.#size += 1;
    if (this.#size <= largestExpression) return;
    const hint = `an expression has at most ${largestExpression} values`;
    throw new TemplateFault("the expression is too long", this.#tokens.next.offset, hint);
  }

  #unexpected(token: Token, wanted: string): TemplateFault {
    if (token.kind === "end") {
      const hint = "close it with }, or write $${ for a literal ${";
      return new TemplateFault("${ is not closed", this.#open, hint);
    }
    return new TemplateFault(`expected ${wanted}, found ${shown(token)}`, token.offset);
  }
}

function shown({ kind, text }: Token): string {
  const short = text.length > 30 ? `${text.slice(0, 30)}…` : text;
  return JSON.stringify(kind === "string" ? `'${short}'` : short);
}
