import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engine } from "../support/engine.ts";
import { type Fault, seeded, startFaultProxy, throttle } from "../support/fault-proxy.ts";
import { dyn, dynAnywhere } from "../support/in-process.ts";
import { startKillable } from "../support/killed.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dyn-killed-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lines = 600;

/** What a file is to become, whatever happens on the way. */
interface Wanted {
  readonly items: ReadonlyMap<string, string>;
  /** Places, in order. */
  readonly dead: readonly string[];
}

/** Items, some of whose keys come again, among lines that are none and items without a key. */
function makeFile(path: string, random: () => number): Wanted {
  const items = new Map<string, string>();
  const dead: string[] = [];
  const texts = Array.from({ length: lines }, (_, at) => {
    const draw = random();
    if (draw < 0.01) {
      dead.push(`items.jsonl:${at + 1}`);
      return draw < 0.005 ? `{"Id": ${at}` : `{"Name":"nobody ${at}"}`;
    }
    const id = `id-${Math.floor(random() * lines * 0.8)}`;
    const text = JSON.stringify({
      Id: id,
      Line: at + 1,
      Text: "x".repeat(Math.floor(random() * 200)),
    });
    items.set(id, text);
    return text;
  });
  writeFileSync(path, `${texts.join("\n")}\n`);
  return { items, dead };
}

/** Some of what can be wrong with a request. */
function faultOf(draw: number): Fault | undefined {
  if (draw < 0.03) return { kind: "resetBefore" };
  if (draw < 0.06) return { kind: "resetAfter" };
  if (draw < 0.1)
    return throttle("TableWriteProvisionedThroughputExceeded", "arn:aws:dynamodb:::table/T");
  if (draw < 0.2) return { kind: "partial", processed: 1 + Math.floor(draw * 100) };
  return draw < 0.23 ? { kind: "truncate", bodyBytes: 1 } : undefined;
}

async function killAndGoOn(seed: number, more: readonly string[] = []): Promise<void> {
  const random = seeded(seed);
  const cwd = mkdtempSync(join(folder, `${seed}-`));
  const wanted = makeFile(join(cwd, "items.jsonl"), random);
  const table = `Killed-${seed}`;
  writeFileSync(join(cwd, "table.yaml"), `table: ${table}\npartitionKey: Id S\n`);
  await dyn(["table", "create", "table.yaml"], { cwd });

  const kills = random() < 0.3 ? 2 : 1;
  let requests = 0;
  let killAt = 0;
  let kill = () => {};
  const proxy = await startFaultProxy((await engine()).endpoint, (_, operation) => {
    if (operation === "DescribeTable") return undefined;
    requests += 1;
    // Before it is applied, or while it is.
    if (requests === killAt && random() < 0.5) kill();
    else if (requests === killAt) setTimeout(kill, random() * 4);
    return faultOf(random());
  });
  try {
    const saving = ["--checkpoint", "saved", "--checkpoint-every", "40", "--concurrency", "4"];
    const words = ["import", table, "items.jsonl", ...saving, ...more, "-t", proxy.url.href];
    const file = join(cwd, `${table}.dead-letter.jsonl`);
    let ended = { stdout: "", stderr: "", code: null as number | null };
    for (let run = 0; run < kills && ended.stdout === ""; run += 1) {
      requests = 0;
      killAt = 1 + Math.floor(random() * (lines / 25) * 0.8);
      const running = startKillable(words, cwd);
      kill = running.kill;
      ended = await running.ended;
    }
    if (ended.stdout === "") {
      // The last run is left in peace.
      killAt = 0;
      const { out, err, code } = await dynAnywhere(words, { cwd });
      ended = { stdout: out, stderr: err, code };
    }
    expect(ended.stderr).toContain(`${wanted.dead.length} of ${lines} records`);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      read: lines,
      rejected: wanted.dead.length,
    });
    const dead = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
    expect(dead.map(line => JSON.parse(line).source)).toEqual(wanted.dead);
    const { out } = await dyn(["scan", table, "--all", "-o", "jsonl"]);
    const stored = out
      .trimEnd()
      .split("\n")
      .map(line => JSON.parse(line));
    expect(new Map(stored.map(item => [item.Id, item]))).toEqual(
      new Map([...wanted.items].map(([id, text]) => [id, JSON.parse(text)])),
    );
    expect(stored).toHaveLength(wanted.items.size);
  } finally {
    await proxy.close();
  }
}

describe("an import that is killed (synthetic faults)", () => {
  const seeds = Array.from({ length: 20 }, (_, at) => at + 1);

  it.concurrent.each(seeds)(
    "loses nothing and does nothing twice, seed %i",
    async seed => {
      await killAndGoOn(seed);
    },
    60_000,
  );
});
