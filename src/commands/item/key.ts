import type { Command } from "commander";
import { collected } from "../../cli/whole-number.ts";
import { DynError } from "../../errors.ts";

/** A key as bare values. */
export interface KeyOptions {
  readonly pk?: readonly string[];
  readonly sk?: readonly string[];
}

export function addKeyOptions(command: Command): Command {
  return addKeyValues(
    command.argument("<table>").argument("[key]", "plain JSON, or - for stdin, one a line"),
  );
}

export function addKeyValues(command: Command): Command {
  return command
    .option("--pk <value>", "partition key, instead of JSON", collected)
    .option("--sk <value>", "sort key, with --pk", collected);
}

/** Throws a "usage" error unless the key is given once. */
export function checkKeyOptions({ pk, sk }: KeyOptions, key: string | undefined): void {
  const given = pk !== undefined || sk !== undefined;
  if (key === undefined && pk === undefined) {
    throw new DynError("usage", "a key is missing", {
      hint: 'give it as JSON, such as \'{"UserId": "user-7"}\', with --pk VALUE, or - for stdin',
    });
  }
  if (key !== undefined && given) {
    throw new DynError("usage", `a key and ${pk ? "--pk" : "--sk"} exclude each other`);
  }
}
