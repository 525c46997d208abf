import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** uPlot as it is installed, for a page that loads nothing. */
export function readUPlot(): { readonly script: string; readonly style: string } {
  const require = createRequire(import.meta.url);
  const script = readText(require.resolve("uplot/dist/uPlot.iife.min.js"));
  const style = readText(require.resolve("uplot/dist/uPlot.min.css"));
  // Its licence asks to go wherever the code goes.
  const licence = readText(require.resolve("uplot/LICENSE")).replaceAll("*/", "* /");
  return { script: `/*! uPlot\n${licence}\n*/\n${script}`, style };
}

function readText(path: string): string {
  return readFileSync(path, "utf8").trim();
}
