import { createHash } from "node:crypto";
import { readTextFile } from "../../config/text-file.ts";
import type { Transform } from "../../data/transfer/move.ts";
import { MovedItem } from "../../data/transfer/moved-item.ts";
import { type Change, renaming } from "../../data/transform/change.ts";
import { setting } from "../../data/transform/setting.ts";
import { templating } from "../../data/transform/templating.ts";
import type { Step } from "./transform-options.ts";

/** What steps do to an item one after the other, and a text that tells them from others. */
export async function transformOf(
  steps: readonly Step[],
  cwd: string,
  now: () => number,
): Promise<{ readonly transform: Transform | undefined; readonly text: string }> {
  const changes: Change[] = [];
  const texts: string[] = [];
  for (const { kind, text } of steps) {
    let content = "";
    switch (kind) {
      case "rename":
        changes.push(renaming(text));
        break;
      case "set":
        changes.push(setting(text));
        break;
      case "template":
        content = await readTextFile(text, cwd);
        changes.push(templating(content, text, now));
        break;
      default:
        kind satisfies never;
    }
    const digest = createHash("sha256").update(content).digest("hex").slice(0, 12);
    texts.push(`--${kind} ${text}${content === "" ? "" : ` (${digest})`}`);
  }
  const transform: Transform = (moved, line) =>
    MovedItem.ofItem(changes.reduce((item, change) => change(item, line), moved.item));
  return { transform: changes.length === 0 ? undefined : transform, text: texts.join(" ") };
}
