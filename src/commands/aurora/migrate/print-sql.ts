import type { Session } from "../../../cli/session.ts";
import { harmless } from "../../../output/items/terminal.ts";

/** SQL, on stdout, whatever that is: it is a text and no document. */
export async function printSql({ context: { stdout } }: Session, text: string): Promise<void> {
  await stdout.write(stdout.isTTY ? harmless(text) : text);
}
