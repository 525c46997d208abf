/** What is told of an error: what it is and where it was thrown. Its message may hold a value. */
interface ToldError {
  readonly name: string;
  readonly code?: string;
  readonly at?: readonly string[];
  readonly cause?: ToldError;
}

const mostFrames = 8;
const mostCauses = 3;

export function toldOfError(error: unknown, depth = 0): ToldError {
  if (!(error instanceof Error)) return { name: typeof error };
  const { cause } = error;
  const code = "code" in error ? word(error.code) : undefined;
  const at = frames(error.stack);
  return {
    name: word(error.name) ?? "Error",
    ...(code !== undefined && { code }),
    ...(at.length > 0 && { at }),
    ...(cause !== undefined && depth < mostCauses && { cause: toldOfError(cause, depth + 1) }),
  };
}

/** Names and codes that a program gives; no text that came from elsewhere. */
function word(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w-]{1,64}$/.test(value) ? value : undefined;
}

/** Lines of code, without the message that a stack begins with, however many lines that has. */
function frames(stack = ""): readonly string[] {
  return [
    ...stack.matchAll(/^ {4}at ((?:[\w.$<>[\] ]+ \()?(?:file:|node:|\/)[^\n()]+:\d+:\d+\)?)$/gm),
  ]
    .slice(0, mostFrames)
    .map(([, frame = ""]) => frame);
}
