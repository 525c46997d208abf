import { DynError } from "../../errors.ts";
import { ExpressionError } from "../../expressions/error.ts";
import { Problem } from "../problem.ts";

/** A request whose field is wrong. */
export function wrong(field: string, detail: string, fix?: string): Problem {
  return new Problem(400, "invalid-request", `${field}: ${detail}`, {
    ...(fix !== undefined && { fix }),
    fields: [{ field, detail }],
  });
}

/** Reads what a caller wrote; a mistake in it is told with its field. */
export function reading<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw refused(field, error);
  }
}

function refused(field: string, error: unknown): unknown {
  if (error instanceof ExpressionError) {
    return wrong(field, `${error.problem}, at column ${error.offset + 1}`, error.hint);
  }
  if (error instanceof DynError && (error.kind === "usage" || error.kind === "invalid")) {
    return wrong(field, placeLast(error.message, field), error.hint);
  }
  return error;
}

/** `body:1:9  no value` names its place first, as the command line does with files. */
function placeLast(message: string, field: string): string {
  const [, name, line, column, problem] = /^([^:]+):(\d+):(\d+) {2}(.*)$/s.exec(message) ?? [];
  return name === field ? `${problem}, at line ${line}, column ${column}` : message;
}
