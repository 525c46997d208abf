import { beforeAll, describe, expect, test } from "vitest";
import type { ExposedTable } from "../../../src/config/gateway-settings.ts";
import { Problem } from "../../../src/gateway/problem.ts";
import { misnamed } from "../../../src/gateway/query/misnamed.ts";
import { tableWith } from "../../support/tables.ts";
import { service } from "./service.ts";

const exposed = (own: Partial<ExposedTable> = {}): ExposedTable => ({
  indexes: [],
  attributes: undefined,
  scan: false,
  mostItems: undefined,
  cacheTtlMs: undefined,
  ...own,
});
const signal = new AbortController().signal;

let table: string;
let store: Awaited<ReturnType<typeof service>>["store"];

beforeAll(async () => {
  table = await tableWith([]);
  ({ store } = await service());
});

describe("what gateway: names", () => {
  test("and is there, is not told of", async () => {
    const tables = new Map([[table, exposed({ indexes: ["ByGroup"] })]]);
    expect(await misnamed({ tables }, store, signal)).toEqual([]);
    expect(await misnamed({ tables: undefined }, store, signal)).toEqual([]);
  });

  test("and is not there, is told of", async () => {
    const tables = new Map([
      ["Ordrs", exposed()],
      [table, exposed({ indexes: ["ByGruop", "ByGroup"], attributes: ["Sk", "Total"] })],
    ]);
    expect(await misnamed({ tables }, store, signal)).toEqual([
      "gateway.tables names Ordrs, and there is no such table",
      `${table} has no index ByGruop; did you mean "ByGroup"?`,
      `attributes of ${table} leave out its key Pk: it is hidden`,
    ]);
  });

  test("is left alone while nobody can be asked", async () => {
    const away = { table: () => Promise.reject(new Problem(503, "backend-unavailable", "away")) };
    expect(await misnamed({ tables: new Map([["Orders", exposed()]]) }, away, signal)).toEqual([]);
  });
});
