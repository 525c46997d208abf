import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemoryCache } from "../../../src/gateway/cache/memory.ts";
import type { CachedAnswer, CacheTag, FreshAnswer } from "../../../src/gateway/cache.ts";
import { fresh } from "./asked.ts";

const tables = ["Orders", "Users"];
const partitions = ["1", "2"];
const ttlMs = 100;

type Step =
  | { readonly kind: "fetch"; readonly tag: CacheTag }
  | { readonly kind: "leave"; readonly nth: number }
  /** The n-th call that is under way gives its answer. */
  | { readonly kind: "give"; readonly nth: number }
  | { readonly kind: "drop"; readonly what: { table: string; partition?: string } | undefined }
  | { readonly kind: "time"; readonly ms: number };

const table = fc.constantFrom(...tables);
const partition = fc.constantFrom(...partitions);
const nth = fc.nat(5);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ table, partition: fc.option(partition, { nil: undefined }) })
      .map(tag => ({ kind: "fetch", tag }) as const),
  },
  { weight: 3, arbitrary: nth.map(nth => ({ kind: "give", nth }) as const) },
  { weight: 1, arbitrary: nth.map(nth => ({ kind: "leave", nth }) as const) },
  {
    weight: 2,
    arbitrary: fc
      .option(fc.record({ table, partition }, { requiredKeys: ["table"] }), { nil: undefined })
      .map(what => ({ kind: "drop", what }) as const),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: ttlMs }).map(ms => ({ kind: "time", ms }) as const),
  },
);

/** What is dropped with it, said once more and in other words. */
function isOf(tag: CacheTag, what: { table: string; partition?: string } | undefined): boolean {
  if (what === undefined) return true;
  if (what.table !== tag.table) return false;
  return (
    what.partition === undefined || tag.partition === undefined || what.partition === tag.partition
  );
}

/** Two in three fit, so that some are driven out. */
const maxBytes = 8_000;

describe("whatever is asked, given, dropped and left, and however time goes", () => {
  test("no answer is given that was begun before it was dropped, or that is too old", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async steps => {
        let now = 1_000;
        let moment = 0;
        const cache = new MemoryCache(maxBytes, () => now);
        const droppedAt: { readonly tag: CacheTag; at: number }[] = tables.flatMap(table =>
          [...partitions, undefined].map(partition => ({ tag: { table, partition }, at: 0 })),
        );
        const lastDrop = (tag: CacheTag) =>
          droppedAt.find(one => keyOf(one.tag) === keyOf(tag))?.at ?? 0;
        const underWay: { give: (answer: FreshAnswer) => void; begun: number; tag: CacheTag }[] =
          [];
        const waiting: { controller: AbortController; ended: Promise<unknown> }[] = [];
        const check = (answer: CachedAnswer, tag: CacheTag, dropped: number, since: number) => {
          expect(answer.table).toBe(tag.table);
          expect(answer.partition).toBe(tag.partition);
          expect(Number(answer.body)).toBeGreaterThan(dropped);
          expect(answer.expiresAt).toBeGreaterThan(since);
        };

        for (const one of steps) {
          moment += 1;
          if (one.kind === "time") now += one.ms;
          if (one.kind === "drop") {
            await cache.invalidate(one.what);
            for (const each of droppedAt) if (isOf(each.tag, one.what)) each.at = moment;
          }
          if (one.kind === "give") {
            const [call] = underWay.splice(one.nth, 1);
            call?.give(fresh(String(call.begun), ttlMs, call.tag));
          }
          if (one.kind === "leave") waiting[one.nth]?.controller.abort(new Error("left"));
          if (one.kind === "fetch") {
            const { tag } = one;
            const controller = new AbortController();
            const [dropped, since] = [lastDrop(tag), now];
            const begun = moment;
            const make = () =>
              new Promise<FreshAnswer>(give => void underWay.push({ give, begun, tag }));
            const kept = cache.peek(keyOf(tag));
            if (kept !== undefined) check(kept, tag, dropped, since);
            const ended = cache
              .fetch(keyOf(tag), tag, make, controller.signal)
              .then(hit => check(hit.answer, tag, dropped, since))
              .catch((error: unknown) => {
                if (!controller.signal.aborted) throw error;
              });
            waiting.push({ controller, ended });
          }
          expect(cache.stats().bytes).toBeLessThanOrEqual(maxBytes);
          for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
        }
        for (const { give, begun, tag } of underWay) give(fresh(String(begun), ttlMs, tag));
        await Promise.all(waiting.map(({ ended }) => ended));
        await cache.close();
        expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 });
      }),
      { numRuns: 300 },
    );
  });
});

function keyOf({ table, partition }: CacheTag): string {
  return JSON.stringify([table, partition]);
}
