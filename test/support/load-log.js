// Preloaded into a process: names every module it loads on stderr, a line each.
import { register } from "node:module";

const hook = `export async function load(url, context, next) {
  process._rawDebug("loads " + url);
  return next(url, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
