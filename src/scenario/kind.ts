import { suggestion } from "../config/suggest.ts";
import type { Part } from "./part.ts";

interface Choice<Kind extends string> {
  /** Whose kind it is, as a message calls it: `"read"`, `step 2`. */
  readonly title: string;
  readonly kinds: readonly Kind[];
  /** Keys that may stand besides the kind. */
  readonly settings?: readonly string[];
  /** What a kind is called, in the singular. */
  readonly noun?: string;
}

/** The one key of a mapping that says what it does; undefined when there is none, which is noted. */
export function readKind<Kind extends string>(
  part: Part,
  { title, kinds, settings = [], noun = "operation" }: Choice<Kind>,
): Kind | undefined {
  const isKind = (key: string): key is Kind => kinds.some(kind => kind === key);
  const all = `${noun}s: ${kinds.join(", ")}`;
  const { data } = part;
  if (data === null || typeof data !== "object" || Array.isArray(data)) {
    part.problem(`${title} says nothing`, { hint: `a mapping, with one of ${kinds.join(", ")}` });
    return undefined;
  }
  const found = part.names.filter(isKind);
  const known = [...settings, ...kinds];
  let strange = false;
  for (const key of part.names) {
    if (known.some(each => each === key)) continue;
    strange = true;
    const message =
      found.length === 0
        ? `unknown ${noun} "${key}"${suggestion(key, kinds)}`
        : `unknown key "${key}"${suggestion(key, known)}`;
    part.part(key).problem(message, { key: true, hint: all });
  }
  const [kind, second] = found;
  if (second !== undefined) {
    part.part(second).problem(`${title} does two things: ${found.join(" and ")}`, {
      key: true,
      hint: "each is a single request; write the other one beside it",
    });
  } else if (kind === undefined && !strange) {
    part.problem(`${title} does nothing`, {
      key: true,
      hint: `say what it does: one of ${kinds.join(", ")}`,
    });
  }
  return kind;
}
