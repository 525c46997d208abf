import { createRequire } from "node:module";
import type { Faker } from "@faker-js/faker";
import type { Random } from "./random.ts";

/** A method of the library that makes values up, such as `person.fullName`. */
export type FakeMethod = (...values: readonly unknown[]) => unknown;

export interface Fakes {
  /** Every method by its path. */
  readonly methods: ReadonlyMap<string, FakeMethod>;
  /** Calls one whose draws are `random`'s. */
  draw(method: FakeMethod, values: readonly unknown[], random: Random): unknown;
}

let loaded: Fakes | undefined;

/**
 * The library of made-up values, in English. Loaded when a template first asks for it, at once,
 * since templates are compiled in one go.
 */
export function fakes(): Fakes {
  loaded ??= load();
  return loaded;
}

/** What "recent" and "past" count from: like all else, it must not depend on the day. */
const referenceDate = "2026-01-01T00:00:00.000Z";

/** What works on a program's arrays, callbacks and objects, and what warns on stderr that it is deprecated. */
const leftOut: ReadonlySet<string> = new Set([
  "helpers",
  "date.between",
  "date.betweens",
  "image.urlLoremFlickr",
]);

function load(): Fakes {
  const require = createRequire(import.meta.url);
  const { faker: original } = require("@faker-js/faker/locale/en") as { faker: Faker };
  let current: Random | undefined;
  const randomizer = { next: () => current?.float() ?? 0, seed: () => {} };
  // The class is reached through its instance: the main module would load every language.
  const Class = original.constructor as typeof Faker;
  const faker = new Class({ locale: original.rawDefinitions, randomizer });
  faker.setDefaultRefDate(referenceDate);
  return {
    methods: methodsOf(faker),
    draw: (method, values, random) => {
      current = random;
      return method(...values);
    },
  };
}

function methodsOf(faker: Faker): Map<string, FakeMethod> {
  const methods = new Map<string, FakeMethod>();
  for (const [module, holder] of Object.entries(faker)) {
    if (typeof holder !== "object" || holder === null || leftOut.has(module)) continue;
    for (let at: object | null = holder; isClass(at); at = Object.getPrototypeOf(at)) {
      for (const name of Object.getOwnPropertyNames(at)) {
        const method: unknown = Reflect.get(holder, name);
        const path = `${module}.${name}`;
        if (name === "constructor" || leftOut.has(path) || typeof method !== "function") continue;
        methods.set(path, method.bind(holder) as FakeMethod);
      }
    }
  }
  return methods;
}

function isClass(at: object | null): at is object {
  return at !== null && at !== Object.prototype;
}
