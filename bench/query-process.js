// What somebody who types `dyn query` for one item waits for, beside the AWS CLI's get-item: whole
// processes, from start to end, on an engine that is running.
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { figureSkipped, median } from "./figure.js";
import { startEngine } from "./process.js";

const dynPath = fileURLToPath(new URL("../bin/dyn.js", import.meta.url));
const runs = 15;
const goal = 0.5;
const what = "dyn query of one item over aws get-item";
const table = "UserSessions";
const schema = fileURLToPath(new URL("../scenarios/tables/user-sessions.yaml", import.meta.url));
const item = '{"UserId": "user-7", "SessionId": "session-7"}';
const key = '{"UserId": {"S": "user-7"}, "SessionId": {"S": "session-7"}}';

/** @returns {Promise<import("./figure.js").Figure[]>} */
export async function measure() {
  const cli = awsCli();
  if (cli === undefined) return [figureSkipped(what, "no `aws` on the PATH")];
  const home = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const engine = await startEngine();
  const env = {
    ...process.env,
    DYN_HOME: home,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIDBENCH",
    AWS_SECRET_ACCESS_KEY: "not-a-secret",
  };
  /** Milliseconds that it took. @param {string} command @param {readonly string[]} words */
  const time = (command, words) => {
    const started = performance.now();
    const { status, stderr } = spawnSync(command, words, { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} ${words[0]} ended with ${status}: ${stderr}`);
    return performance.now() - started;
  };
  /** @param {readonly string[]} words */
  const dyn = words => time(process.execPath, [dynPath, ...words, "-t", engine.url]);
  const query = () => dyn(["query", table, "--pk", "user-7", "--sk", "session-7"]);
  const getItem = () =>
    time(cli, [
      ...["dynamodb", "get-item", "--table-name", table, "--key", key],
      ...["--endpoint-url", engine.url],
    ]);
  try {
    dyn(["table", "create", schema]);
    dyn(["item", "put", table, item]);
    query();
    getItem();
    const dynMs = [];
    const awsMs = [];
    for (let run = 0; run < runs; run++) {
      dynMs.push(query());
      awsMs.push(getItem());
    }
    const ratio = median(dynMs) / median(awsMs);
    return [
      {
        what,
        value: ratio.toFixed(2),
        goal: `at most ${goal}`,
        ok: ratio <= goal,
        detail: `median of ${runs}: dyn ${median(dynMs).toFixed(0)} ms, aws ${median(awsMs).toFixed(0)} ms`,
      },
    ];
  } finally {
    await engine.stop();
    await rm(home, { recursive: true });
  }
}

/** The AWS CLI's own program: a version manager's stand-in on the PATH would cost time of its own. */
function awsCli() {
  const told = spawnSync("aws", ["--version"], { stdio: "ignore" });
  if (told.status !== 0) return undefined;
  const managed = spawnSync("pyenv", ["which", "aws"], { encoding: "utf8" });
  return managed.status === 0 ? managed.stdout.trim() : "aws";
}
