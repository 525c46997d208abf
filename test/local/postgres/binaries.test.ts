import { chmodSync, lstatSync, mkdirSync, readlinkSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findPostgres } from "../../../src/local/postgres/binaries.ts";
import { installed } from "../../../src/local/postgres/installed.ts";
import { thisHost } from "../../support/engine.ts";
import { tempDirectory } from "../child.ts";

const host = { ...thisHost, env: {} };

describe("PostgreSQL's programs are", () => {
  test("those of the folder that DYN_POSTGRES_BIN names", () => {
    const { native = "" } = packageIn(tempDirectory());
    const bin = join(native, "bin");
    const env = { DYN_POSTGRES_BIN: "bin" };
    expect(findPostgres({ ...host, cwd: native, env })).toEqual({ bin });
  });

  test("else those of npm's package, else those on the PATH", () => {
    const { bin, native } = packageIn(tempDirectory());
    const main = join(dirname(native), "dist/index.js");
    expect(findPostgres(host, () => main)).toEqual({ bin, native });
    expect(findPostgres({ ...host, env: { PATH: `/nowhere:${bin}` } }, missing)).toEqual({ bin });
  });

  test("none on Windows, which is told with what to do", () => {
    expect(() => findPostgres({ ...host, platform: "win32" })).toThrow("on Windows");
  });
});

describe("npm's package", () => {
  test("gets the links that an installation without scripts leaves out", async () => {
    const { bin, native } = packageIn(tempDirectory());
    expect(await installed({ bin, native }, undefined, "/nowhere")).toBe(bin);
    expect(readlinkSync(join(native, "lib/libpq.so.5"))).toBe("libpq.so.5.18");
    expect(await installed({ bin, native }, undefined, "/nowhere")).toBe(bin);
  });

  test.skipIf(userInfo().uid !== 0)(
    "is copied once where the user that it runs as has no way to it",
    async () => {
      const { bin, native } = packageIn(tempDirectory());
      const base = tempDirectory();
      chmodSync(base, 0o755);
      const account = { uid: 65_534, gid: 65_534 };
      const copy = await installed({ bin, native }, account, base);
      expect(copy.startsWith(base)).toBe(true);
      expect(readlinkSync(join(copy, "../lib/libpq.so.5"))).toBe("libpq.so.5.18");
      const { ino } = lstatSync(copy);
      expect(await installed({ bin, native }, account, base)).toBe(copy);
      expect(lstatSync(copy).ino).toBe(ino);
    },
  );
});

/** What npm's package looks like where its scripts did not run. */
function packageIn(folder: string): { bin: string; native: string } {
  const native = join(folder, "native");
  for (const name of ["bin", "lib"]) mkdirSync(join(native, name), { recursive: true });
  const bin = join(native, "bin");
  for (const name of ["postgres", "initdb"]) {
    writeFileSync(join(bin, name), "#!/bin/sh\n", { mode: 0o755 });
  }
  const link = { source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" };
  writeFileSync(join(native, "pg-symlinks.json"), JSON.stringify([link]));
  writeFileSync(join(folder, "package.json"), "{}");
  return { bin, native };
}

function missing(): never {
  throw new Error("there is no such package");
}
