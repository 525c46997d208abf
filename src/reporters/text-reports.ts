import type { Result } from "../engine/result.ts";
import { escapeControl } from "../output/escape.ts";
import type { Paint } from "../output/paint.ts";
import { wrapWords } from "../output/wrap.ts";
import { loadText, startText } from "./load-text.ts";
import { reportText } from "./text.ts";
import { titles } from "./titles.ts";

/** Results for people, each under what it is of. */
export function textReports(results: readonly Result[], paint: Paint, columns: number): string {
  const names = titles(results);
  return results
    .map((result, at) => {
      const { target, client, load } = result;
      const name = paint.bold(escapeControl(names[at] ?? result.scenario));
      const about = [target, client, loadText(load), startText(result)]
        .map(escapeControl)
        .join(" · ");
      const header = [name, about].flatMap(text => wrapWords(text, columns)).join("\n");
      return `${header}\n\n${reportText(result, paint, columns)}`;
    })
    .join("\n");
}
