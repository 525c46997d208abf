import { Sha256 } from "@aws-crypto/sha256-js";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operationNames } from "../../src/dynamodb/request.ts";
import { contentType, Signer, targetPrefix } from "../../src/dynamodb/sign.ts";

const token = fc.string({
  unit: fc.constantFrom(..."abcXYZ019+/="),
  minLength: 1,
  maxLength: 900,
});
const region = fc.oneof(
  fc.constantFrom("us-east-1", "eu-central-1", "ap-southeast-3", "us-gov-west-1"),
  fc.string({ unit: fc.constantFrom(..."abcdefghij0123-"), minLength: 1, maxLength: 60 }),
);
const host = fc.oneof(
  fc.constantFrom("localhost", "127.0.0.1:8000", "[::1]:4566", "dynamodb.eu-west-1.amazonaws.com"),
  fc
    .tuple(fc.domain(), fc.integer({ min: 1, max: 65_535 }))
    .map(([name, port]) => `${name}:${port}`),
);
const credentials = fc.record(
  {
    accessKeyId: fc.string({ unit: fc.constantFrom(..."AKIASZ0379"), minLength: 4, maxLength: 32 }),
    secretAccessKey: fc.string({ unit: "binary", minLength: 1, maxLength: 15 }),
    sessionToken: token,
  },
  { requiredKeys: ["accessKeyId", "secretAccessKey"] },
);
const request = fc.record({
  operation: fc.constantFrom(...operationNames),
  body: fc.oneof(fc.string({ unit: "binary" }), fc.json()),
  now: fc.integer({ min: 0, max: 4_000_000_000_000 }),
});

async function referenceAuthorization(
  call: { operation: string; body: string; now: number },
  where: { host: string; region: string },
  identity: { accessKeyId: string; secretAccessKey: string; sessionToken?: string },
): Promise<{ authorization: string | undefined; date: string | undefined }> {
  const signer = new SignatureV4({
    service: "dynamodb",
    region: where.region,
    credentials: identity,
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    new HttpRequest({
      method: "POST",
      path: "/",
      hostname: "ignored",
      headers: {
        "content-type": contentType,
        host: where.host,
        "x-amz-target": targetPrefix + call.operation,
      },
      body: call.body,
    }),
    { signingDate: new Date(call.now) },
  );
  return { authorization: signed.headers.authorization, date: signed.headers["x-amz-date"] };
}

describe("Signer", () => {
  test("signs as the AWS SDK's signer does, whatever the request", async () => {
    await fc.assert(
      fc.asyncProperty(host, region, credentials, request, async (host, region, identity, call) => {
        const ours = new Signer(host, region).sign(call.operation, call.body, identity, call.now);
        const theirs = await referenceAuthorization(call, { host, region }, identity);
        expect(ours.authorization).toBe(theirs.authorization);
        expect(ours.amzDate).toBe(theirs.date);
      }),
      { numRuns: 400 },
    );
  });

  test("keeps nothing stale when seconds, days, operations and credentials change", async () => {
    const step = fc.record({
      call: request.map(call => ({ ...call, now: call.now % 200_000_000 })),
      identity: fc.constantFrom(
        { accessKeyId: "A", secretAccessKey: "one" },
        { accessKeyId: "A", secretAccessKey: "two" },
        { accessKeyId: "B", secretAccessKey: "one", sessionToken: "t" },
        { accessKeyId: "B", secretAccessKey: "one", sessionToken: "u" },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async steps => {
        const where = { host: "localhost:8000", region: "eu-west-1" };
        const signer = new Signer(where.host, where.region);
        for (const { call, identity } of steps) {
          const ours = signer.sign(call.operation, call.body, identity, call.now);
          const theirs = await referenceAuthorization(call, where, identity);
          expect(ours.authorization).toBe(theirs.authorization);
        }
      }),
      { numRuns: 100 },
    );
  });
});
