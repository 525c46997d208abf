import type { SumCheck } from "../../scenario/scenario.ts";
import { attributeOf, type Item } from "../../values/attribute.ts";
import { ExactSum } from "../../values/decimal.ts";
import type { Finding } from "./context.ts";
import { FailingKeys } from "./failing-keys.ts";
import { counted, grouped, isOrAre } from "./wording.ts";

/** A sum check's terms added up over items. */
export class Total {
  readonly #check: SumCheck;
  readonly #sum = new ExactSum();
  readonly #failing: FailingKeys;
  #items = 0;

  constructor(check: SumCheck, keyNames: readonly string[]) {
    this.#check = check;
    this.#failing = new FailingKeys(keyNames);
  }

  add(item: Item): void {
    this.#items += 1;
    let numbers = true;
    for (const { sign, attribute } of this.#check.terms) {
      const value = attributeOf(item, attribute);
      if (value === undefined) continue;
      if ("N" in value) this.#sum.add(value.N, sign);
      else numbers = false;
    }
    if (!numbers) this.#failing.add(item);
  }

  /** The sum's digits, in groups. */
  get text(): string {
    return grouped(this.#sum.toString());
  }

  get finding(): Finding {
    const { equals } = this.#check;
    const terms = termsText(this.#check);
    const keys = this.#failing.texts;
    const { count } = this.#failing;
    if (count > 0) {
      const detail = `${terms} ${isOrAre(count)} no number in ${counted(count, "item")}`;
      return { ok: false, detail, keys };
    }
    const found = `${terms} ${terms.includes(" ") ? "add" : "adds"} up to ${this.text} over ${counted(this.#items, "item")}`;
    const off = this.#sum.compare(equals);
    if (off === 0) return { ok: true, detail: found, keys };
    const difference = new ExactSum().add(equals, off < 0 ? 1 : -1);
    difference.addSum(this.#sum, off < 0 ? -1 : 1);
    const by = `${grouped(difference.toString())} too ${off < 0 ? "little" : "much"}`;
    return { ok: false, detail: `${found}, not ${grouped(equals)}: ${by}`, keys };
  }
}

function termsText({ terms }: SumCheck): string {
  return terms
    .map(({ sign, attribute }, position) => {
      if (position === 0) return sign < 0 ? `-${attribute}` : attribute;
      return `${sign < 0 ? "-" : "+"} ${attribute}`;
    })
    .join(" ");
}
