import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { askHealth } from "../../src/local/health.ts";
import { startPrivate } from "../../src/local/private.ts";
import { engine, thisHost, uniqueTable } from "../support/engine.ts";
import {
  hostAt,
  processesWith,
  realBinary,
  runChild,
  scriptedBinary,
  tempDirectory,
} from "./child.ts";

describe("a private engine", () => {
  test("answers once it is started, and is gone once it is closed", async () => {
    const started = await startPrivate(thisHost);
    expect(await askHealth(started.endpoint)).toMatch(/^\d+\.\d+\.\d+/);
    await started.close();
    await started.close();
    expect(await processesWith(`--port ${started.endpoint.port}`)).toEqual([]);
  });

  test("is shared by the tests of a worker, each with tables of its own", async () => {
    expect((await engine()).endpoint).toBe((await engine()).endpoint);
    expect(uniqueTable("Users")).not.toBe(uniqueTable("Users"));
  });

  const printPort = `
    const { endpoint } = await startPrivate(host);
    console.log(endpoint.port);`;
  const stay = "setInterval(() => {}, 1000);";

  test.each([
    ["ends without closing it", printPort],
    ["calls process.exit", `${printPort} process.exit(3);`],
  ])("dies with a command that %s", async (_, statements) => {
    const child = runChild(statements, tempDirectory());
    const port = await child.line;
    await child.exit;
    await expect.poll(() => processesWith(`--port ${port}`), { timeout: 10_000 }).toEqual([]);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL", "SIGSEGV"] as const)(
    "dies with a command that ends by %s, and leaves no keeper",
    async signal => {
      const child = runChild(printPort + stay, tempDirectory());
      const port = await child.line;
      expect(await processesWith(`--port ${port}`)).not.toEqual([]);
      child.process.kill(signal);
      await child.exit;
      await expect.poll(() => processesWith(`--port ${port}`), { timeout: 10_000 }).toEqual([]);
    },
  );

  test("outlives a Ctrl-C in the terminal until the command has reported", async () => {
    const child = runChild(
      `process.once("SIGINT", async () => {
        const { status } = await fetch(url);
        console.log(url.port, status);
      });
      const { endpoint: url } = await startPrivate(host);
      process.kill(-process.pid, "SIGINT");
      ${stay}`,
      tempDirectory(),
    );
    const [port, status] = (await child.line).split(" ");
    expect(status).toBe("200");
    child.process.kill("SIGKILL");
    await expect.poll(() => processesWith(`--port ${port}`), { timeout: 10_000 }).toEqual([]);
  });

  test("leaves nothing when the command is killed at any moment of the start", async () => {
    const directory = tempDirectory();
    const binary = join(directory, "dynoxide");
    symlinkSync(realBinary, binary);
    for (let delayMs = 0; delayMs < 36; delayMs += 3) {
      const child = runChild(
        `setTimeout(() => process.kill(process.pid, "SIGKILL"), ${delayMs});
        await startPrivate({ ...host, env: { DYN_DYNOXIDE: "${binary}" } });
        setInterval(() => {}, 1000);`,
        directory,
      );
      await child.exit;
    }
    await expect.poll(() => processesWith(`${binary} serve`), { timeout: 10_000 }).toEqual([]);
  });

  test("does not keep a command from ending", async () => {
    const child = runChild(`${printPort} await fetch(endpoint);`, tempDirectory());
    await child.exit;
    expect(child.process.exitCode).toBe(0);
  });

  test("keeps a command from ending while it is being closed", async () => {
    const child = runChild(
      `const engine = await startPrivate(host);
      await engine.close();
      console.log("closed");`,
      tempDirectory(),
    );
    expect(await child.line).toBe("closed");
    await child.exit;
    expect(child.process.exitCode).toBe(0);
  });

  test("tries another port when one is taken in between", async () => {
    const directory = tempDirectory();
    const binary = scriptedBinary(
      directory,
      `[ -e '${directory}/tried' ] && exec '${realBinary}' "$@"
      touch '${directory}/tried'; echo "error: port 1 is already in use" >&2; exit 1`,
    );
    const started = await startPrivate(hostAt(directory, { DYN_DYNOXIDE: binary }));
    expect(await askHealth(started.endpoint)).toBeDefined();
    await started.close();
  });

  test("that does not start is an error with the engine's own words", async () => {
    const directory = tempDirectory();
    const binary = scriptedBinary(directory, 'echo "no room for a database" >&2; exit 1');
    await expect(startPrivate(hostAt(directory, { DYN_DYNOXIDE: binary }))).rejects.toMatchObject({
      kind: "connection",
      message: "the embedded engine did not start: no room for a database",
      hint: expect.stringContaining("--version"),
    });
  });
});
