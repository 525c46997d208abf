import type { Scope } from "../template/scope.ts";
import { type Hole, isHole, type RequestNode, type RequestTemplate } from "./request.ts";

/** Compiles a request into a function that writes its JSON text: only the holes cost anything. */
export function compileText(input: RequestTemplate["input"]): (scope: Scope) => string {
  const compiled: Compiled = { chunks: [""], holes: [] };
  write(input, compiled);
  const { chunks, holes } = compiled;
  const [head = "", second = ""] = chunks;
  const [only] = holes;
  if (only === undefined) return () => head;
  if (holes.length === 1) return scope => head + only.wire(scope) + second;
  return scope => {
    let text = head;
    for (let at = 0; at < holes.length; at += 1) {
      text += (holes[at]?.wire(scope) ?? "") + (chunks[at + 1] ?? "");
    }
    return text;
  };
}

/** Fills a request as a JSON tree. */
export function fillTree(node: RequestNode | undefined, scope: Scope): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (isHole(node)) return node.value(scope);
  if (isList(node)) return node.map(element => fillTree(element, scope));
  const tree: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(node)) {
    if (member !== undefined) tree[name] = fillTree(member, scope);
  }
  return tree;
}

interface Compiled {
  /** One more than there are holes: the text before each, and after the last. */
  readonly chunks: string[];
  readonly holes: Hole[];
}

function write(node: RequestNode, into: Compiled): void {
  if (typeof node !== "object" || node === null) {
    append(JSON.stringify(node), into);
    return;
  }
  if (isHole(node)) {
    into.holes.push(node);
    into.chunks.push("");
    return;
  }
  const list = isList(node);
  append(list ? "[" : "{", into);
  let first = true;
  for (const [name, member] of Object.entries(node)) {
    if (member === undefined) continue;
    if (!first) append(",", into);
    first = false;
    if (!list) append(`${JSON.stringify(name)}:`, into);
    write(member, into);
  }
  append(list ? "]" : "}", into);
}

function append(text: string, { chunks }: Compiled): void {
  chunks.push((chunks.pop() ?? "") + text);
}

function isList(node: object): node is readonly RequestNode[] {
  return Array.isArray(node);
}
