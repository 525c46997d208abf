import { isIP } from "node:net";
import { z } from "zod";
import { byteSizeForm, parseByteSize } from "./byte-size.ts";
import { durationForm, parseDuration } from "./duration.ts";
import { parseRate, rateForm } from "./rate.ts";

const second = 1_000;
const day = 24 * 3_600 * second;

/** A text that stands for something else. */
function read<T>(parse: (text: string) => T | undefined, form: string) {
  return z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: "custom", message: `expected ${form}` });
    return z.NEVER;
  });
}

const rate = read(parseRate, rateForm);
const size = read(parseByteSize, byteSizeForm);

function time(leastMs: number, mostMs: number, bounds: string) {
  const within = (text: string) => {
    const ms = parseDuration(text);
    return ms !== undefined && ms >= leastMs && ms <= mostMs ? ms : undefined;
  };
  return read(within, `${durationForm}, ${bounds}`);
}

const kept = read(text => {
  if (text === "off") return 0;
  const ms = parseDuration(text);
  return ms !== undefined && ms <= 7 * day ? ms : undefined;
}, `off, or ${durationForm}, 7d at most`);

/** What has no place in a file; never repeated. */
function secret(message: string) {
  return z
    .unknown()
    .optional()
    .refine(value => value === undefined, { error: message, params: { key: true } });
}

const path = z.string().min(1);
const names = z.array(z.string().min(1).max(255)).superRefine((list, context) => {
  for (const [index, name] of list.entries()) {
    if (list.indexOf(name) === index) continue;
    context.addIssue({ code: "custom", message: `"${name}" is here twice`, path: [index] });
  }
});

/** As browsers send it: scheme, host, and a port that is not the usual one. */
const origin = z.string().refine(isOrigin, {
  error: "expected an origin such as https://app.example.com, without a path",
});

function isOrigin(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}

const network = z.string().refine(isNetwork, {
  error: "expected an address such as 10.0.0.1, or a network such as 10.0.0.0/8",
});

/** One of all addresses would let every caller choose its own. */
function isNetwork(text: string): boolean {
  const [, address = "", bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0 || address.includes("%")) return false;
  const length = bits === undefined ? 1 : Number(bits);
  return length >= 1 && length <= (version === 4 ? 32 : 128);
}

const tableName = z
  .string()
  .regex(/^[\w.-]{3,255}$/, "a table's name has 3 to 255 of the characters a-z A-Z 0-9 _ . -");

const exposedTable = z.strictObject({
  indexes: names.optional(),
  attributes: names.min(1).optional(),
  scan: z.boolean().optional(),
  pageSize: z.int().min(1).max(100_000).optional(),
  cache: kept.optional(),
});

/** `gateway:` as it is written. */
export const gatewayShape = z.strictObject({
  target: z.string().min(1).optional(),
  tables: z
    .record(tableName, exposedTable)
    .refine(tables => Object.keys(tables).length > 0, { error: "expected at least one table" })
    .optional(),
  pageSize: z
    .strictObject({
      default: z.int().min(1).max(100_000).optional(),
      max: z.int().min(1).max(100_000).optional(),
    })
    .optional(),
  rates: z
    .strictObject({ key: rate.optional(), address: rate.optional(), readUnits: rate.optional() })
    .optional(),
  cache: z
    .strictObject({
      ttl: kept.optional(),
      size: size.optional(),
      redis: z.string().optional(),
      password: secret("a password has no place in a file: name its variable (passwordVariable)"),
      passwordVariable: z
        .string()
        .regex(/^[A-Za-z_]\w*$/, "expected the name of a variable of the environment")
        .optional(),
    })
    .optional(),
  tokens: z
    .strictObject({
      ttl: time(second, 30 * day, "1s to 30d").optional(),
      secrets: secret("secrets have no place in a file: give them as DYN_SERVE_TOKEN_SECRETS"),
    })
    .optional(),
  limits: z
    .strictObject({
      body: size
        .refine(bytes => bytes <= 10 * 1024 ** 2, { error: "expected at most 10MB" })
        .optional(),
      request: time(second / 10, 600 * second, "100ms to 10m").optional(),
      backend: time(second / 100, 600 * second, "10ms to 10m").optional(),
      total: z.int().min(1).optional(),
    })
    .optional(),
  cors: z.array(origin).optional(),
  trustedProxies: z.array(network).optional(),
  keys: path.optional(),
  tls: z.strictObject({ cert: path, key: path }).optional(),
});

export type WrittenGateway = z.infer<typeof gatewayShape>;
