import { describe, expect, test } from "vitest";
import { call } from "../../src/dynamodb/call.ts";
import type { ServiceError } from "../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import { replyError } from "../../src/dynamodb/errors.ts";
import { networkFault } from "../../src/dynamodb/network-fault.ts";

const at = { origin: "http://127.0.0.1:8000" };

function explained(error: Partial<ServiceError>, outcome: "failed" | "unknown" = "failed") {
  const service = { code: "", message: "", ...error };
  return replyError({ outcome, error: service, attempts: 1, throttles: [] }, "Orders", at);
}

describe("replyError", () => {
  test("says what to do about a target that is not running", () => {
    expect(explained({ code: "ConnectionRefused" })).toMatchObject({
      kind: "connection",
      message: "cannot reach http://127.0.0.1:8000 (connection refused)",
      hint: "start one with `dyn local start`, or name another with --target",
    });
  });

  test.each([
    ["HostNotFound", "connection"],
    ["ConnectTimeout", "connection"],
    ["Timeout", "connection"],
    ["ConnectionTimedOut", "connection"],
    ["TruncatedReply", "connection"],
    ["CertificateRejected", "connection"],
    ["InvalidReply", "connection"],
    ["Http404", "connection"],
    ["CredentialsUnavailable", "denied"],
    ["AccessDeniedException", "denied"],
    ["UnrecognizedClientException", "denied"],
    ["ExpiredTokenException", "denied"],
    ["RequestTimeTooSkewed", "denied"],
    ["ResourceNotFoundException", "failed"],
    ["ThrottlingException", "failed"],
    ["Aborted", "interrupted"],
  ])("sorts %s as %s", (code, kind) => {
    expect(explained({ code }).kind).toBe(kind);
  });

  test("keeps the service's words for what it does not know better", () => {
    const error = explained({ code: "ValidationException", message: "Item too large" });
    expect(error).toMatchObject({ kind: "failed", message: "Orders: Item too large" });
    expect(error.service.code).toBe("ValidationException");
  });

  test("says when a write may have been carried out all the same", () => {
    expect(explained({ code: "ConnectionReset" }, "unknown").message).toMatch(/may or may not/);
    expect(explained({ code: "ConnectionReset" }).message).not.toMatch(/may or may not/);
  });

  test("says that a broken service, or the gateway in front of it, is worth another try", () => {
    const error = explained({ code: "Http502", message: "HTTP status 502" });
    expect(error.message).toBe("Orders: the service failed (HTTP status 502)");
    expect(error.hint).toBe("try again in a while");
  });

  test("tells no secret that a credentials provider let slip", async () => {
    const endpoint = {
      ...embeddedEndpoint(new URL(at.origin), { maxConnections: 1 }),
      credentials: async () => {
        throw new Error("helper said: hunter2");
      },
    };
    const client = await connect(endpoint, "wire");
    const failure = await call(client, "ListTables", {}).catch((error: unknown) => error);
    await client.close();
    expect(failure).toMatchObject({ kind: "denied" });
    expect(String(failure)).not.toContain("hunter2");
  });
});

describe("networkFault", () => {
  const os = (code: string) => Object.assign(new Error(code), { code });

  test.each([
    ["ECONNREFUSED", false, "ConnectionRefused", true],
    ["ENOTFOUND", false, "HostNotFound", true],
    ["ETIMEDOUT", false, "ConnectionTimedOut", true],
    ["ETIMEDOUT", true, "ConnectionTimedOut", true],
    ["ECONNRESET", true, "ConnectionReset", true],
    ["EPIPE", true, "ConnectionReset", true],
    ["SELF_SIGNED_CERT_IN_CHAIN", false, "CertificateRejected", false],
    ["ERR_TLS_CERT_ALTNAME_INVALID", false, "CertificateRejected", false],
    ["ERR_SSL_WRONG_VERSION_NUMBER", false, "TlsFailed", false],
    ["EWEIRD", true, "ConnectionFailed", true],
  ])("%s (sent: %s) is %s", (code, sent, name, retryable) => {
    expect(networkFault(os(code), sent)).toMatchObject({ sent, retryable, error: { code: name } });
  });

  test("looks into the errors of several addresses", () => {
    const cause = new AggregateError([os("ECONNREFUSED"), os("ECONNREFUSED")]);
    expect(networkFault(cause, false).error.code).toBe("ConnectionRefused");
  });
});
