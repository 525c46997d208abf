import type { Statement } from "./statement.ts";
import type { StatementToken } from "./statement-tokens.ts";

/**
 * Whether a SELECT surely keeps to single partitions: each way to fulfil its WHERE has the partition
 * key equal to a value, or IN a list of them. DynamoDB reads the whole table for any other.
 * @param partition the names of the partition key's attributes
 */
export function isKeyed({ tokens }: Statement, partition: readonly string[]): boolean {
  const where = tokens.findIndex(token => isWord(token, "where"));
  if (where < 0) return false;
  const end = tokens.findIndex((token, at) => at > where && isWord(token, "order"));
  const condition = tokens.slice(where + 1, end < 0 ? undefined : end);
  return partition.every(name => fixes(condition, name));
}

/** Whether a condition holds only where the attribute has one of a few values. */
function fixes(condition: readonly StatementToken[], name: string): boolean {
  const ways = parts(condition, "or");
  if (ways.length > 1) return ways.every(way => fixes(way, name));
  const terms = parts(condition, "and");
  if (terms.length > 1) return terms.some(term => fixes(term, name));
  const [first, second] = condition;
  const last = condition.at(-1);
  if (first?.text === "(" && last?.text === ")") return fixes(condition.slice(1, -1), name);
  const isName = (token: StatementToken | undefined) =>
    (token?.kind === "name" || token?.kind === "word") && token.text === name;
  if (isName(first)) return second?.text === "=" || (second !== undefined && isWord(second, "in"));
  return isName(last) && condition.at(-2)?.text === "=" && condition.length === 3;
}

/** Parts of a condition between a word, brackets left whole. */
function parts(
  condition: readonly StatementToken[],
  word: "and" | "or",
): readonly (readonly StatementToken[])[] {
  const found: StatementToken[][] = [[]];
  let depth = 0;
  for (const token of condition) {
    if (token.kind === "symbol" && "([{".includes(token.text)) depth += 1;
    if (token.kind === "symbol" && ")]}".includes(token.text)) depth -= 1;
    if (depth === 0 && isWord(token, word)) found.push([]);
    else found.at(-1)?.push(token);
  }
  return found;
}

function isWord({ kind, text }: StatementToken, word: string): boolean {
  return kind === "word" && text.toLowerCase() === word;
}
