import type { TemplateFunction } from "./function.ts";
import type { Random } from "./random.ts";
import { familyNames, givenNames, words } from "./words.ts";

/** No item is larger than this. */
const length = { least: 0, most: 400 * 1024 };

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export const textFunctions = {
  hex: {
    signature: "hex(n)",
    arity: [1, 1],
    source: "arguments",
    compile: call => {
      const n = call.integer(0, { least: 0 });
      return { type: "plain", evaluate: scope => n(scope).toString(16) };
    },
  },
  pad: {
    signature: "pad(n, width)",
    arity: [2, 2],
    source: "arguments",
    compile: call => {
      const n = call.integer(0, { least: 0 });
      const width = call.integer(1, { least: 0, most: 1_000 });
      return { type: "plain", evaluate: scope => `${n(scope)}`.padStart(width(scope), "0") };
    },
  },
  str: {
    signature: "str(value)",
    arity: [1, 1],
    source: "arguments",
    compile: call => ({ type: "string", evaluate: call.text(0) }),
  },
  upper: {
    signature: "upper(text)",
    arity: [1, 1],
    source: "arguments",
    compile: call => {
      const text = call.text(0);
      return { type: "string", evaluate: scope => text(scope).toUpperCase() };
    },
  },
  lower: {
    signature: "lower(text)",
    arity: [1, 1],
    source: "arguments",
    compile: call => {
      const text = call.text(0);
      return { type: "string", evaluate: scope => text(scope).toLowerCase() };
    },
  },
  uuid: {
    signature: "uuid()",
    arity: [0, 0],
    source: "random",
    compile: call => {
      const random = call.random();
      return { type: "plain", evaluate: scope => uuid(random(scope)) };
    },
  },
  text: {
    signature: "text(length)",
    arity: [1, 1],
    source: "random",
    compile: call => {
      const size = call.integer(0, length);
      const random = call.random();
      return { type: "plain", evaluate: scope => prose(size(scope), random(scope)) };
    },
  },
  bytes: {
    signature: "bytes(length)",
    arity: [1, 1],
    source: "random",
    compile: call => {
      const size = call.integer(0, length);
      const random = call.random();
      return { type: "bytes", evaluate: scope => noise(size(scope), random(scope)) };
    },
  },
  name: {
    signature: "name()",
    arity: [0, 0],
    source: "random",
    compile: call => {
      const random = call.random();
      return {
        type: "plain",
        evaluate: scope => {
          const { given, family } = person(random(scope));
          return `${given} ${family}`;
        },
      };
    },
  },
  email: {
    signature: "email()",
    arity: [0, 0],
    source: "random",
    compile: call => {
      const random = call.random();
      return {
        type: "plain",
        evaluate: scope => {
          const drawn = random(scope);
          const { given, family } = person(drawn);
          const number = drawn.integer(0, 999_999);
          return `${given}.${family}.${number}@example.com`.toLowerCase();
        },
      };
    },
  },
  ipv4: {
    signature: "ipv4()",
    arity: [0, 0],
    source: "random",
    compile: call => {
      const random = call.random();
      return {
        type: "plain",
        evaluate: scope => {
          const drawn = random(scope);
          const bits = drawn.uint32();
          return `10.${bits >>> 24}.${(bits >>> 16) & 255}.${drawn.integer(1, 254)}`;
        },
      };
    },
  },
  pick: {
    signature: "pick(a, b, …)",
    arity: [1, Number.POSITIVE_INFINITY],
    source: "random",
    compile: call => {
      const choices = call.all().map(({ evaluate }) => evaluate);
      const random = call.random();
      const last = choices.length - 1;
      return {
        type: "any",
        evaluate: scope => choices[random(scope).integer(0, last)]?.(scope) ?? null,
      };
    },
  },
} satisfies Record<string, TemplateFunction>;

/** Of version 4 and the RFC 9562 variant. */
function uuid(random: Random): string {
  const [a, b, c, d] = [random.uint32(), random.uint32(), random.uint32(), random.uint32()];
  const version = (b & 0xffff0fff) | 0x4000;
  const variant = (c & 0x3fffffff) | 0x80000000;
  return `${hex16(a >>> 16)}${hex16(a)}-${hex16(version >>> 16)}-${hex16(version)}-${hex16(variant >>> 16)}-${hex16(variant)}${hex16(d >>> 16)}${hex16(d)}`;
}

function hex16(bits: number): string {
  return `${hexOfByte[(bits >>> 8) & 255]}${hexOfByte[bits & 255]}`;
}

/** Lower-case words with spaces between them, cut to exactly `size` letters. */
function prose(size: number, random: Random): string {
  let text = "";
  while (text.length < size) {
    // Seven bits choose one of 128 words.
    const bits = random.uint32();
    text += `${words[bits & 127]} ${words[(bits >>> 7) & 127]} ${words[(bits >>> 14) & 127]} ${words[(bits >>> 21) & 127]} `;
  }
  return text.slice(0, size);
}

function noise(size: number, random: Random): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 4) {
    const bits = random.uint32();
    bytes[at] = bits;
    bytes[at + 1] = bits >>> 8;
    bytes[at + 2] = bits >>> 16;
    bytes[at + 3] = bits >>> 24;
  }
  return bytes;
}

function person(random: Random): { readonly given: string; readonly family: string } {
  const given = givenNames[random.integer(0, givenNames.length - 1)] ?? "";
  const family = familyNames[random.integer(0, familyNames.length - 1)] ?? "";
  return { given, family };
}
