import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** uPlot as it is installed, for a page that loads nothing. */
export function readUPlot(): { readonly script: string; readonly style: string } {
  const require = createRequire(import.meta.url);
  const read = (file: string) => readFileSync(require.resolve(`uplot/${file}`), "utf8");
  // Its licence asks to go wherever the code goes.
  const licence = read("LICENSE").replaceAll("*/", "* /").trim();
  return {
    script: `/*! uPlot\n${licence}\n*/\n${read("dist/uPlot.iife.min.js").trim()}`,
    style: read("dist/uPlot.min.css").trim(),
  };
}
