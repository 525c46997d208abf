import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type TruncateOptions, truncate } from "../../src/data/truncate.ts";
import { deleteBatch } from "../../src/dynamodb/batch-write.ts";
import type { Client, Reply, ReplyBody } from "../../src/dynamodb/client.ts";
import type { Item } from "../../src/values/attribute.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ok = (output: Record<string, unknown>): Reply => {
  const body = { json: () => output, has: (member: string) => member in output };
  return { outcome: "ok", body: body as unknown as ReplyBody, attempts: 1, throttles: [] };
};

const failed = (code: string, outcome: "failed" | "unknown" = "failed"): Reply => {
  const throttles = code === throttled ? [{ reason: code }] : [];
  return { outcome, error: { code, message: "synthetic" }, attempts: 1, throttles };
};

const throttled = "ProvisionedThroughputExceededException";

interface Script {
  scan?(start: Item | undefined): Reply;
  write?(keys: readonly Item[]): Reply;
}

/** A synthetic client that replies as it is told, at once and whatever the signal says. */
function scripted({ scan = () => ok({}), write = () => ok({}) }: Script): Client {
  return {
    name: "wire",
    waiting: () => 0,
    close: async () => {},
    send: async (_, { ExclusiveStartKey }) => scan(ExclusiveStartKey as Item | undefined),
    prepare:
      ({ input }) =>
      async scope => {
        const [hole] = Object.values(
          input.RequestItems as Record<string, { wire(at: object): string }>,
        );
        const requests = JSON.parse(hole?.wire(scope) ?? "[]") as {
          DeleteRequest: { Key: Item };
        }[];
        return write(requests.map(({ DeleteRequest }) => DeleteRequest.Key));
      },
  };
}

const key = (n: number): Item => ({ Id: { N: `${n}` } });
const page = (from: number, last?: number) => {
  const Items = Array.from({ length: 25 }, (_, n) => key(from + n));
  return ok({ Items, Count: 25, ...(last !== undefined && { LastEvaluatedKey: key(last) }) });
};

function options(more: Partial<TruncateOptions> = {}): TruncateOptions {
  return {
    keyAttributes: ["Id"],
    segments: 1,
    concurrency: 4,
    clock: { monotonic: () => 0, after: () => () => {} },
    at: new URL("http://localhost:8000"),
    signal: new AbortController().signal,
    ...more,
  };
}

async function ended<T>(work: Promise<T>): Promise<T> {
  await vi.runAllTimersAsync();
  return work;
}

describe("truncating what is throttled (synthetic)", () => {
  it("goes on with a batch for as long as others are deleted", async () => {
    let refusals = 15;
    const client = scripted({
      scan: start => (start === undefined ? page(0, 24) : page(25)),
      write: keys => {
        if (keys[0]?.Id !== undefined && "N" in keys[0].Id && keys[0].Id.N === "0") {
          refusals -= 1;
          if (refusals >= 0) return failed(throttled);
        }
        return ok({});
      },
    });
    const truncated = await ended(truncate(client, "T", options()));
    expect(truncated).toMatchObject({ deleted: 50, throttled: 15, finished: true });
  });

  it("ends when nothing at all is deleted any more", async () => {
    const client = scripted({ scan: () => page(0), write: () => failed(throttled) });
    const truncated = await ended(truncate(client, "T", options()));
    expect(truncated).toMatchObject({ deleted: 0, inDoubt: 0, finished: false });
    expect(truncated.failure).toMatchObject({ message: expect.stringContaining("throttled") });
  });

  it("reads on where a throttled scan was, and counts nothing twice", async () => {
    const starts: (Item | undefined)[] = [];
    const client = scripted({
      scan: start => {
        starts.push(start);
        if (start === undefined) return page(0, 24);
        return starts.length < 6 ? failed(throttled) : page(25);
      },
    });
    const truncated = await ended(truncate(client, "T", options()));
    expect(truncated).toMatchObject({ deleted: 50, finished: true });
    expect(starts).toEqual([undefined, ...Array(5).fill(key(24))]);
  });

  it("is not finished when it is interrupted with pages left and nothing in flight", async () => {
    const stop = new AbortController();
    let scans = 0;
    const client = scripted({
      scan: start => {
        scans += 1;
        if (scans === 50) stop.abort();
        // A page may be empty without being the last.
        return start === undefined ? page(0, 24) : ok({ Items: [], LastEvaluatedKey: key(scans) });
      },
    });
    const truncated = await ended(truncate(client, "T", options({ signal: stop.signal })));
    expect(truncated).toMatchObject({ deleted: 25, finished: false, inDoubt: 0 });
    expect(truncated.failure).toBeUndefined();
  });

  it("is finished when it is interrupted while the last items go", async () => {
    const stop = new AbortController();
    const client = scripted({
      scan: () => page(0),
      write: () => {
        stop.abort();
        return ok({});
      },
    });
    const truncated = await ended(truncate(client, "T", options({ signal: stop.signal })));
    expect(truncated).toMatchObject({ deleted: 25, finished: true });
  });
});

describe("a batch of deletions (synthetic)", () => {
  it("stays in doubt when a later call of it certainly failed", async () => {
    const replies = [failed(throttled, "unknown"), failed("AccessDeniedException")];
    const client = scripted({ write: () => replies.shift() ?? ok({}) });
    const table = { name: "T", keyAttributes: ["Id"] };
    const outcome = await ended(deleteBatch(client, table, [JSON.stringify(key(1))]));
    expect(outcome.failure).toMatchObject({
      outcome: "unknown",
      error: { code: "AccessDeniedException" },
    });
  });
});
