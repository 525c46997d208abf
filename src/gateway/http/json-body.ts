import { isUtf8 } from "node:buffer";
import type { FastifyInstance } from "fastify";
import { Problem } from "../problem.ts";
import { unsupportedMediaType } from "./problem-of.ts";

/** How deep lists and objects of a body may nest. */
const mostDepth = 32;

/** Takes bodies of JSON, and no others, as the text that they are. */
export function takeJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<Buffer>(
    "application/json",
    { parseAs: "buffer" },
    ({ headers }, bytes, done) => {
      if (!isPlainUtf8(headers["content-type"]) || headers["content-encoding"] !== undefined) {
        return done(unsupportedMediaType());
      }
      if (!isUtf8(bytes)) return done(invalidBody("is not UTF-8"));
      return done(null, bytes.toString("utf8"));
    },
  );
}

function isPlainUtf8(contentType = ""): boolean {
  return /^application\/json *(; *charset="?utf-8"? *)?$/i.test(contentType);
}

/** Parses a body for its schema. Throws a Problem where it is no JSON, or nests too deep. */
export function parseBody(text: string): unknown {
  if (text.trim() === "") throw invalidBody("is empty: send a JSON object");
  if (isDeep(text)) throw invalidBody(`nests deeper than ${mostDepth} levels`);
  try {
    return JSON.parse(text);
  } catch {
    throw invalidBody("is not JSON");
  }
}

function invalidBody(detail: string): Problem {
  return new Problem(400, "invalid-request", `the body ${detail}`, {
    fields: [{ field: "body", detail }],
  });
}

/** Counts brackets outside of strings, before anything recursive meets them. */
function isDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 91 || code === 123) {
      if (++depth > mostDepth) return true;
    } else if (code === 93 || code === 125) depth--;
  }
  return false;
}
