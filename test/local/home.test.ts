import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { dataDirectory, makeDirectory } from "../../src/local/home.ts";
import { tempDirectory } from "./child.ts";

const ada = { env: {}, cwd: "/place", home: "/home/ada", platform: "linux" } as const;

describe("dyn's data directory", () => {
  test("is where the platform keeps a user's data", () => {
    expect(dataDirectory(ada)).toBe("/home/ada/.local/share/dyn");
    expect(dataDirectory({ ...ada, env: { XDG_DATA_HOME: "/data" } })).toBe("/data/dyn");
    expect(dataDirectory({ ...ada, home: "/Users/ada", platform: "darwin" })).toBe(
      "/Users/ada/Library/Application Support/dyn",
    );
    const windows = { ...ada, home: "C:\\Users\\ada", platform: "win32" } as const;
    expect(dataDirectory(windows)).toBe("C:\\Users\\ada\\AppData\\Local\\dyn");
    expect(dataDirectory({ ...windows, env: { LOCALAPPDATA: "D:\\Data" } })).toBe("D:\\Data\\dyn");
  });

  test("is DYN_HOME when that is set, seen from the working directory", () => {
    expect(dataDirectory({ ...ada, env: { DYN_HOME: "/elsewhere" } })).toBe("/elsewhere");
    expect(dataDirectory({ ...ada, env: { DYN_HOME: "data" } })).toBe("/place/data");
    expect(dataDirectory({ ...ada, env: { DYN_HOME: "" } })).toBe("/home/ada/.local/share/dyn");
  });

  test("ignores a relative XDG_DATA_HOME, as its specification says", () => {
    expect(dataDirectory({ ...ada, env: { XDG_DATA_HOME: "data" } })).toBe(
      "/home/ada/.local/share/dyn",
    );
  });

  test("is made for its user alone", async () => {
    const directory = join(tempDirectory(), "a", "b");
    await makeDirectory(directory);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  test("that cannot be made is an error that says why and what to do", async () => {
    const file = join(tempDirectory(), "file");
    writeFileSync(file, "");
    await expect(makeDirectory(join(file, "dyn"))).rejects.toMatchObject({
      kind: "failed",
      message: `cannot write ${file}/dyn: a part of the path is a file`,
      hint: "make it writable, or name another directory with DYN_HOME",
    });
    await expect(makeDirectory(file)).rejects.toThrow("a file is in the way");
  });

  test.runIf(process.platform === "linux")(
    "in a place that takes no directories is an error, and no endless wait",
    async () => {
      await expect(makeDirectory("/proc/nowhere/dyn")).rejects.toMatchObject({
        message: "cannot write /proc/nowhere/dyn: there is no such directory, and none can be made",
      });
    },
  );

  test.skipIf(process.getuid?.() === 0)("without permission is an error, too", async () => {
    const directory = join(tempDirectory(), "closed");
    mkdirSync(directory, { mode: 0o500 });
    await expect(makeDirectory(join(directory, "dyn"))).rejects.toThrow("permission denied");
  });
});
