import { expect, test } from "vitest";
import type { Client, Reply } from "../../src/dynamodb/client.ts";
import { pages } from "../../src/dynamodb/paging.ts";

/** A service whose replies are these, the last of them again and again. */
function answering(...bodies: readonly unknown[]): Client {
  let at = 0;
  const send = async () => {
    const body = bodies[Math.min(at++, bodies.length - 1)];
    return { outcome: "ok", attempts: 1, throttles: [], body: { json: () => body } };
  };
  const reply = send as unknown as () => Promise<Reply>;
  return {
    name: "wire",
    prepare: () => reply,
    send: reply,
    waiting: () => 0,
    close: async () => {},
  };
}

async function counts(client: Client): Promise<number[]> {
  const found: number[] = [];
  for await (const { count } of pages(client, "Scan", { TableName: "Any" })) found.push(count);
  return found;
}

test.each([
  { Items: {} },
  { Items: 5 },
  { Items: [null] },
  { Items: [[]] },
  { Items: [{ Id: 5 }] },
  { Items: [{ Id: {} }] },
  { Items: [{ Id: { Q: 1 } }] },
  { Items: [{ Id: { S: 1 } }] },
  { Items: [{ Id: { L: null } }] },
  { Items: [{ Id: { M: { A: { L: [{ SS: [1] }] } } } }] },
  { LastEvaluatedKey: "here" },
])("%j is no page", async body => {
  await expect(counts(answering(body))).rejects.toMatchObject({
    kind: "failed",
    message: "the service sends a page of items in a form that dyn cannot read",
  });
});

test("null stands for what is absent, and counts that are none for what is there", async () => {
  const page = { Items: [{ Id: { S: "a" } }], LastEvaluatedKey: null, ConsumedCapacity: null };
  expect(await counts(answering({ Items: null, LastEvaluatedKey: null }))).toEqual([0]);
  expect(await counts(answering({ ...page, Count: "7", ScannedCount: -1 }))).toEqual([1]);
});

test.each([{}, { Id: { S: "a" } }])(
  "a place to go on from that never moves, %j, is an end",
  async key => {
    const page = { Items: [], LastEvaluatedKey: key };
    await expect(counts(answering(page))).rejects.toThrow("it would never end");
  },
);

test("a value deeper than the stack is none", async () => {
  let value: unknown = { S: "a" };
  for (let level = 0; level < 100_000; level++) value = { L: [value] };
  await expect(counts(answering({ Items: [{ Id: value }] }))).rejects.toThrow("cannot read");
});
