import { DynError } from "../errors.ts";

/** A mistake in a template, found when it is loaded; whoever knows the file makes a Problem of it. */
export class TemplateFault extends Error {
  /** Characters into the text of the template. */
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(message: string, offset: number, hint?: string) {
    super(message);
    this.name = "TemplateFault";
    this.offset = offset;
    this.hint = hint;
  }
}

/** What only the values of a certain index bring out, such as a division by zero. */
export function evaluationError(message: string, hint?: string): DynError {
  return new DynError("invalid", message, { hint });
}
