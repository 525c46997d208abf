import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../src/main.ts";
import { type FakeOptions, fakeContext } from "./context.ts";
import type { ControlPlaneOptions } from "./control-plane/plane.ts";
import { type ControlPlaneServer, startControlPlane } from "./control-plane.ts";

interface CloudRun extends FakeOptions {
  readonly typed?: string;
  /** Called with Ctrl-C to pull, as the program begins. */
  readonly onStart?: (interrupt: () => void) => void;
}

/** A played control plane as the targets `cloud` and, protected, `guarded`; what it shows is synthetic. */
export interface Cloud extends Pick<ControlPlaneServer, "plane" | "url"> {
  readonly cwd: string;
  /** Runs dyn on `cloud`, by the control plane's clock, unless the words name another target. */
  dyn(
    words: readonly string[],
    options?: CloudRun,
  ): Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
  /** Creates a table from a file's text. */
  table(yaml: string): Promise<void>;
  /** What was asked for, by operation; in order. */
  calls(operation: string): readonly Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

export async function startCloud(options?: ControlPlaneOptions): Promise<Cloud> {
  const { plane, url, close } = await startControlPlane(options);
  const cwd = mkdtempSync(join(tmpdir(), "dyn-cloud-"));
  const targets = `default: cloud
targets:
  cloud: { endpoint: "${url.origin}" }
  guarded: { endpoint: "${url.origin}", protect: true }
`;
  writeFileSync(join(cwd, "dyn.yaml"), targets);
  const asked: [string, Readonly<Record<string, unknown>>][] = [];
  plane.onCall = (operation, input) => asked.push([operation, { ...input }]);
  const dyn: Cloud["dyn"] = async (words, { typed, onStart, ...fake } = {}) => {
    const context = {
      ...fakeContext({ cwd, home: cwd, env: { NO_COLOR: "1" }, ...fake }),
      now: () => plane.nowMs,
    };
    if (typed !== undefined) context.type(typed);
    onStart?.(() => context.interrupt());
    const code = await main(words, context);
    return { code, ...context.written };
  };
  return {
    plane,
    url,
    cwd,
    dyn,
    table: async yaml => {
      writeFileSync(join(cwd, "table.yaml"), yaml);
      const { code, err } = await dyn(["table", "create", "table.yaml"]);
      if (code !== 0) throw new Error(err);
    },
    calls: operation => asked.filter(([name]) => name === operation).map(([, input]) => input),
    close: async () => {
      await close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}
