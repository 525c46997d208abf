import type { Operand, Projection } from "../../expressions/ast.ts";
import { parsePlain } from "../../values/plain.ts";
import { inList, jsonFilter } from "./json-filter.ts";
import { maxExpressionLength, maxListValues, maxPaths, maxTokenLength } from "./limits.ts";
import { listOf, Members, pathOf, textOf } from "./members.ts";
import { checkLength, filterOf } from "./parameters.ts";
import { reading, wrong } from "./refusal.ts";
import type { DateRange, Wanted, Where } from "./wanted.ts";

const memberNames = [
  "index",
  "where",
  "key",
  "dateRange",
  "systemIds",
  "in",
  "filter",
  "select",
  "order",
  "pageSize",
  "nextToken",
  "total",
  "consistent",
  "all",
];

const maxNameLength = 255;
const mostLists = 10;

/** A query out of a body, whose values are read straight out of its text. Throws a Problem. */
export function bodyWanted(text: string): Wanted {
  const members = new Members(
    reading("body", () => parsePlain(text, "body")),
    "body",
  );
  members.checkNames(memberNames);
  return {
    place: "body",
    index: members.text("index", maxNameLength),
    where: whereOf(members),
    dateRange: dateRangeOf(members),
    filters: [...listsOf(members), ...filtersOf(members)],
    select: selectOf(members),
    descending: orderOf(members) === "desc",
    pageSize: members.number("pageSize"),
    nextToken: members.text("nextToken", maxTokenLength),
    total: members.flag("total"),
    consistent: members.flag("consistent"),
    all: members.flag("all"),
  };
}

function whereOf(members: Members): Where {
  const text = members.text("where", maxExpressionLength);
  const key = members.value("key");
  if (text !== undefined && key !== undefined) {
    throw wrong("body.key", "does not go with where", "say it all in one of the two");
  }
  if (text !== undefined) {
    checkLength(text, "body.where");
    return { kind: "text", text };
  }
  if (key === undefined) {
    throw wrong("body.where", "is required, or key", 'such as "key": {"PK": "USER#1"}');
  }
  if (!("M" in key)) throw wrong("body.key", "must be an object of attributes");
  return { kind: "json", key: key.M };
}

function dateRangeOf(members: Members): DateRange | undefined {
  const range = members.object("dateRange");
  if (range === undefined) return undefined;
  range.checkNames(["attribute", "from", "to"]);
  const attribute = range.text("attribute", maxExpressionLength);
  if (attribute === undefined) throw wrong(range.fieldOf("attribute"), "is required");
  const [from, to] = [range.value("from"), range.value("to")];
  for (const [name, value] of Object.entries({ from, to })) {
    if (value === undefined || "S" in value || "N" in value || "B" in value) continue;
    throw wrong(range.fieldOf(name), "must be text or a number");
  }
  if (from === undefined && to === undefined)
    throw wrong(range.field, "needs from, or to, or both");
  return { path: pathOf(attribute, range.fieldOf("attribute")), from, to };
}

function listsOf(members: Members): Wanted["filters"] {
  const lists: Wanted["filters"][number][] = [];
  const ids = members.object("systemIds");
  if (ids !== undefined) {
    ids.checkNames(["attribute", "values"]);
    const values = ids.value("values");
    const field = ids.fieldOf("attribute");
    if (values === undefined) throw wrong(ids.fieldOf("values"), "is required");
    const path = pathTo(ids.text("attribute", maxExpressionLength) ?? "SystemId", field);
    lists.push({ field, condition: inList(path, values, ids.fieldOf("values")) });
  }
  const others = members.object("in");
  if (others !== undefined && (others.names.length < 1 || others.names.length > mostLists)) {
    throw wrong("body.in", `must have from 1 to ${mostLists} attributes`);
  }
  for (const name of others?.names ?? []) {
    const field = `body.in.${name}`;
    const values = others?.value(name) ?? { L: [] };
    lists.push({ field, condition: inList(pathTo(name, field), values, field) });
  }
  return lists;
}

function pathTo(text: string, field: string): Operand {
  return { kind: "path", path: pathOf(text, field) };
}

function filtersOf(members: Members): Wanted["filters"] {
  const filter = members.value("filter");
  const field = "body.filter";
  if (filter === undefined) return [];
  if (!("S" in filter)) return [{ field, condition: jsonFilter(filter, field) }];
  const text = textOf(filter, field, maxExpressionLength);
  return [{ field, condition: filterOf(text, field) }];
}

function selectOf(members: Members): Projection | undefined {
  const select = members.value("select");
  if (select === undefined) return undefined;
  return listOf(select, "body.select", [1, maxPaths]).map((each, position) => {
    const field = `body.select.${position}`;
    return pathOf(textOf(each, field, maxExpressionLength), field);
  });
}

function orderOf(members: Members): string | undefined {
  const order = members.text("order", maxListValues);
  if (order === undefined || order === "asc" || order === "desc") return order;
  throw wrong("body.order", "must be asc or desc");
}
