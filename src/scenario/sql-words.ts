import { ExpressionError } from "../expressions/error.ts";

const reading = ["SELECT", "WITH", "VALUES", "TABLE"] as const;
const verbs = [...reading, "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "CALL"] as const;
type Verb = (typeof verbs)[number];

/** Within a statement that begins like one that reads. */
const writing: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE", "INTO"]);
/** The word before SHARE where that locks: FOR SHARE, FOR KEY SHARE, LOCK IN SHARE MODE. */
const beforeShare: ReadonlySet<string | undefined> = new Set(["FOR", "KEY", "IN"]);
/** Functions that change what others see; what functions of the user's own do, nobody knows here. */
const changing =
  /^(?:NEXTVAL|SETVAL|SET_CONFIG|PG_NOTIFY|(?:GET|RELEASE|RELEASE_ALL)_LOCKS?|PG_(?:TRY_)?ADVISORY_\w+)$/;

const transactional = /^(?:BEGIN|START|COMMIT|ROLLBACK|SAVEPOINT|END|ABORT)$/;
const structural = /^(?:CREATE|ALTER|DROP|TRUNCATE|GRANT|REVOKE|COMMENT|RENAME)$/;

interface Word {
  /** In capitals, when it is a word. */
  readonly text: string;
  readonly offset: number;
}

/** The words and signs of a statement outside of its texts, names in quotes and comments. */
export class SqlWords {
  readonly #all: Word[] = [];

  add(text: string, offset: number): void {
    this.#all.push({ text: text.toUpperCase().trim(), offset });
  }

  /**
   * What the statement does.
   * @throws ExpressionError when it begins with something else than a load can ask
   */
  judged(statement: string): { readonly readOnly: boolean; readonly givesRows: boolean } {
    const verb = this.#verb(statement);
    const words = this.#all.filter(({ text }) => text !== "").map(({ text }) => text);
    const reads = reading.some(each => each === verb);
    return {
      readOnly: reads && !words.some((each, at) => writes(words, each, at)),
      givesRows: reads || words.includes("RETURNING"),
    };
  }

  #verb(statement: string): Verb {
    const first = this.#all.find(({ text }) => !/^[(\s]*$/.test(text));
    const verb = verbs.find(each => each === first?.text);
    if (verb !== undefined) return verb;
    const at = first?.offset ?? 0;
    throw new ExpressionError(`a statement begins with ${either}`, statement, at, hintFor(first));
  }
}

function writes(words: readonly string[], word: string, at: number): boolean {
  // MySQL's INSERT('text', 1, 2, 'new') is a function.
  if (writing.has(word)) return word === "INTO" || !words[at + 1]?.startsWith("(");
  if (word === "SHARE") return beforeShare.has(words[at - 1]);
  return word === "/*" || changing.test(word);
}

function hintFor(first: Word | undefined): string {
  if (first !== undefined && transactional.test(first.text)) {
    return "steps of a flow are one transaction with transaction: serializable beside the flow";
  }
  if (first !== undefined && structural.test(first.text)) {
    return "tables are made by the scenario's tables, or by dyn aurora migrate";
  }
  return "such as SELECT * FROM Orders WHERE Customer = 'a'";
}

const either = `${verbs.slice(0, -1).join(", ")} or ${verbs.at(-1)}`;
