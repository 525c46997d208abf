import { fakeFunctions } from "./fake-functions.ts";
import type { TemplateFunction } from "./function.ts";
import { numberFunctions } from "./number-functions.ts";
import { textFunctions } from "./text-functions.ts";
import { timeFunctions } from "./time-functions.ts";

/** Every function of the template language by its name. */
export const functions: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>(
  Object.entries({ ...numberFunctions, ...textFunctions, ...timeFunctions, ...fakeFunctions }),
);
