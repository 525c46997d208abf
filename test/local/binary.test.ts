import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DynError } from "../../src/errors.ts";
import { findBinary } from "../../src/local/binary.ts";
import { tempDirectory } from "./child.ts";

const nothingInstalled = (): string => {
  throw new Error("no such package");
};

const linux = { env: {}, cwd: "/", platform: "linux", arch: "x64" } as const;

function program(directory: string, mode = 0o755): string {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, "dynoxide");
  writeFileSync(path, "");
  chmodSync(path, mode);
  return path;
}

function errorOf(work: () => unknown): DynError {
  try {
    work();
  } catch (error) {
    if (error instanceof DynError) return error;
  }
  throw new Error("no DynError was thrown");
}

describe("the engine's program", () => {
  test("is what DYN_DYNOXIDE names, then the platform's package, then what is on the PATH", () => {
    const home = tempDirectory();
    const named = program(join(home, "named"));
    const packaged = program(join(home, "package"));
    const onPath = program(join(home, "bin"));
    const asked: string[] = [];
    const installed = (file: string) => {
      asked.push(file);
      return packaged;
    };
    const env = { PATH: `/nowhere:${join(home, "bin")}` };
    expect(findBinary({ ...linux, env: { ...env, DYN_DYNOXIDE: named } }, installed)).toBe(named);
    expect(findBinary({ ...linux, env }, installed)).toBe(packaged);
    expect(findBinary({ ...linux, env }, nothingInstalled)).toBe(onPath);
    expect(asked).toEqual(["@dynoxide/linux-x64/dynoxide"]);
  });

  test("may be named relative to the working directory", () => {
    const home = tempDirectory();
    const path = program(home);
    expect(findBinary({ ...linux, cwd: home, env: { DYN_DYNOXIDE: "./dynoxide" } })).toBe(path);
  });

  test("is found past a file of its name that may not be executed", () => {
    const home = tempDirectory();
    program(join(home, "a"), 0o644);
    const path = program(join(home, "b"));
    const env = { PATH: `${join(home, "a")}:${join(home, "b")}` };
    expect(findBinary({ ...linux, env }, nothingInstalled)).toBe(path);
  });

  test.each([
    ["darwin", "arm64"],
    ["darwin", "x64"],
    ["linux", "arm64"],
    ["linux", "x64"],
    ["win32", "x64"],
  ] as const)("that is missing on %s-%s is an error that names its package", (platform, arch) => {
    const error = errorOf(() => findBinary({ ...linux, platform, arch }, nothingInstalled));
    expect(error.kind).toBe("connection");
    expect(error.message).toContain(`${platform}-${arch}`);
    expect(error.hint).toBe(
      `install it with \`npm install @dynoxide/${platform}-${arch}\`, ` +
        "or put `dynoxide` on the PATH or name it with DYN_DYNOXIDE",
    );
  });

  test("that is published for no such platform has to be built", () => {
    const { hint } = errorOf(() => findBinary({ ...linux, platform: "freebsd" }, nothingInstalled));
    expect(hint).toContain("no package for freebsd-x64: build dynoxide from source");
    expect(hint).not.toContain("npm install");
  });

  test.each([
    ["there is no file", (home: string) => join(home, "missing"), "npm install"],
    ["there is no file", (home: string) => home, "npm install"],
    ["may not be executed", (home: string) => program(home, 0o644), "chmod +x"],
  ])("that DYN_DYNOXIDE names wrongly is an error: %s", (message, make, hint) => {
    const path = make(tempDirectory());
    const error = errorOf(() => findBinary({ ...linux, env: { DYN_DYNOXIDE: path } }));
    expect(error.message).toContain(`DYN_DYNOXIDE names ${path}, `);
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  test("that is there but may not be executed is an error, not a missing program", () => {
    const home = tempDirectory();
    const path = program(home, 0o644);
    const error = errorOf(() => findBinary({ ...linux, env: { PATH: home } }, nothingInstalled));
    expect(error.message).toContain(path);
    expect(error.hint).toContain(`chmod +x '${path}'`);
  });
});
