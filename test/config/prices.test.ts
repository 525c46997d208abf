import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isSql } from "../../src/config/connection.ts";
import { listPrices } from "../../src/config/prices.ts";
import { connectionOf } from "../../src/config/resolve.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dyn-prices-"));
});
afterEach(() => rm(folder, { recursive: true }));

const pricesOf = async (target: string) => {
  const connection = await connectionOf({ cwd: folder, env: {} }, target);
  return isSql(connection) ? undefined : connection.prices;
};
const write = (text: string) => writeFile(join(folder, "dyn.yaml"), text);

describe("prices", () => {
  it("are AWS's list prices, and nothing anywhere else", async () => {
    expect(await pricesOf("aws")).toEqual(listPrices);
    expect(await pricesOf("https://dynamodb.eu-west-1.amazonaws.com")).toEqual(listPrices);
    expect(await pricesOf("https://vpce-1.dynamodb.cn-north-1.amazonaws.com.cn")).toBeDefined();
    for (const free of ["memory", "local", "http://127.0.0.1:8000", "https://amazonaws.com.evil"]) {
      expect(await pricesOf(free)).toBeUndefined();
    }
  });

  it("are overridden in dyn.yaml, for all of AWS and for one target", async () => {
    await write(`prices: { read: 0.2, infrequent-access: { storage: 0.12 } }
targets:
  here: { region: us-east-1 }
  there: { region: eu-west-1, prices: { read: 1 } }
  emulator: { endpoint: "http://127.0.0.1:8000" }
  proxy: { endpoint: "http://127.0.0.1:8000", prices: { storage: 3 } }
`);
    const all = {
      standard: { read: 0.2, write: 0.625, storage: 0.25 },
      "infrequent-access": { read: 0.155, write: 0.78, storage: 0.12 },
      origin: "the prices of dyn.yaml",
    };
    expect(await pricesOf("aws")).toEqual(all);
    expect(await pricesOf("here")).toEqual(all);
    expect(await pricesOf("there")).toMatchObject({ standard: { read: 1, storage: 0.25 } });
    expect(await pricesOf("emulator")).toBeUndefined();
    expect(await pricesOf("proxy")).toMatchObject({ standard: { read: 0.2, storage: 3 } });
  });

  it("are not below nothing", async () => {
    await write("prices: { read: -1 }\n");
    await expect(pricesOf("aws")).rejects.toMatchObject({ kind: "invalid" });
  });
});
