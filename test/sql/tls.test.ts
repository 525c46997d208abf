import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { verificationOf } from "../../src/sql/tls.ts";

describe("TLS of SQL databases", () => {
  test("trusts RDS's certificates for RDS's hosts, and those that Node trusts for others", async () => {
    for (const host of [
      "orders.cluster-c1.eu-west-1.rds.amazonaws.com",
      "ORDERS.proxy-c1.us-east-1.RDS.amazonaws.com",
    ]) {
      const { ca } = (await verificationOf({ kind: "require" }, host)) ?? {};
      const subjects = [ca ?? []].flat().map(text => new X509Certificate(text).subject);
      expect(subjects.join()).toMatch(/Amazon RDS eu-west-1 Root CA RSA2048 G1/);
      expect(subjects.join()).toMatch(/CN=Amazon Root CA 1/);
    }
    for (const host of ["db.example.com", "rds.amazonaws.com.example.com"]) {
      const verification = await verificationOf({ kind: "require" }, host);
      expect(verification).toMatchObject({ rejectUnauthorized: true });
      expect(verification).not.toHaveProperty("ca");
    }
  });

  test("verifies nothing where it is off", async () => {
    expect(await verificationOf({ kind: "off" }, "db.example.com")).toBeUndefined();
  });

  test("says which file of certificates cannot be read", async () => {
    const tls = { kind: "require", caFile: "/nowhere/ca.pem" } as const;
    await expect(verificationOf(tls, "localhost")).rejects.toMatchObject({
      kind: "invalid",
      message: "cannot read the certificates of /nowhere/ca.pem (ENOENT)",
    });
  });
});
