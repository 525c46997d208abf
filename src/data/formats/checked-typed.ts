import { isBase64 } from "../../values/binary.ts";
import { maxDepth } from "../../values/depth.ts";
import { numberProblem } from "../../values/number.ts";
import { duplicateMember } from "../../values/sets.ts";
import { toItem } from "../../values/typed.ts";
import { JsonCursor } from "./json-cursor.ts";
import { type Names, namesByDepth } from "./names.ts";
import { typeNameAt } from "./type-name.ts";

const quote = 34;
const comma = 44;
const colon = 58;
const openList = 91;
const closeList = 93;
const openMap = 123;
const closeMap = 125;

const namesAt = namesByDepth();

/**
 * The item of a line of DynamoDB JSON, `{"Item": {…}}` or the item alone, as it stands there: text
 * that may go into a request. Throws an "invalid" or a SyntaxError for what is no item.
 */
export function checkedItemText(line: string): string {
  const found = new Checker(line).line();
  if (found !== undefined) return found;
  const tree = JSON.parse(line) as Readonly<Record<string, unknown>> | null;
  if (tree !== null && typeof tree === "object") refuseChange(tree);
  const wrapped = tree !== null && typeof tree === "object" && Object.keys(tree).join() === "Item";
  toItem(wrapped ? tree.Item : tree);
  throw new SyntaxError("a name is there twice");
}

function refuseChange(tree: Readonly<Record<string, unknown>>): void {
  if (!("Keys" in tree && "Metadata" in tree)) return;
  throw new SyntaxError("a change out of an incremental export; dyn reads full exports");
}

class Checker extends JsonCursor {
  line(): string | undefined {
    return this.#wrapped() ?? this.#bare();
  }

  #wrapped(): string | undefined {
    this.at = 0;
    if (!this.take(openMap) || this.space() !== quote || !this.word('"Item"')) return undefined;
    if (!this.take(colon) || this.space() !== openMap) return undefined;
    const start = this.at;
    if (!this.#map(0)) return undefined;
    const text = this.text.slice(start, this.at);
    return this.take(closeMap) && this.#isEnd() ? text : undefined;
  }

  #bare(): string | undefined {
    this.at = 0;
    if (this.space() !== openMap || !this.#map(0)) return undefined;
    return this.#isEnd() ? this.text : undefined;
  }

  #isEnd(): boolean {
    this.space();
    return this.at === this.text.length;
  }

  #map(depth: number): boolean {
    this.at++;
    if (this.take(closeMap)) return true;
    const names = namesAt(depth);
    names.begin();
    do {
      if (this.space() !== quote || !this.#name(names) || !this.take(colon)) return false;
      if (!this.#value(depth)) return false;
    } while (this.take(comma));
    names.end();
    return this.take(closeMap);
  }

  #name(names: Names): boolean {
    const start = this.at;
    const end = names.known(this.text, start);
    if (end >= 0) {
      this.at = end;
      return true;
    }
    if (!this.string()) return false;
    const name = this.text.slice(start, this.at);
    return names.add(this.escaped ? JSON.stringify(JSON.parse(name)) : name);
  }

  /** `{"S":"text"}` */
  #value(depth: number): boolean {
    if (!this.take(openMap) || this.space() !== quote) return false;
    const start = this.at;
    if (!this.string() || this.escaped) return false;
    const type = typeNameAt(this.text, start, this.at);
    return this.take(colon) && this.#content(type, depth) && this.take(closeMap);
  }

  #content(type: string, depth: number): boolean {
    const code = this.space();
    switch (type) {
      case "S":
        return code === quote && this.string();
      case "N":
        return code === quote && this.#number();
      case "B":
        return code === quote && this.#member(type) !== undefined;
      case "BOOL":
        return this.word("true") || this.word("false");
      case "NULL":
        return this.word("true");
      case "M":
        return code === openMap && depth < maxDepth && this.#map(depth + 1);
      case "L":
        return code === openList && depth < maxDepth && this.#list(depth + 1);
      case "SS":
      case "NS":
      case "BS":
        return code === openList && this.#set(type);
      default:
        return false;
    }
  }

  #list(depth: number): boolean {
    this.at++;
    if (this.take(closeList)) return true;
    do {
      if (!this.#value(depth)) return false;
    } while (this.take(comma));
    return this.take(closeList);
  }

  #set(type: "SS" | "NS" | "BS"): boolean {
    this.at++;
    const members: string[] = [];
    do {
      if (this.space() !== quote) return false;
      const member = this.#member(type);
      if (member === undefined) return false;
      members.push(member);
    } while (this.take(comma));
    return this.take(closeList) && duplicateMember(members, type) < 0;
  }

  #number(): boolean {
    const start = this.at++;
    if (this.simpleNumber() !== undefined && this.text.charCodeAt(this.at) === quote) {
      this.at++;
      return true;
    }
    this.at = start;
    return this.#member("N") !== undefined;
  }

  /** The content of the string that opens here, if it is what the type takes. */
  #member(type: string): string | undefined {
    const start = this.at;
    if (!this.string()) return undefined;
    const literal = this.text.slice(start, this.at);
    const text = this.escaped ? (JSON.parse(literal) as string) : literal.slice(1, -1);
    if (type.startsWith("N") && numberProblem(text) !== undefined) return undefined;
    if (type.startsWith("B") && !isBase64(text)) return undefined;
    return text;
  }
}
