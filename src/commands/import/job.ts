import { createHash } from "node:crypto";
import type { Dynamo } from "../../cli/open.ts";
import type { Job } from "../../data/transfer/checkpoint.ts";
import { formatCount } from "../../output/units.ts";
import type { Plan } from "./plan.ts";

/** What tells an import from any other, in the user's words. */
export function jobOf(
  { table, files, transforms, options }: Plan,
  { connection, endpoint }: Dynamo,
): Job {
  const sizes = files.map(({ name, sizeBytes }) =>
    sizeBytes === undefined ? name : `${name} (${formatCount(sizeBytes)} bytes)`,
  );
  const { columns } = options;
  const formats = [...new Set(files.map(({ format }) => format))];
  return {
    command: "import",
    table,
    target: connection.kind === "dynamodb" ? endpoint.url.href : connection.name,
    files: listed(sizes),
    format: formats.join(", "),
    columns: columns === undefined ? "untold" : JSON.stringify([...columns]),
    transforms: transforms === "" ? "none" : transforms,
    "--on-conflict": options.onConflict,
  };
}

/** Many names are told by the first and what all of them come to. */
function listed(names: readonly string[]): string {
  const [first = "", ...others] = names;
  if (names.length <= 3) return names.join(", ");
  const digest = createHash("sha256").update(JSON.stringify(names)).digest("hex").slice(0, 12);
  return `${first} and ${formatCount(others.length)} more, ${digest}`;
}
