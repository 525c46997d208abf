import { createTableInput } from "../create-input.ts";
import type { TableSchema } from "../schema.ts";
import { cloudFormationText } from "./cloudformation.ts";
import { nativeText } from "./native.ts";
import { terraformText } from "./terraform.ts";

/** The form that a table is written in. */
export type DumpForm = "yaml" | "cloudformation" | "terraform" | "json";

/**
 * Tables in a form: YAML, a document each; one template; resources of Terraform; or CreateTable's
 * input, which has no time to live, recovery and insights, an object each.
 */
export function dumpText(schemas: readonly TableSchema[], form: DumpForm): string {
  switch (form) {
    case "yaml":
      return schemas.map(nativeText).join("---\n");
    case "cloudformation":
      return cloudFormationText(schemas);
    case "terraform":
      return terraformText(schemas);
    case "json":
      return schemas.map(each => `${JSON.stringify(createTableInput(each), null, 2)}\n`).join("");
    default:
      return form satisfies never;
  }
}
