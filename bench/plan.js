// What a plan of many unchanged tables takes, files and all, against the bare DescribeTable calls.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { plansText } from "../dist/commands/table/plan-text.js";
import { connect, embeddedEndpoint } from "../dist/dynamodb/connect.js";
import { paint } from "../dist/output/paint.js";
import { createTable } from "../dist/schema/create.js";
import { readTableFiles } from "../dist/schema/files.js";
import { surveyTables } from "../dist/schema/plan/survey.js";
import { median } from "./figure.js";
import { startEngine } from "./process.js";

const tables = 50;
const rounds = 15;
const credentials = { accessKeyId: "AKIDBENCH", secretAccessKey: "not-a-secret" };

/** @param {number} at */
const schema = at => `table: Bench${at}
partitionKey: Id S
sortKey: At N
billing: on-demand
ttl: ExpiresAt
stream: new-and-old-images
tags: { team: shop, stage: test }
indexes:
  ByOwner: { partitionKey: Owner S, sortKey: At N }
  ByKind: { partitionKey: Kind S, projection: [Name, Amount] }
`;

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const engine = await startEngine();
  try {
    const names = Array.from({ length: tables }, (_, at) => `${at}.yaml`);
    await Promise.all(names.map((name, at) => writeFile(join(folder, name), schema(at))));
    await createAll(engine.url, names, folder);
    const sdkMs = [];
    const planMs = [];
    for (let round = -1; round < rounds; round++) {
      const sdk = await time(() => describeAll(engine.url));
      const plan = await time(() => planAll(engine.url, names, folder));
      // The first of each loads and compiles what the others use.
      if (round < 0) continue;
      sdkMs.push(sdk);
      planMs.push(plan);
    }
    const ratio = median(planMs) / median(sdkMs);
    return [
      {
        what: `plan of ${tables} unchanged tables, against DescribeTable`,
        value: ratio.toFixed(2),
        goal: "at most 3",
        ok: ratio <= 3,
        detail: `median of ${rounds}: plan ${median(planMs).toFixed(0)} ms with files, time to live and tags, the AWS SDK's bare calls ${median(sdkMs).toFixed(0)} ms`,
      },
    ];
  } finally {
    await engine.stop();
    await rm(folder, { recursive: true });
  }
}

async function createAll(url, names, folder) {
  const client = await connect(embeddedEndpoint(new URL(url), { maxConnections: 8 }), "wire");
  for (const wanted of await readTableFiles(names, folder)) {
    await createTable(client, wanted, { target: "bench", ifNotExists: false });
  }
  await client.close();
}

/** The AWS SDK's client, all calls in parallel. */
async function describeAll(url) {
  const client = new DynamoDBClient({ region: "us-east-1", endpoint: url, credentials });
  await Promise.all(
    Array.from({ length: tables }, (_, at) =>
      client.send(new DescribeTableCommand({ TableName: `Bench${at}` })),
    ),
  );
  client.destroy();
}

/** All that `dyn table plan` does once it knows its target. */
async function planAll(url, names, folder) {
  const wanted = await readTableFiles(names, folder);
  const client = await connect(embeddedEndpoint(new URL(url), { maxConnections: 64 }), "wire");
  const surveys = await surveyTables(client, wanted, new Date());
  await client.close();
  const plans = surveys.map(({ plan }) => plan);
  const text = plansText(plans, { paint: paint(false), columns: 80, verbose: false });
  if (text !== `${tables} unchanged`) throw new Error(text);
}

/** @param {() => Promise<void>} work */
async function time(work) {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
