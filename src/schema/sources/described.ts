import { Problems } from "../../config/validate.ts";
import { tableDescription, timeToLiveDescription } from "../description.ts";
import { schemaOf } from "../live.ts";
import { list, mapping, readShape, text } from "../reply-shape.ts";
import type { TableSchema, ThroughputSettings } from "../schema.ts";
import { membersOf, ownForm, type Source, viewOf } from "./reading.ts";

/** What DescribeTable answers, with or without its `Table`. */
export const described: Source = {
  recognizes: data => isDescription(data) || isDescription(membersOf(data).Table),
  read: document => {
    const path = isDescription(document.data) ? [] : ["Table"];
    const data = path.length === 0 ? document.data : membersOf(document.data).Table;
    const view = viewOf(document, data, inner => [...path, ...inner]);
    const problems = new Problems(view);
    const table = readShape(tableDescription, data);
    if (!table.ok) {
      for (const { path, message } of table.findings) problems.add(path, message);
      return { tables: [], problems: problems.found, notes: [] };
    }
    const schema = {
      ...withoutWarmth(schemaOf(table.value)),
      ...besides(membersOf(document.data)),
    };
    return { tables: [ownForm(view, schema, () => ["TableName"])], problems: [], notes: [] };
  },
};

const tagsShape = list(mapping({ Key: text, Value: text }));

/** What `dyn table describe` tells beside the table, by other calls: time to live and tags. */
function besides(reply: Readonly<Record<string, unknown>>): Pick<TableSchema, "ttl" | "tags"> {
  const ttl = readShape(timeToLiveDescription, reply.TimeToLiveDescription);
  const tags = readShape(tagsShape, reply.Tags);
  const isOn = ttl.ok && ttl.value.TimeToLiveStatus.startsWith("ENABL");
  return {
    ...(ttl.ok && { ttl: (isOn && ttl.value.AttributeName) || false }),
    ...(tags.ok && {
      tags: new Map(
        tags.value
          .filter(({ Key }) => !Key.startsWith("aws:"))
          .map(({ Key, Value }) => [Key, Value]),
      ),
    }),
  };
}

function isDescription(data: unknown): boolean {
  const members = membersOf(data);
  return "TableStatus" in members || "TableArn" in members || "CreationDateTime" in members;
}

/** Warm throughput is what AWS computes, not what anyone has asked for. */
function withoutWarmth(schema: TableSchema): TableSchema {
  const cold = <Part extends ThroughputSettings>({ warmThroughput, ...others }: Part) => others;
  return { ...cold(schema), indexes: schema.indexes.map(cold) };
}
