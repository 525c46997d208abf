import { describe, expect, it } from "vitest";
import { noteWrites } from "../../src/engine/noting.ts";
import { type Fate, fates, WrittenItems } from "../../src/engine/written-items.ts";
import { parseCondition } from "../../src/expressions/parse.ts";
import type { Action, TransactWriteMember } from "../../src/scenario/scenario.ts";
import type { Outcome } from "../../src/targets/target.ts";
import { entity, outcome } from "./scripted-target.ts";

const session = entity({ name: "session", count: 10 });
const other = entity({ name: "other", count: 10 });
const pick = { kind: "new" } as const;

async function perform(
  action: Action,
  ends: Partial<Outcome>,
  at: { index?: number; indexes?: number[] } = {},
): Promise<Partial<Record<Fate, number>>> {
  const written = new WrittenItems([session]);
  const send = noteWrites(action, async () => outcome(ends), written);
  await send({ seed: 1, index: 12, vars: {}, now: () => 0, ...at });
  const items = written.of(session);
  return Object.fromEntries(
    fates.flatMap(fate => (items?.count(fate) ? [[fate, items.count(fate)]] : [])),
  );
}

const condition = parseCondition("attribute_not_exists(Id)");
const failed = { status: "failed", code: "X" } as const;
const refused = { ...failed, conditionFailed: true } as const;
const unknown = { status: "unknown", code: "Timeout" } as const;

describe("writes of new items", () => {
  const put: Action = { kind: "put", entity: session, pick };
  it.each([
    [{}, "acknowledged"],
    [unknown, "doubtful"],
    [failed, "failed"],
  ] as const)("put and ended as %j are %s", async (ends, fate) => {
    expect(await perform(put, ends)).toEqual({ [fate]: 1 });
  });

  it("put on a condition that did not hold were there before", async () => {
    expect(await perform({ ...put, condition }, refused)).toEqual({ refused: 1 });
  });

  it("of a batch are all there, or all doubtful", async () => {
    const batch: Action = { kind: "batchWrite", entity: session, pick, size: 3 };
    const at = { indexes: [10, 11, 12] };
    expect(await perform(batch, {}, at)).toEqual({ acknowledged: 3 });
    expect(await perform(batch, failed, at)).toEqual({ doubtful: 3 });
    expect(await perform(batch, unknown, at)).toEqual({ doubtful: 3 });
  });

  it("deleted are doubtful, unless nothing was deleted for certain", async () => {
    const remove: Action = { kind: "delete", entity: session, pick };
    expect(await perform(remove, {})).toEqual({ doubtful: 1 });
    expect(await perform(remove, unknown)).toEqual({ doubtful: 1 });
    expect(await perform(remove, failed)).toEqual({});
  });

  it("that an update may have made are not judged, unless a put has written them", async () => {
    const update: Action = { kind: "update", entity: session, pick: { kind: "same" }, update: [] };
    expect(await perform(update, {})).toEqual({ refused: 1 });
    expect(await perform(update, unknown)).toEqual({ refused: 1 });
    expect(await perform(update, failed)).toEqual({});
    const both: Action = {
      kind: "transactWrite",
      members: [update, { kind: "put", entity: other, pick }],
    };
    expect(await perform(both, {}, { indexes: [21, 22] })).toEqual({ refused: 1 });
  });

  it("in a transaction are those of its puts and deletes, by their places", async () => {
    const members: TransactWriteMember[] = [
      { kind: "put", entity: other, pick },
      { kind: "put", entity: session, pick },
      { kind: "check", entity: session, pick, condition },
      { kind: "delete", entity: session, pick },
    ];
    const action: Action = { kind: "transactWrite", members };
    const at = { indexes: [20, 21, 22, 23] };
    expect(await perform(action, {}, at)).toEqual({ acknowledged: 1, doubtful: 1 });
    // The condition that did not hold was another member's: it is not there, or half was carried out.
    expect(await perform(action, refused, at)).toEqual({ failed: 1 });
    const own = members.map(each => ({ ...each, condition }) as TransactWriteMember);
    expect(await perform({ ...action, members: own }, refused, at)).toEqual({ refused: 1 });
    expect(await perform(action, unknown, at)).toEqual({ doubtful: 2 });
  });

  it("that were seeded, or that nobody asks about, are not noted", async () => {
    expect(await perform(put, {}, { index: 9 })).toEqual({});
    expect(await perform({ kind: "put", entity: other, pick }, {})).toEqual({});
  });

  it("cost nothing where nobody asks", () => {
    const send = async () => outcome();
    const written = new WrittenItems([session]);
    const seeded = { kind: "uniform" } as const;
    const update = { kind: "update", entity: session, pick: seeded, update: [] } as const;
    for (const action of [{ kind: "put", entity: other, pick } as const, update]) {
      expect(noteWrites(action, send, written)).toBe(send);
    }
    expect(noteWrites(put, send, written)).not.toBe(send);
  });
});
