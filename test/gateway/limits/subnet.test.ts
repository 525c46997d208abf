import fc from "fast-check";
import { expect, test } from "vitest";
import { subnetOf } from "../../../src/gateway/limits/subnet.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::FFFF:192.0.2.7", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002::", "2001:db8:1:2::/64"],
  ["2001:db8::6", "2001:db8:0:0::/64"],
  ["2001:db8::1:2:3:4:5", "2001:db8:0:1::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["64:ff9b::192.0.2.7", "64:ff9b:0:0::/64"],
  ["1:2:3:4:5:6:192.0.2.7", "1:2:3:4::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::ffff:999.0.2.7", "unknown"],
  ["2001:db8:12345::1", "unknown"],
  ["2001:db8:g::1", "unknown"],
  ["2001:db8:1", "unknown"],
  ["no address", "unknown"],
  ["", "unknown"],
  ["x".repeat(100_000), "unknown"],
])("%s is counted as %s", (address, subnet) => {
  expect(subnetOf(address)).toBe(subnet);
});

test("an address is counted alike in every way to write it", () => {
  const group = fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    fc.integer({ max: 0xffff, min: 0 }),
  );
  const groups = fc.array(group, { minLength: 8, maxLength: 8 });
  const written = fc.record({ upper: fc.boolean(), width: fc.integer({ min: 1, max: 4 }) });
  fc.assert(
    fc.property(groups, written, (numbers, { upper, width }) => {
      const plain = numbers.map(number => number.toString(16).padStart(width, "0")).join(":");
      const [, short = ""] = /\[(.*)\]/.exec(new URL(`http://[${plain}]`).hostname) ?? [];
      const subnet = numbers.slice(0, 4).map(number => number.toString(16));
      expect(subnetOf(upper ? plain.toUpperCase() : plain)).toBe(`${subnet.join(":")}::/64`);
      expect(subnetOf(short)).toBe(subnetOf(plain));
    }),
  );
});
