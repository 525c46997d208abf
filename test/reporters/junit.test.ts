import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { junitReport } from "../../src/reporters/junit.ts";
import { type Browser, startBrowser } from "../support/browser.ts";
import { hostile, measuredResult, troubledResult } from "./measured.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
});

afterAll(() => browser?.close());

interface Case {
  readonly class: string;
  readonly name: string;
  readonly problem?: string;
  readonly message?: string;
}

/** Reads XML with a parser that forgives nothing. */
async function read(xml: string): Promise<{ suites: Record<string, string>[]; cases: Case[] }> {
  const { page } = await browser.open("", { width: 800, colorScheme: "light" });
  const script = `(() => {
    const document = new DOMParser().parseFromString(${JSON.stringify(xml)}, "application/xml");
    const error = document.querySelector("parsererror");
    if (error) throw new Error(error.textContent);
    const attributes = element => Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
    const cases = [...document.querySelectorAll("testcase")].map(each => {
      const problem = each.firstElementChild;
      const base = { class: each.getAttribute("classname"), name: each.getAttribute("name") };
      return problem ? { ...base, problem: problem.tagName, message: problem.getAttribute("message") } : base;
    });
    return { suites: [...document.querySelectorAll("testsuite")].map(attributes), cases };
  })()`;
  const found = await page.evaluate(script);
  return found as Awaited<ReturnType<typeof read>>;
}

describe("JUnit", () => {
  it("has a case for the run, each threshold, each check and the generator", async () => {
    const { suites, cases } = await read(junitReport([troubledResult({ scenario: "s" })]));
    expect(suites).toMatchObject([{ name: "s", tests: "7", failures: "4", skipped: "1" }]);
    expect(cases).toEqual([
      {
        class: "s.run",
        name: "the run",
        problem: "failure",
        message: "5 operations of the schedule never sent",
      },
      {
        class: "s.thresholds",
        name: "p95 < 1ms",
        problem: "failure",
        message: "8 ms: 7 ms too much",
      },
      { class: "s.thresholds", name: hostile, problem: "failure", message: "nothing was measured" },
      { class: "s.thresholds", name: "errors < 5%" },
      { class: "s.checks", name: hostile, problem: "failure", message: hostile },
      { class: "s.checks", name: "no negative quantity" },
      {
        class: "s.generator",
        name: "the generator keeps up",
        problem: "skipped",
        message: `saturated: event loop ${hostile}`,
      },
    ]);
  });

  it("passes where all is well", async () => {
    const { suites, cases } = await read(junitReport([measuredResult()]));
    expect(suites).toMatchObject([{ failures: "0", errors: "0", skipped: "0", tests: "2" }]);
    expect(cases.filter(({ problem }) => problem !== undefined)).toEqual([]);
  });

  it.each([
    [{ interrupted: true as const }, "interrupted after 4.2 s"],
    [{ aborted: "errors < 5%" }, "stopped, as this was missed: errors < 5%"],
    [{ total: { ...measuredResult().total, ok: 0, failed: 420 } }, "all 420 operations failed"],
  ])("fails the run that did not go to its end or did nothing: %#", async (change, message) => {
    const { cases } = await read(junitReport([measuredResult({ ...change, ok: false })]));
    expect(cases[0]).toMatchObject({ name: "the run", problem: "failure", message });
  });

  it("holds every character of a name, but for those that XML cannot", async () => {
    const scenario = "a\0\u001b\u{1f600}\ud800\uffff\n\t b";
    const { suites } = await read(junitReport([measuredResult({ scenario })]));
    expect(suites[0]?.name).toBe("a\ufffd\ufffd\u{1f600}\ufffd\ufffd\n\t b");
  });

  it("keeps two runs of one scenario apart", async () => {
    const { suites } = await read(
      junitReport([measuredResult(), measuredResult({ client: "sdk" })]),
    );
    expect(suites.map(({ name }) => name)).toEqual(["user-sessions · wire", "user-sessions · sdk"]);
  });
});
