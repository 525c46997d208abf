import type { Engine } from "../../config/sql-settings.ts";

const routineWords = {
  postgres: new Set(["FUNCTION", "PROCEDURE"]),
  mysql: new Set(["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT"]),
} as const satisfies Record<Engine, ReadonlySet<string>>;
/** What may stand between CREATE and the kind of what is made, a definer's name aside. */
const between = new Set(["OR", "REPLACE", "AGGREGATE", "DEFINER"]);
const mostWordsBefore = 6;
/** They end with END, and begin nothing that counts. */
const blocks = /\s+(?:IF|LOOP|WHILE|REPEAT|FOR)\b/iy;

/** Whether a statement that is read word by word is within the body of a routine, between BEGIN and END. */
export class Routine {
  readonly #engine: Engine;
  #words = 0;
  #creates = false;
  #isRoutine = false;
  #depth = 0;
  #last = "";

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get isOpen(): boolean {
    return this.#depth > 0;
  }

  /** @param end behind the word, in the text of the file */
  add(word: string, text: string, end: number): void {
    const upper = word.toUpperCase();
    if (this.#isRoutine) this.#nest(upper, text, end);
    else this.#begin(upper);
    this.#words += 1;
    this.#last = upper;
  }

  #begin(word: string): void {
    if (this.#words === 0) this.#creates = word === "CREATE";
    else if (this.#creates && this.#words < mostWordsBefore) {
      if (routineWords[this.#engine].has(word)) this.#isRoutine = true;
      else if (this.#words === 1 && !between.has(word)) this.#creates = false;
    }
  }

  #nest(word: string, text: string, end: number): void {
    if (word === "BEGIN") this.#depth += 1;
    else if (word === "CASE" && this.#depth > 0 && this.#last !== "END") this.#depth += 1;
    else if (word === "END" && this.#depth > 0) {
      blocks.lastIndex = end;
      if (this.#engine === "postgres" || !blocks.test(text)) this.#depth -= 1;
    }
  }
}
