import { expect, it } from "vitest";
import { merged } from "../../src/data/merged.ts";

async function* counting(from: number, to: number) {
  for (let n = from; n <= to; n++) yield n;
}

it("gives everything of every source once", async () => {
  const found: number[] = [];
  for await (const n of merged([counting(1, 5), counting(6, 6), counting(7, 9)])) found.push(n);
  expect(found.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it("is one step ahead of its consumer and no more", async () => {
  let asked = 0;
  async function* source() {
    for (;;) yield ++asked;
  }
  const all = merged([source()]);
  await all.next();
  await all.next();
  expect(asked).toBe(3);
  await all.return();
});

it("ends with the fault of any source, and ends the others", async () => {
  let ended = false;
  async function* endless() {
    try {
      for (;;) yield 0;
    } finally {
      ended = true;
    }
  }
  async function* broken() {
    yield 1;
    throw new Error("torn");
  }
  const drain = async () => {
    for await (const _ of merged([endless(), broken()]));
  };
  await expect(drain()).rejects.toThrow("torn");
  expect(ended).toBe(true);
});
