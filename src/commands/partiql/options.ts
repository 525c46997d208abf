import { DynError } from "../../errors.ts";
import { checkRequestToken } from "../item/request-token.ts";

export interface PartiqlOptions {
  readonly file?: string;
  readonly param?: readonly { readonly text: string; readonly isText: boolean }[];
  readonly transaction?: true;
  readonly requestToken?: string;
  readonly limit?: number;
  readonly pageSize?: number;
  readonly all?: true;
  readonly token?: string;
  readonly consistent?: true;
}

/** Throws a "usage" error for options that contradict each other or the statements. */
export function checkPartiqlOptions(options: PartiqlOptions, statements: number): void {
  const { all, limit, token, pageSize, consistent, transaction, requestToken } = options;
  if (all && limit !== undefined) throw exclude("--all", "--limit");
  if (token !== undefined && statements > 1) {
    throw new DynError("usage", "--token goes with one statement", {
      hint: "give the one that it came from",
    });
  }
  if (!transaction) {
    if (requestToken === undefined) return;
    throw new DynError("usage", "--request-token needs --transaction");
  }
  checkRequestToken(requestToken, "--request-token");
  const paged = { "--all": all, "--limit": limit, "--token": token, "--page-size": pageSize };
  for (const [name, value] of Object.entries({ ...paged, "--consistent": consistent })) {
    if (value !== undefined) throw exclude("--transaction", name);
  }
}

function exclude(one: string, other: string): DynError {
  return new DynError("usage", `${one} and ${other} exclude each other`);
}
