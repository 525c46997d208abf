import type { YamlFile } from "../../config/yaml-file.ts";
import type { Problem } from "../../errors.ts";
import { membersOf, type Path } from "./reading.ts";

type Members = Readonly<Record<string, unknown>>;

/** Properties of tables, and of a global table's replicas, that set nothing of dyn's. */
const unmanaged = [
  "KinesisStreamSpecification",
  "ResourcePolicy",
  "ImportSourceSpecification",
  "ReplicaStreamSpecification",
  "GlobalTableWitnesses",
  "MultiRegionConsistency",
  "GlobalTableSettingsReplicationMode",
  "GlobalTableSourceArn",
];

export function withoutUnmanaged(properties: Members): Members {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !unmanaged.includes(name)),
  );
}

/** What the table at this path has that dyn leaves as it is. */
export function unmanagedNotes(document: YamlFile, path: Path, isGlobal: boolean): Problem[] {
  const note = (at: Path, message: string) => ({
    message,
    place: document.place(at, { key: true }),
  });
  const notesOf = (at: Path) =>
    Object.keys(membersAt(document, at))
      .filter(name => unmanaged.includes(name))
      .map(name => note([...at, name], `${name}: not dyn's to set, left as it is`));
  if (!isGlobal) return notesOf(path);
  const replicas = [...path, "Replicas"];
  const { length: count } = Object.keys(membersAt(document, replicas));
  return [
    ...notesOf(path),
    ...notesOf([...replicas, 0]),
    ...(count > 1
      ? [note(replicas, "Replicas: settings are the first one's; replicas are not dyn's to set")]
      : []),
  ];
}

function membersAt({ data }: YamlFile, path: Path): Members {
  const value = path.reduce<unknown>((within, key) => {
    return Array.isArray(within) ? within[Number(key)] : membersOf(within)[String(key)];
  }, data);
  return Array.isArray(value) ? { ...value } : membersOf(value);
}
