import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";

/**
 * The words of a running process's command line, one space between them; on Windows its program's
 * name. Undefined when there is no such process (any more).
 */
export async function commandLine(
  pid: number,
  platform: NodeJS.Platform,
): Promise<string | undefined> {
  switch (platform) {
    case "linux": {
      const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      // A process that has ended but was not waited for has an empty command line.
      return words === "" ? undefined : words.replace(/\0$/, "").replaceAll("\0", " ");
    }
    case "win32": {
      const row = await output("tasklist", ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"]);
      return row === undefined ? undefined : /^"([^"]+)"/.exec(row)?.[1];
    }
    default:
      return output("ps", ["-ww", "-o", "command=", "-p", String(pid)]);
  }
}

/** Sends a process a signal; on Windows, ends it. A process that is gone already is fine. */
export async function endProcess(
  pid: number,
  platform: NodeJS.Platform,
  signal: "TERM" | "INT" | "KILL",
): Promise<void> {
  if (platform === "win32") await output("taskkill", ["/F", "/PID", String(pid)]);
  else await output("/bin/sh", ["-c", `kill -${signal} ${pid}`]);
}

function output(program: string, words: string[]): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(program, words, { windowsHide: true }, (error, stdout) => {
      const text = stdout.trim();
      resolve(error || text === "" ? undefined : text);
    });
  });
}
