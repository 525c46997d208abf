import { afterEach, describe, expect, it } from "vitest";
import { engine } from "../support/engine.ts";
import { tableWith } from "../support/tables.ts";
import { startTerminal, type Terminal } from "../support/terminal.ts";

let terminal: Terminal | undefined;
afterEach(() => terminal?.close());

/** dyn at a terminal, on the engine that this file's tests share. */
async function open(words: readonly string[]): Promise<Terminal> {
  const { endpoint } = await engine();
  terminal = startTerminal([...words, "-t", endpoint.href]);
  return terminal;
}

describe("a question at a terminal", () => {
  it("is asked, and goes on after yes", async () => {
    const table = await tableWith([]);
    const { waitFor, press, ended, screen } = await open(["table", "delete", table]);
    await waitFor(/\[y\/N\]|Type/);
    press("y\r");
    expect(await ended).toBe(0);
    expect(screen()).toContain("deleted");
  });

  it("changes nothing after Ctrl-C", async () => {
    const table = await tableWith([]);
    const { waitFor, press, ended } = await open(["table", "delete", table]);
    await waitFor(/\[y\/N\]|Type/);
    press("\x03");
    expect(await ended).toBe(130);
  });
});
