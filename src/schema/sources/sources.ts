import { properties, resource, template } from "./cloudformation.ts";
import { described } from "./described.ts";
import type { Source } from "./reading.ts";
import { workbench } from "./workbench.ts";

const sources: readonly Source[] = [template, resource, workbench, described, properties];

/** The form that a document is in; undefined for dyn's own. */
export function sourceOf(data: unknown): Source | undefined {
  return sources.find(source => source.recognizes(data));
}
