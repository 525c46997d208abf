import { describe, expect, test } from "vitest";
import { judge, parseServiceError } from "../../src/dynamodb/service-error.ts";

const error = (code: string, more: Record<string, unknown> = {}, status = 400) =>
  parseServiceError(
    status,
    JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, ...more }),
  );

describe("parseServiceError", () => {
  test("takes the code without its namespace, either spelling of the message, and the rest", () => {
    expect(error("A", { message: "m", Item: { a: { S: "x" } } })).toEqual({
      code: "A",
      message: "m",
      status: 400,
      details: { Item: { a: { S: "x" } } },
    });
    expect(error("A", { Message: "m" }).message).toBe("m");
  });

  test.each(["", "<html>", "[]", "null", '{"__type":5}'])("makes do with %j", body => {
    expect(parseServiceError(502, body)).toMatchObject({
      code: "Http502",
      message: "HTTP status 502",
    });
  });
});

describe("judge", () => {
  test.each([
    ["ThrottlingException", 400, "throttle"],
    ["RequestLimitExceeded", 400, "throttle"],
    ["LimitExceededException", 400, "throttle"],
    ["Anything", 429, "throttle"],
    ["ThrottlingException", 500, "throttle"],
    ["ReplicatedWriteConflictException", 400, "transient"],
    ["InternalServerError", 500, "transient"],
    ["ServiceUnavailable", 503, "transient"],
    ["ExpiredTokenException", 400, "credentials"],
    ["RequestTimeTooSkewed", 403, "clock"],
    ["ConditionalCheckFailedException", 400, "none"],
    ["ValidationException", 400, "none"],
    ["TransactionConflictException", 400, "none"],
    ["TransactionCanceledException", 400, "none"],
    ["AccessDeniedException", 400, "none"],
    ["InvalidSignatureException", 400, "none"],
  ])("%s with status %i is helped by: %s", (code, status, remedy) => {
    expect(judge(error(code, {}, status)).remedy).toBe(remedy);
  });

  test("a signature is the clock's fault only when the service says so", () => {
    const message = "Signature not yet current: 20260101T000000Z is still later than …";
    expect(judge(error("InvalidSignatureException", { message })).remedy).toBe("clock");
  });

  test("only what the service may have begun leaves a doubt", () => {
    expect(judge(error("InternalServerError", {}, 500)).mayHaveEffect).toBe(true);
    expect(judge(error("TransactionInProgressException")).mayHaveEffect).toBe(true);
    expect(judge(error("ThrottlingException")).mayHaveEffect).toBe(false);
    expect(judge(error("ThrottlingException", {}, 503)).mayHaveEffect).toBe(false);
    expect(judge(error("ValidationException")).mayHaveEffect).toBe(false);
  });

  test("names the throttled resource, also within a cancelled transaction", () => {
    const arn = "arn:aws:dynamodb:us-east-1:1:table/T/index/I";
    const reason = "IndexWriteProvisionedThroughputExceeded";
    const reasons = [{ reason, resource: arn }];
    expect(
      judge(error("ProvisionedThroughputExceededException", { ThrottlingReasons: reasons }))
        .throttle,
    ).toEqual({ reason, resource: arn });
    expect(judge(error("ThrottlingException", { throttlingReasons: reasons })).throttle).toEqual({
      reason,
      resource: arn,
    });
    expect(judge(error("ThrottlingException", { ThrottlingReasons: "odd" })).throttle).toEqual({
      reason: "ThrottlingException",
    });
    const cancelled = (Code: string) =>
      judge(
        error("TransactionCanceledException", {
          CancellationReasons: [{ Code: "None" }, { Code }],
        }),
      ).throttle;
    expect(cancelled("ProvisionedThroughputExceeded")?.reason).toBe(
      "ProvisionedThroughputExceeded",
    );
    expect(cancelled("ThrottlingError")?.reason).toBe("ThrottlingError");
    expect(cancelled("ConditionalCheckFailed")).toBeUndefined();
  });
});
