import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { exclusively } from "../../src/local/lock.ts";
import { freePort } from "../../src/local/port.ts";
import { runChild, tempDirectory } from "./child.ts";

describe("the lock", () => {
  test("lets one work at a time", async () => {
    const directory = tempDirectory();
    let inside = 0;
    const seen: number[] = [];
    const work = async () => {
      inside += 1;
      seen.push(inside);
      for (let i = 0; i < 10; i += 1) await turn();
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => exclusively(directory, work)));
    expect(seen).toEqual(Array(20).fill(1));
    expect(readdirSync(directory)).toEqual([expect.stringMatching(/^lock-\d+$/)]);
  });

  test("holds between processes", async () => {
    const directory = tempDirectory();
    const counter = join(directory, "counter");
    writeFileSync(counter, "0");
    const increments = `
      import { readFileSync, writeFileSync } from "node:fs";
      import { setImmediate as turn } from "node:timers/promises";
      for (let i = 0; i < 25; i += 1) {
        await exclusively(${JSON.stringify(directory)}, async () => {
          const count = Number(readFileSync(${JSON.stringify(counter)}, "utf8"));
          await turn();
          writeFileSync(${JSON.stringify(counter)}, String(count + 1));
        });
      }`;
    const children = Array.from({ length: 4 }, () => runChild(increments, directory));
    await Promise.all(children.map(child => child.exit));
    expect(children.map(child => child.process.exitCode)).toEqual([0, 0, 0, 0]);
    expect(readFileSync(counter, "utf8")).toBe("100");
  });

  test("passes on when its holder is killed, to one of those who wait", async () => {
    const directory = tempDirectory();
    const holder = runChild(
      `await exclusively(${JSON.stringify(directory)}, () => {
        console.log("held");
        return new Promise(resolve => setTimeout(resolve, 1e6));
      });`,
      directory,
    );
    await holder.line;
    let inside = 0;
    const waiting = Array.from({ length: 5 }, () =>
      exclusively(directory, async () => {
        inside += 1;
        await turn();
        expect(inside).toBe(1);
        inside -= 1;
      }),
    );
    holder.process.kill("SIGKILL");
    await Promise.all(waiting);
  });

  test("is let go when the work fails", async () => {
    const directory = tempDirectory();
    const failing = exclusively(directory, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await exclusively(directory, async () => "yes")).toBe("yes");
  });

  test("is not fooled by what an earlier holder left, or by who has its port now", async () => {
    const directory = tempDirectory();
    writeFileSync(join(directory, "lock-7"), `${await freePort()} a-token`);
    expect(await exclusively(directory, async () => "dead")).toBe("dead");

    const stranger = createServer(socket => socket.end("220 mail.example.com ESMTP\r\n"));
    await new Promise<void>(resolve => stranger.listen(0, "127.0.0.1", resolve));
    const address = stranger.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    writeFileSync(join(directory, "lock-9"), `${port} a-token`);
    expect(await exclusively(directory, async () => "stranger")).toBe("stranger");
    stranger.close();

    writeFileSync(join(directory, "lock-11"), "99999 rubbish");
    writeFileSync(join(directory, "claim-of-the-dead"), "1 a-token");
    expect(await exclusively(directory, async () => "rubbish")).toBe("rubbish");
    expect(readdirSync(directory)).toEqual(["lock-12"]);
  });

  test("is not waited for in vain when its holder let go and a silent program has its port", async () => {
    const directory = tempDirectory();
    const lock = join(directory, "lock-3");
    const silent = createServer(socket => {
      socket.on("error", () => {});
      writeFileSync(lock, "");
    });
    await new Promise<void>(resolve => silent.listen(0, "127.0.0.1", resolve));
    const address = silent.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    writeFileSync(lock, `${port} a-token`);
    const waiting = exclusively(directory, async () => "let go", { greetingMs: 50 });
    expect(await waiting).toBe("let go");
    silent.close();
  });

  test("in a directory that cannot be written is an error", async () => {
    const missing = join(tempDirectory(), "missing");
    await expect(exclusively(missing, async () => {})).rejects.toMatchObject({
      kind: "failed",
      message: expect.stringContaining(`cannot write ${missing}`),
    });
  });
});
