import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReadRequest } from "../../../src/gateway/reads.ts";
import { type Browser, startBrowser } from "../../support/browser.ts";
import { answering, principal, type Service, startService } from "./service.ts";

const asked: ReadRequest[] = [];
let service: Service;
let browser: Browser;

beforeAll(async () => {
  service = await startService({
    keys: { dyn_docs: principal("docs") },
    reads: {
      prepare: async request => {
        asked.push(request);
        return answering('{"items":[{"Name":"Ada of the docs"}]}', request);
      },
    },
  });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

test("shows the API, takes a key, and shows the items of a query that is tried", async () => {
  const { page, complaints, requests } = await browser.visit(`${service.url}/docs/`, {
    width: 1200,
    colorScheme: "light",
  });
  await page.click("button.authorize");
  await page.fill("#auth-bearer-value", "dyn_docs");
  await page.click(".auth-container:has(#auth-bearer-value) button[type=submit]");
  await page.click("button.btn-done");

  const query = page.locator(".opblock", { hasText: "Items by a key condition and filters" });
  await query.locator(".opblock-summary-control").click();
  await query.locator('tr[data-param-name="table"] input').fill("ApplicationData");
  await query.locator("button.execute").click();
  const answer = query.locator(".live-responses-table .response").first();
  await answer.getByText("Ada of the docs").first().waitFor();

  expect(complaints).toEqual([]);
  expect(requests).toEqual([]);
  expect(asked[0]).toMatchObject({
    table: "ApplicationData",
    principal: { id: "docs" },
    what: { kind: "query", body: expect.stringContaining("PK = 'USER#7'") },
  });
});
