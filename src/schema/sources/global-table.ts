import { membersOf } from "./reading.ts";
import { withoutUnmanaged } from "./unmanaged.ts";

type Members = Readonly<Record<string, unknown>>;

/** What dyn reads of a global table: its first replica is enough, wherever that is. */
export function withFirstReplica(table: Members): Members {
  const [{ Region, ...first } = {}] = listOf(table.Replicas) as { Region?: unknown }[];
  return { ...withoutUnmanaged(table), Replicas: [withoutUnmanaged(first)] };
}

/**
 * The properties of AWS::DynamoDB::GlobalTable as those of AWS::DynamoDB::Table: settings that each
 * replica has of its own are the first one's. Capacity that autoscaling sets becomes a range.
 */
export function tablePropertiesOf(table: Members): Members {
  const { Replicas, GlobalSecondaryIndexes, ...others } = table;
  const [replica] = Array.isArray(Replicas) ? Replicas.map(membersOf) : [];
  const {
    GlobalSecondaryIndexes: replicaIndexes,
    SSESpecification: replicaKey,
    ...settings
  } = replica ?? {};
  const ownIndexes = new Map(listOf(replicaIndexes).map(each => [each.IndexName, each]));
  return {
    ...throughputOf({ ...others, ...settings }),
    ...(table.SSESpecification !== undefined && {
      SSESpecification: { ...membersOf(table.SSESpecification), ...membersOf(replicaKey) },
    }),
    ...(GlobalSecondaryIndexes !== undefined && {
      GlobalSecondaryIndexes: listOf(GlobalSecondaryIndexes).map(index =>
        throughputOf({ ...index, ...ownIndexes.get(index.IndexName) }),
      ),
    }),
  };
}

function throughputOf(members: Members): Members {
  const {
    ReadProvisionedThroughputSettings: read,
    WriteProvisionedThroughputSettings: write,
    ReadOnDemandThroughputSettings: readLimit,
    WriteOnDemandThroughputSettings: writeLimit,
    ...others
  } = members;
  return {
    ...others,
    ...((read ?? write) !== undefined && {
      ProvisionedThroughput: {
        ReadCapacityUnits: unitsOf(membersOf(read), "Read"),
        WriteCapacityUnits: unitsOf(membersOf(write), "Write"),
      },
    }),
    ...((readLimit ?? writeLimit) !== undefined && {
      OnDemandThroughput: { ...membersOf(readLimit), ...membersOf(writeLimit) },
    }),
  };
}

function unitsOf(settings: Members, direction: "Read" | "Write"): unknown {
  const scaling = membersOf(settings[`${direction}CapacityAutoScalingSettings`]);
  const { MinCapacity: min, MaxCapacity: max } = scaling;
  return min === undefined ? settings[`${direction}CapacityUnits`] : { min, max };
}

function listOf(value: unknown): Members[] {
  return Array.isArray(value) ? value.map(membersOf) : [];
}
