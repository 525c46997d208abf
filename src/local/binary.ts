import { accessSync, constants, statSync } from "node:fs";
import { createRequire } from "node:module";
import { posix, win32 } from "node:path";
import { DynError } from "../errors.ts";
import type { Host } from "./host.ts";

const require = createRequire(import.meta.url);

/** Platforms that the engine is published for, as npm names them. */
const published: ReadonlySet<string> = new Set([
  "darwin-arm64",
  "darwin-x64",
  "linux-arm64",
  "linux-x64",
  "win32-x64",
]);

/**
 * The path of the dynoxide program: what `DYN_DYNOXIDE` names, else the platform's package, else
 * `dynoxide` on the PATH. `resolve` finds a file of an installed package, and throws when there is none.
 *
 * @throws DynError (connection) that names the fix for this platform.
 */
export function findBinary(
  host: Pick<Host, "env" | "cwd" | "platform" | "arch">,
  resolve: (file: string) => string = require.resolve,
): string {
  const named = host.env.DYN_DYNOXIDE;
  if (named) {
    const path = pathOf(host).resolve(host.cwd, named);
    const fault = whyUnusable(path);
    if (fault) {
      throw new DynError("connection", `DYN_DYNOXIDE names ${path}, ${fault.what}`, {
        hint: fault.hint ?? installHint(host),
      });
    }
    return path;
  }
  const found = fromPackage(host, resolve) ?? fromPath(host);
  if (found === undefined) {
    throw new DynError(
      "connection",
      `the embedded engine, dynoxide, is not installed for ${platformName(host)}`,
      { hint: installHint(host) },
    );
  }
  const fault = whyUnusable(found);
  if (fault) {
    throw new DynError("connection", `the embedded engine is at ${found}, ${fault.what}`, {
      hint: fault.hint ?? installHint(host),
    });
  }
  return found;
}

type Platform = Pick<Host, "platform" | "arch">;

/** What to do so that the engine is found, in words to type. */
function installHint(host: Platform): string {
  const otherwise = "put `dynoxide` on the PATH or name it with DYN_DYNOXIDE";
  const name = platformName(host);
  return published.has(name)
    ? `install it with \`npm install @dynoxide/${name}\`, or ${otherwise}`
    : `there is no package for ${name}: build dynoxide from source, then ${otherwise}`;
}

function platformName(host: Platform): string {
  return `${host.platform}-${host.arch}`;
}

function fileName(host: Platform): string {
  return host.platform === "win32" ? "dynoxide.exe" : "dynoxide";
}

function pathOf(host: Platform) {
  return host.platform === "win32" ? win32 : posix;
}

function fromPackage(host: Platform, resolve: (file: string) => string): string | undefined {
  try {
    return resolve(`@dynoxide/${platformName(host)}/${fileName(host)}`);
  } catch {
    return undefined;
  }
}

function fromPath(host: Pick<Host, "env" | "platform" | "arch">): string | undefined {
  const path = pathOf(host);
  const directories = (host.env.PATH ?? host.env.Path ?? "").split(path.delimiter);
  const candidates = directories
    .filter(directory => path.isAbsolute(directory))
    .map(directory => path.join(directory, fileName(host)));
  return (
    candidates.find(candidate => whyUnusable(candidate) === undefined) ??
    candidates.find(candidate => isFile(candidate))
  );
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function whyUnusable(path: string): { what: string; hint?: string } | undefined {
  try {
    if (!isFile(path)) return { what: "where there is no file" };
    accessSync(path, constants.X_OK);
    return undefined;
  } catch {
    return { what: "which may not be executed", hint: `make it executable: chmod +x '${path}'` };
  }
}
