import { expect, it } from "vitest";
import { MovedItem } from "../../../src/data/transfer/moved-item.ts";
import type { Delivery } from "../../../src/data/transfer/sink.ts";
import type { Batch, Loader, Stored } from "../../../src/sql/bulk/batch.ts";
import { BulkSink } from "../../../src/sql/bulk/sink.ts";

/** Batches of one row, which are stored when the test says so. */
class SlowLoader implements Loader {
  readonly pipelines = true;
  readonly answers: ((stored: Stored) => void)[] = [];

  batch(): Batch {
    let count = 0;
    return {
      get count() {
        return count;
      },
      isFull: true,
      add: () => {
        count += 1;
        return true;
      },
      store: () => new Promise(resolve => this.answers.push(resolve)),
    };
  }
}

it("makes the next batch ready while the server still has one", async () => {
  const loader = new SlowLoader();
  const settled: string[] = [];
  const sink = new BulkSink(loader, () => {
    throw new Error("it does not fail");
  });
  const put = (id: string) => sink.put(deliveryOf(id, settled));
  put("1");
  await sink.room();
  put("2");
  const room = sink.room();
  loader.answers[0]?.({ ok: true, stored: 1 });
  await room;
  expect(settled).toEqual(["1 written"]);
  put("3");
  for (const answer of loader.answers) answer({ ok: true, stored: 1 });
  await sink.end();
  expect(settled).toEqual(["1 written", "2 written", "3 written"]);
});

function deliveryOf(id: string, settled: string[]): Delivery {
  return {
    item: MovedItem.ofItem({ id: { S: id } }),
    place: undefined,
    settle: ({ kind }) => settled.push(`${id} ${kind}`),
  };
}
