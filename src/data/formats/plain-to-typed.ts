import { maxDepth } from "../../values/depth.ts";
import { maxNumberDigits, numberProblem } from "../../values/number.ts";
import { JsonCursor } from "./json-cursor.ts";
import { type Names, namesByDepth } from "./names.ts";

const quote = 34;
const dollar = 36;
const comma = 44;
const minus = 45;
const colon = 58;
const openList = 91;
const closeList = 93;
const openMap = 123;
const closeMap = 125;

const namesAt = namesByDepth();

/**
 * DynamoDB JSON of an item that stands as plain JSON: what `parsePlainItem` and JSON.stringify would
 * give, a few times as fast. undefined for what is no item, and for forms that are rare: tags, names
 * with escapes.
 */
export function typedText(plain: string): string | undefined {
  return new Transcoder(plain).item();
}

class Transcoder extends JsonCursor {
  #out = "";
  /** All before this is in `#out`. */
  #from = 0;

  item(): string | undefined {
    if (this.space() !== openMap || !this.#map(0)) return undefined;
    const end = this.at;
    this.space();
    if (this.at < this.text.length) return undefined;
    return this.#out + this.text.slice(this.#from, end);
  }

  #value(depth: number): boolean {
    const code = this.space();
    const start = this.at;
    if (code === quote) {
      return this.string() && this.#wrap('{"S":', start, "}");
    }
    if (code === minus || (code >= 48 && code <= 57)) {
      return this.number() && this.#inRange(start) && this.#wrap('{"N":"', start, '"}');
    }
    if (code === openMap) return this.#nested('{"M":', start, depth);
    if (code === openList) return this.#nested('{"L":', start, depth);
    if (this.word("true") || this.word("false")) return this.#wrap('{"BOOL":', start, "}");
    if (!this.word("null")) return false;
    this.#out += `${this.text.slice(this.#from, start)}{"NULL":true}`;
    this.#from = this.at;
    return true;
  }

  #nested(before: string, start: number, depth: number): boolean {
    if (depth > maxDepth) return false;
    this.#out += this.text.slice(this.#from, start) + before;
    this.#from = start;
    const isMap = this.text.charCodeAt(start) === openMap;
    if (!(isMap ? this.#map(depth) : this.#list(depth))) return false;
    this.#out += `${this.text.slice(this.#from, this.at)}}`;
    this.#from = this.at;
    return true;
  }

  #map(depth: number): boolean {
    this.at++;
    if (this.space() === closeMap) {
      this.at++;
      return true;
    }
    const names = namesAt(depth);
    names.begin();
    const tagged = this.text.charCodeAt(this.at + 1) === dollar;
    let count = 0;
    do {
      if (this.space() !== quote || !this.#name(names) || !this.take(colon)) return false;
      if (!this.#value(depth + 1)) return false;
      count++;
    } while (this.take(comma));
    names.end();
    return this.take(closeMap) && !(tagged && count === 1);
  }

  #name(names: Names): boolean {
    const start = this.at;
    const end = names.known(this.text, start);
    if (end >= 0) {
      this.at = end;
      return true;
    }
    return this.string() && !this.escaped && names.add(this.text.slice(start, this.at));
  }

  #list(depth: number): boolean {
    this.at++;
    if (this.space() === closeList) {
      this.at++;
      return true;
    }
    do {
      if (!this.#value(depth + 1)) return false;
    } while (this.take(comma));
    return this.take(closeList);
  }

  #inRange(start: number): boolean {
    if (!this.scaled && this.at - start <= maxNumberDigits) return true;
    return numberProblem(this.text.slice(start, this.at)) === undefined;
  }

  #wrap(before: string, start: number, after: string): boolean {
    const { text } = this;
    this.#out += text.slice(this.#from, start) + before + text.slice(start, this.at) + after;
    this.#from = this.at;
    return true;
  }
}
