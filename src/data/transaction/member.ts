import type { Place } from "../../errors.ts";
import type { Condition, Projection, Update } from "../../expressions/ast.ts";
import type { Part } from "../../scenario/part.ts";
import type { Item } from "../../values/attribute.ts";

/** A condition, and as it was written. */
export interface WrittenCondition {
  readonly condition: Condition;
  readonly text: string;
}

interface InFile {
  readonly table: string;
  readonly part: Part;
  readonly place: Place;
}

export interface GetMember extends InFile {
  readonly kind: "get";
  readonly key: Item;
  readonly select: Projection | undefined;
}

/** A member of a transaction that writes, or a check that it depends on. */
export type WriteMember = InFile &
  (
    | { readonly kind: "put"; readonly item: Item; readonly if: WrittenCondition | undefined }
    | { readonly kind: "delete"; readonly key: Item; readonly if: WrittenCondition | undefined }
    | { readonly kind: "check"; readonly key: Item; readonly if: WrittenCondition }
    | {
        readonly kind: "update";
        readonly key: Item;
        readonly do: Update;
        readonly if: WrittenCondition | undefined;
      }
  );

export type Member = GetMember | WriteMember;

/** The item of a put, or the key that leads to one. */
export function itemOrKey(member: Member): Item {
  return member.kind === "put" ? member.item : member.key;
}
