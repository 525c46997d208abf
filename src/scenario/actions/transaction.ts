import { readKind } from "../kind.ts";
import type { Part } from "../part.ts";
import type {
  GetAction,
  TransactGetAction,
  TransactWriteAction,
  TransactWriteMember,
} from "../scenario.ts";
import { transactGetMemberShape, transactGetShape } from "../shape.ts";
import { type ActionContext, given } from "./context.ts";
import { itemOf } from "./item.ts";
import { Members } from "./members.ts";
import { routeOf } from "./route.ts";
import { readCheck, readDelete, readPut, readUpdate } from "./single.ts";

const memberKinds = ["put", "update", "delete", "check"] as const;

export function readTransactGet(part: Part, context: ActionContext): TransactGetAction | undefined {
  const members = new Members<GetAction>(part, context.trail);
  // A mapping has more to say than the members alone.
  const mapped = part.names.includes("members");
  const whole = mapped ? part.readMost(transactGetShape) : {};
  const list = mapped ? part.part("members") : part;
  for (const [here, within] of membersOf(list, context)) {
    const shape = here.readMost(transactGetMemberShape);
    const on = shape && itemOf(here, shape, { ...within, trail: members.trail }, { new: false });
    if (shape === undefined || on === undefined) continue;
    const { select: text } = shape;
    const select = text === undefined ? undefined : within.expressions.projection("select", text);
    const member = { kind: "get", ...on, consistent: true, ...given({ select }) } as const;
    members.add(here, member, shape.size);
  }
  const all = members.checked();
  return all && { kind: "transactGet", members: all, ...routeOf(part, whole ?? {}) };
}

export function readTransactWrite(
  part: Part,
  context: ActionContext,
): TransactWriteAction | undefined {
  const members = new Members<TransactWriteMember>(part, context.trail);
  for (const [here, within, position] of membersOf(part, context)) {
    const kind = readKind(here, { title: `member ${position + 1}`, kinds: memberKinds });
    if (kind === undefined) continue;
    const member = readMember(here.part(kind), kind, { ...within, trail: members.trail });
    if (member !== undefined) members.add(here.part(kind), member);
  }
  const all = members.checked();
  return all && { kind: "transactWrite", members: all };
}

function readMember(
  part: Part,
  kind: (typeof memberKinds)[number],
  context: ActionContext,
): TransactWriteMember | undefined {
  const inside = { ...context, expressions: context.expressions.within(part) };
  switch (kind) {
    case "put":
      return readPut(part, inside);
    case "update":
      return readUpdate(part, inside);
    case "delete":
      return readDelete(part, inside);
    case "check":
      return readCheck(part, inside);
    default:
      return kind satisfies never;
  }
}

/** The entries of the list, each with the expressions of its own. */
function* membersOf(
  part: Part,
  context: ActionContext,
): Iterable<readonly [Part, ActionContext, number]> {
  const { data } = part;
  if (!Array.isArray(data) || data.length === 0) {
    part.problem("a transaction is a list of members, at least one", {
      hint: "such as - put: { entity: order, pick: new }",
    });
    return;
  }
  for (const position of data.keys()) {
    const here = part.part(position);
    const expressions = context.expressions.within(here, position);
    yield [here, { ...context, expressions }, position];
  }
}
