// wrk, or autocannon where it is missing: how fast a server answers when its client does next to nothing.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Sends one operation's bodies over and over, in their order.
 * @param {string} url
 * @param {string} operation e.g. `Scan`
 * @param {readonly string[]} bodies JSON texts
 * @param {{ connections: number, seconds: number }} load
 * @returns {Promise<{ tool: string, requests: number, seconds: number }>} requests that were answered with 200
 */
export async function httpLoad(url, operation, bodies, load) {
  return (await byWrk(url, operation, bodies, load)) ?? byAutocannon(url, operation, bodies, load);
}

/** What the embedded engine wants to see; it checks no signature. */
function headersOf(operation) {
  return {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDB_20120810.${operation}`,
    "x-amz-date": "20260101T000000Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/dynamodb/aws4_request, " +
      "SignedHeaders=host;x-amz-date, Signature=00",
  };
}

/** Undefined when there is no wrk. */
async function byWrk(url, operation, bodies, { connections, seconds }) {
  const folder = await mkdtemp(join(tmpdir(), "dyn-bench-"));
  const script = join(folder, "load.lua");
  try {
    const quoted = text => `[==[${text}]==]`;
    await writeFile(
      script,
      `local bodies = {${bodies.map(quoted).join(",\n")}}
local at = 0
wrk.method = "POST"
${Object.entries(headersOf(operation))
  .map(([name, value]) => `wrk.headers["${name}"] = ${quoted(value)}`)
  .join("\n")}
request = function()
  at = at % #bodies + 1
  return wrk.format(nil, nil, nil, bodies[at])
end
done = function(summary)
  local e = summary.errors
  io.write(string.format("RESULT %d %d %d\\n", summary.requests,
    e.connect + e.read + e.write + e.status + e.timeout, summary.duration))
end
`,
    );
    const words = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "60s", "-s", script];
    const output = await outputOf("wrk", [...words, url]);
    if (output === undefined) return undefined;
    const [, requests, errors, micros] = /RESULT (\d+) (\d+) (\d+)/.exec(output) ?? [];
    if (errors !== "0") throw new Error(`wrk: ${output}`);
    return { tool: "wrk", requests: Number(requests), seconds: Number(micros) / 1e6 };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function byAutocannon(url, operation, bodies, { connections, seconds }) {
  const { default: autocannon } = await import("autocannon");
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 60,
    requests: bodies.map(body => ({ method: "POST", headers: headersOf(operation), body })),
  });
  if (result.non2xx + result.errors > 0) throw new Error(`autocannon: ${result.non2xx} refused`);
  return { tool: "autocannon", requests: result["2xx"], seconds: result.duration };
}

/** @returns {Promise<string | undefined>} undefined when there is no such program */
function outputOf(program, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", text => {
      output += text;
    });
    child.once("error", error => (error.code === "ENOENT" ? resolve(undefined) : reject(error)));
    child.once("close", () => resolve(output));
  });
}
