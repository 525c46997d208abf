import { maxDepth } from "../../values/depth.ts";
import { jsonNumber } from "../../values/number.ts";
import { JsonCursor } from "./json-cursor.ts";
import { typeNameAt } from "./type-name.ts";

const quote = 34;
const dollar = 36;
const comma = 44;
const colon = 58;
const closeList = 93;
const closeMap = 125;

/**
 * Plain JSON of an item that is DynamoDB JSON, known to be valid: what `itemText` would give, strings
 * with the escapes that they have. undefined for forms that are rare: names with a `$` in front, or
 * nesting that is too deep.
 */
export function plainItemText(typed: string): string | undefined {
  const transcoder = new Transcoder(typed);
  transcoder.space();
  return transcoder.map(0) ? transcoder.out : undefined;
}

class Transcoder extends JsonCursor {
  out = "";

  map(depth: number): boolean {
    this.at++;
    if (this.take(closeMap)) {
      this.out += "{}";
      return true;
    }
    let between = "{";
    do {
      this.space();
      const start = this.at;
      if (this.text.charCodeAt(start + 1) === dollar || !this.string() || this.escaped)
        return false;
      this.out += between + this.text.slice(start, this.at);
      this.out += ":";
      if (!this.take(colon) || !this.#value(depth)) return false;
      between = ",";
    } while (this.take(comma));
    this.out += "}";
    return this.take(closeMap);
  }

  #value(depth: number): boolean {
    this.space();
    this.at++;
    this.space();
    const start = this.at;
    if (!this.string()) return false;
    const type = typeNameAt(this.text, start, this.at);
    if (!this.take(colon)) return false;
    this.space();
    return this.#content(type, depth) && this.take(closeMap);
  }

  #content(type: string, depth: number): boolean {
    switch (type) {
      case "S":
        return this.#copied("", "");
      case "N":
        return this.#number();
      case "BOOL": {
        const start = this.at;
        const found = this.word("true") || this.word("false");
        this.out += this.text.slice(start, this.at);
        return found;
      }
      case "NULL":
        this.out += "null";
        return this.word("true");
      case "B":
        return this.#copied('{"$b":', "}");
      case "M":
        return depth < maxDepth && this.map(depth + 1);
      case "L":
        return depth < maxDepth && this.#list(() => this.#value(depth + 1));
      case "SS":
      case "BS":
      case "NS": {
        this.out += `{"$${type.toLowerCase()}":`;
        const found = this.#list(() => (type === "NS" ? this.#number() : this.#copied("", "")));
        this.out += "}";
        return found;
      }
      default:
        return false;
    }
  }

  #copied(before: string, after: string): boolean {
    const start = this.at;
    if (this.text.charCodeAt(start) !== quote || !this.string()) return false;
    this.out += before + this.text.slice(start, this.at) + after;
    return true;
  }

  #number(): boolean {
    const start = this.at++;
    const simple = this.simpleNumber();
    if (simple !== undefined && this.text.charCodeAt(this.at) === quote) {
      this.out += simple;
      this.at++;
      return true;
    }
    this.at = start;
    if (!this.string() || this.escaped) return false;
    this.out += jsonNumber(this.text.slice(start + 1, this.at - 1));
    return true;
  }

  #list(element: () => boolean): boolean {
    this.at++;
    this.out += "[";
    if (this.take(closeList)) {
      this.out += "]";
      return true;
    }
    let between = "";
    do {
      this.space();
      this.out += between;
      if (!element()) return false;
      between = ",";
    } while (this.take(comma));
    this.out += "]";
    return this.take(closeList);
  }
}
