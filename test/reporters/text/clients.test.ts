import { describe, expect, it } from "vitest";
import { clientsText } from "../../../src/reporters/text/clients.ts";
import { latency, marks, plain, result, stats } from "../sample.ts";

const read = (p50: number) =>
  stats({ sent: 1000, latencyMs: latency({ p50, p95: 2 * p50, p99: 3 * p50 }) });

function by(client: string, p50: number, cpuMicrosPerRequest: number) {
  const sample = result();
  return {
    ...sample,
    scenario: "reads",
    client,
    operations: { read: read(p50) },
    total: read(p50),
    generator: { ...sample.generator, cpuMicrosPerRequest },
  };
}

const results = [by("wire", 1, 42.1), by("sdk", 4, 405), by("document", 5, 455)];

describe("clients side by side", () => {
  it("are one line each, with what a request costs", () => {
    expect(clientsText(results, plain)).toBe(`reads by client
operation  client    ops/s   p50   p95   p99  errors  CPU/request
total      wire        100  1.00  2.00  3.00       –      42.1 µs
           sdk         100  4.00  8.00  12.0       –       405 µs
           document    100  5.00  10.0  15.0       –       455 µs
latency in ms; CPU of dyn's own process, client and engine together
`);
  });

  it("show each operation where there are several, and errors in red", () => {
    const failing = stats({ sent: 1000, ok: 988, failed: 10, unknown: 2 });
    const two = results.map(each => ({
      ...each,
      operations: { read: read(1), "wri\u001bte": failing },
    }));
    const text = clientsText(two, marks);
    expect(text.match(/<red>12<\/red>/g)).toHaveLength(3);
    expect(text).toMatch(/^read +wire/m);
    expect(text).toMatch(/^wri\\u\{1b\}te +wire/m);
    expect(text.match(/µs$/gm)).toHaveLength(3);
  });

  it("leave out what fits no narrow terminal", () => {
    const header = (columns: number) => clientsText(results, plain, columns).split("\n")[1];
    expect(header(65)).toContain("p99");
    expect(header(60)).toMatch(/p50 +p95 +errors/);
    expect(header(40)).toMatch(/ops\/s +p95 +errors/);
  });

  it("say nothing of what was not measured", () => {
    const empty = { ...by("sdk", 0, 0), total: stats(), operations: { read: stats() } };
    expect(clientsText([...results, empty], plain)).toMatch(/^ +sdk +– +– +– +– +– +–$/m);
  });
});
