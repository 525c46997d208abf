import { builtInVariables } from "../template/compile.ts";
import { isVariableName } from "../template/tokens.ts";
import { type ActionKind, actionKinds, readAction, trailAfter } from "./actions/action.ts";
import type { Surroundings } from "./actions/context.ts";
import { Trail } from "./actions/trail.ts";
import { Expressions, type Open, type TemplateBase } from "./expressions.ts";
import { readKind } from "./kind.ts";
import type { Part } from "./part.ts";
import type { Action, Flow, FlowStep, StatementAction } from "./scenario.ts";
import { stepShapes, transactionShape } from "./shape.ts";

/** How often `restart: true` begins a flow anew. */
const defaultRestarts = 10;

export interface FlowContext extends Surroundings {
  readonly base: TemplateBase;
  /** The templates that the steps leave open are added to it. */
  readonly open: Set<Open>;
  /** Where the operation says that its steps are one transaction, if it does. */
  readonly transaction: Part;
}

/** A flow, and the names by which its steps know what earlier ones read. */
export interface ReadFlow {
  readonly flow: Flow;
  readonly captured: ReadonlySet<string>;
}

/** Compiles the steps; undefined when there are none, which is noted as all mistakes are. */
export function readFlow(
  part: Part,
  { base, open, transaction, ...context }: FlowContext,
): ReadFlow | undefined {
  const { data } = part;
  if (!Array.isArray(data) || data.length === 0) {
    part.problem("a flow is a list of steps, at least one", {
      hint: "such as - { get: { entity: stock }, as: stock }",
    });
    return undefined;
  }
  const isolation = transaction.data === undefined ? undefined : transaction.read(transactionShape);
  const steps: FlowStep[] = [];
  const captured = new Set<string>();
  let trail = new Trail();
  for (const position of data.keys()) {
    const here = part.part(position);
    const kind = kindOf(here, position);
    if (kind === undefined) continue;
    if (transaction.data !== undefined) checkWithin(here.part(kind), kind);
    const expressions = new Expressions(
      here.part(kind),
      {
        stream: `${base.stream}.${position}`,
        variables: [...base.variables, ...captured],
      },
      open,
    );
    const action = readAction(here.part(kind), kind, { ...context, expressions, trail });
    const as = readAs(here, kind, action, [...base.variables, ...captured]);
    // Known to later steps in spite of mistakes in this one, which would otherwise look like theirs.
    if (as !== undefined) captured.add(as);
    if (action === undefined) continue;
    trail = trailAfter(trail, action);
    const restarts = readRestarts(here, action);
    steps.push({ action, restarts, ...(as === undefined ? {} : { as }) });
  }
  const together = isolation === undefined ? {} : { transaction: isolation };
  return { flow: { kind: "flow", steps, ...together }, captured };
}

/** What cannot be a part of a transaction. */
function checkWithin(part: Part, kind: ActionKind): void {
  if (kind === "transactGet" || kind === "transactWrite") {
    const hint = "write its members as steps";
    part.problem("a transaction has no transactions within", { key: true, hint });
  }
  for (const key of ["route", "until"]) {
    if (!part.names.includes(key)) continue;
    const hint = `leave ${key} out: all steps go to the instance that writes`;
    part.part(key).problem(`a step of a transaction has no ${key}`, { key: true, hint });
  }
}

function kindOf(part: Part, position: number): ActionKind | undefined {
  if (part.names.includes("flow")) {
    part.part("flow").problem("a flow cannot be a step of a flow", {
      key: true,
      hint: "write its steps in place",
    });
    return undefined;
  }
  const title = `step ${position + 1}`;
  return readKind(part, { title, kinds: actionKinds, settings: Object.keys(stepShapes) });
}

function readAs(
  part: Part,
  kind: ActionKind,
  action: Action | undefined,
  taken: readonly string[],
): string | undefined {
  if (!part.names.includes("as")) return undefined;
  const here = part.part("as");
  const name = here.read(stepShapes.as);
  if (name === undefined) return undefined;
  if (!isRead(kind, action)) {
    here.problem(`"as" keeps what a step reads, and this one writes`, {
      key: true,
      hint: "it goes with get, query, scan, batchGet, transactGet, SELECT and RETURNING",
    });
    return name;
  }
  if (!isVariableName(name)) {
    here.problem(
      `"${name}" cannot be a variable; names have letters, digits and "_", a letter first`,
    );
    return undefined;
  }
  if (builtInVariables.some(each => each === name)) {
    here.problem(`"${name}" is a variable that every template has already`);
    return undefined;
  }
  if (taken.includes(name)) {
    here.problem(`"${name}" is a variable already`, { hint: "give it another name" });
  }
  return name;
}

function isRead(kind: ActionKind, action: Action | undefined): boolean {
  if (kind !== "statement")
    return ["get", "query", "scan", "batchGet", "transactGet"].includes(kind);
  // A statement with a mistake may well be one that reads.
  return action?.kind !== "statement" || givesRows(action);
}

function readRestarts(part: Part, action: Action): number {
  if (!part.names.includes("restart")) return 0;
  const here = part.part("restart");
  const given = here.read(stepShapes.restart) ?? 0;
  const restarts = typeof given === "number" ? given : given ? defaultRestarts : 0;
  if (restarts > 0 && !mayRefuse(action)) {
    here.problem("restart: this step has no condition that could fail", {
      key: true,
      hint: "give it one with if; a flow begins anew when it does not hold",
    });
  }
  return restarts;
}

/** Whether a condition of the action's own may not hold. */
function mayRefuse(action: Action): boolean {
  switch (action.kind) {
    case "put":
    case "update":
    case "delete":
      return action.condition !== undefined;
    case "transactWrite":
      return action.members.some(({ condition }) => condition !== undefined);
    case "statement":
      return !readsAlone(action);
    default:
      return false;
  }
}

function givesRows({ texts }: StatementAction): boolean {
  return Object.values(texts).every(each => each.readOnly || each.givesRows);
}

function readsAlone({ texts }: StatementAction): boolean {
  return Object.values(texts).every(({ readOnly }) => readOnly);
}
