import fc from "fast-check";
import type {
  Condition,
  Operand,
  Path,
  Projection,
  Update,
  UpdateClause,
  UpdateValue,
} from "../../src/expressions/ast.ts";
import type { AttributeValue } from "../../src/values/attribute.ts";
import { jsonNumber } from "../../src/values/number.ts";
import { awkwardName, numberTexts, valuesWith } from "../values/arbitrary.ts";

const literals = valuesWith(numberTexts.map(jsonNumber)).value;

const paths: fc.Arbitrary<Path> = fc
  .tuple(awkwardName, fc.array(fc.oneof(awkwardName, fc.nat({ max: 999 })), { maxLength: 3 }))
  .map(([first, steps]): Path => [first, ...steps]);

const path = paths.map((each): Operand => ({ kind: "path", path: each }));
const literal = literals.map((value): Operand => ({ kind: "literal", value }));
const size = path.map((of): Operand => ({ kind: "size", of }));
const operands = fc.oneof(path, literal, size);

const comparators = fc.constantFrom("=", "<>", "<", "<=", ">", ">=");
const types = fc.constantFrom("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS");

const leaves: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .record({ left: operands, comparator: comparators, right: operands })
    .map((parts): Condition => ({ kind: "compare", ...parts })),
  fc
    .record({ operand: operands, low: operands, high: operands })
    .map((parts): Condition => ({ kind: "between", ...parts })),
  fc
    .record({ operand: operands, list: fc.array(operands, { minLength: 1, maxLength: 4 }) })
    .map((parts): Condition => ({ kind: "in", ...parts })),
  fc
    .tuple(fc.constantFrom("attribute_exists", "attribute_not_exists"), path)
    .map(([name, each]): Condition => ({ kind: "function", name, arguments: [each] })),
  fc
    .tuple(fc.constantFrom("begins_with", "contains"), operands, operands)
    .map(([name, ...list]): Condition => ({ kind: "function", name, arguments: list })),
  fc.tuple(path, types).map(
    ([each, S]): Condition => ({
      kind: "function",
      name: "attribute_type",
      arguments: [each, { kind: "literal", value: { S } }],
    }),
  ),
);

/** Trees over these leaves as the parser builds them: chains lean to the left. */
export function conditionsOver(leaf: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  return fc.letrec<{ tree: Condition }>(tie => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      tie("tree").map((condition): Condition => ({ kind: "not", condition })),
      fc
        .tuple(fc.constantFrom("and", "or"), tie("tree"), tie("tree"))
        .map(([kind, left, right]): Condition => leaning(kind, left, right)),
    ),
  })).tree;
}

function leaning(kind: "and" | "or", left: Condition, right: Condition): Condition {
  if (right.kind !== kind) return { kind, left, right };
  return { kind, left: leaning(kind, left, right.left), right: right.right };
}

export const conditions = conditionsOver(leaves);

export const projections: fc.Arbitrary<Projection> = fc.array(paths, {
  minLength: 1,
  maxLength: 5,
});

const terms = fc.letrec<{ term: UpdateValue }>(tie => ({
  term: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(path, literal),
    fc
      .record({ path: paths, otherwise: tie("term") })
      .map((parts): UpdateValue => ({ kind: "if_not_exists", ...parts })),
    fc
      .record({ left: tie("term"), right: tie("term") })
      .map((parts): UpdateValue => ({ kind: "list_append", ...parts })),
  ),
})).term;

const updateValues = fc.oneof(
  terms,
  fc
    .record({ kind: fc.constantFrom("add", "subtract"), left: terms, right: terms })
    .map((value): UpdateValue => value),
);

const isSet = (value: AttributeValue) => "SS" in value || "NS" in value || "BS" in value;
const amounts = (accepts: (value: AttributeValue) => boolean) =>
  literals.filter(accepts).map((value): Operand => ({ kind: "literal", value }));

const clauses: Record<UpdateClause["kind"], fc.Arbitrary<UpdateClause>> = {
  set: fc.record({ kind: fc.constant("set"), path: paths, value: updateValues }),
  remove: fc.record({ kind: fc.constant("remove"), path: paths }),
  add: fc.record({
    kind: fc.constant("add"),
    path: paths,
    value: amounts(value => "N" in value || isSet(value)),
  }),
  delete: fc.record({ kind: fc.constant("delete"), path: paths, value: amounts(isSet) }),
};

/** In the order in which updates are written. */
export const updates: fc.Arbitrary<Update> = fc
  .tuple(
    fc.array(clauses.set, { maxLength: 3 }),
    fc.array(clauses.remove, { maxLength: 3 }),
    fc.array(clauses.add, { maxLength: 3 }),
    fc.array(clauses.delete, { maxLength: 3 }),
  )
  .map(kinds => kinds.flat())
  .filter(update => update.length > 0);
