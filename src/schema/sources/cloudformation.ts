import { Problems } from "../../config/validate.ts";
import type { YamlFile } from "../../config/yaml-file.ts";
import { tablePropertiesOf, withFirstReplica } from "./global-table.ts";
import { defaultsOf, resolveIntrinsics } from "./intrinsics.ts";
import { readProperties } from "./properties.ts";
import {
  isMap,
  joined,
  membersOf,
  mistake,
  type Path,
  type Reading,
  type Source,
  viewOf,
} from "./reading.ts";
import { unmanagedNotes, withoutUnmanaged } from "./unmanaged.ts";

const tableType = "AWS::DynamoDB::Table";
const globalTableType = "AWS::DynamoDB::GlobalTable";

/** A template of CloudFormation, with all tables of its resources. */
export const template: Source = {
  recognizes: data =>
    "Resources" in membersOf(data) || "AWSTemplateFormatVersion" in membersOf(data),
  read: document => {
    const { Resources, Parameters } = membersOf(document.data);
    const parameters = defaultsOf(Parameters);
    const resources = Object.entries(membersOf(Resources));
    const tables = resources.flatMap(([id, resource]) =>
      readResource(document, resource, ["Resources", id], parameters),
    );
    const scaling = resources
      .filter(([, resource]) => isScaling(resource))
      .map(([id]) => ({
        message: `${id}: autoscaling is not read; capacity is wanted as the table has it here`,
        place: document.place(["Resources", id], { key: true }),
      }));
    if (tables.length > 0) return joined([...tables, { tables: [], problems: [], notes: scaling }]);
    return mistake(document, ["Resources"], `no ${tableType} among the Resources of this template`);
  },
};

/** One resource alone: its Type and Properties. */
export const resource: Source = {
  recognizes: data => "Properties" in membersOf(data),
  read: document =>
    readResource(document, document.data, [], new Map())[0] ??
    mistake(document, ["Type"], `this resource is no ${tableType}`),
};

/** The properties alone, or the input of CreateTable. */
export const properties: Source = {
  recognizes: data =>
    ["TableName", "KeySchema", "AttributeDefinitions"].some(key => key in membersOf(data)),
  read: document => readTable(document, [], tableType, new Map()),
};

function isScaling(resource: unknown): boolean {
  const { Type: type, Properties: properties } = membersOf(resource);
  const { ServiceNamespace: namespace } = membersOf(properties);
  return type === "AWS::ApplicationAutoScaling::ScalableTarget" && namespace === "dynamodb";
}

function readResource(
  document: YamlFile,
  resource: unknown,
  path: Path,
  parameters: ReadonlyMap<string, unknown>,
): Reading[] {
  const { Type: type, Condition: condition } = membersOf(resource);
  if (type === "AWS::Serverless::SimpleTable") {
    return [mistake(document, [...path, "Type"], `${type} is not read; write it as ${tableType}`)];
  }
  if (
    type !== tableType &&
    type !== globalTableType &&
    !(type === undefined && path.length === 0)
  ) {
    return [];
  }
  const reading = readTable(document, [...path, "Properties"], type ?? tableType, parameters);
  if (condition === undefined) return [reading];
  const message = "Condition: taken as true, since dyn does not evaluate conditions";
  const notes = [{ message, place: document.place([...path, "Condition"]) }];
  return [{ ...reading, notes: [...notes, ...reading.notes] }];
}

function readTable(
  document: YamlFile,
  path: Path,
  type: string,
  parameters: ReadonlyMap<string, unknown>,
): Reading {
  const data = path.reduce<unknown>((within, key) => membersOf(within)[String(key)], document.data);
  if (!isMap(data)) return mistake(document, path, "expected the properties of a table");
  const inTable = (inner: Path) => [...path, ...inner];
  const problems = new Problems(viewOf(document, data, inTable));
  if (data.TableName === undefined) {
    problems.add([], "this table has no TableName", {
      hint: "name it here: CloudFormation would make up a name of its own",
    });
  }
  const isGlobal = type === globalTableType;
  const notes = unmanagedNotes(document, path, isGlobal);
  const managed = isGlobal ? withFirstReplica(data) : withoutUnmanaged(data);
  const resolved = resolveIntrinsics(managed, parameters, (at, text) =>
    problems.add(at, `${text} cannot be resolved; only parameters with a Default can`, {
      hint: "give its parameter a Default, or write the value itself",
    }),
  );
  if (problems.found.length > 0) return { tables: [], problems: problems.found, notes };
  const own = isGlobal ? tablePropertiesOf(membersOf(resolved)) : resolved;
  const reading = readProperties(viewOf(document, own, inTable));
  return { ...reading, notes: [...notes, ...reading.notes] };
}
