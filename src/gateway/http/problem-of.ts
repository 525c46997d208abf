import type { FastifyError } from "fastify";
import { Problem } from "../problem.ts";
import { fieldProblems } from "./field-problems.ts";

/** Any error as the problem that its caller is told of: what is not known to be theirs is ours. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!isFastifyError(error)) return internal(error);
  if (error.validation) {
    return new Problem(400, "invalid-request", "the request does not fit the API", {
      fix: "see /docs for what each field takes",
      fields: fieldProblems(error.validation, error.validationContext ?? "body"),
    });
  }
  return byCode(error) ?? internal(error);
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && ("code" in error || "validation" in error);
}

function internal(cause: unknown): Problem {
  return new Problem(500, "internal", "the service failed at this request", {
    fix: "try again; if it stays, tell the service's operator the request id",
    cause,
  });
}

function byCode(error: FastifyError): Problem | undefined {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new Problem(413, "too-large", "the body is larger than the service takes", {
        fix: "ask for less at once",
      });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return unsupportedMediaType();
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new Problem(400, "invalid-request", "the body is not as long as Content-Length says", {
        fields: [{ field: "header.content-length", detail: "must be the body's length in bytes" }],
      });
    case "FST_ERR_BAD_URL":
      return new Problem(400, "invalid-request", "the path is not UTF-8 in percent encoding", {
        fields: [{ field: "path", detail: "write % as %25" }],
      });
    case "FST_ERR_MAX_PARAM_LENGTH":
      return uriTooLong();
    case "ECONNRESET":
      return new Problem(400, "invalid-request", "the request ended before its body had");
    default:
      return undefined;
  }
}

export function unsupportedMediaType(): Problem {
  return new Problem(415, "unsupported-media-type", "a body must be JSON in UTF-8", {
    fix: "send Content-Type: application/json, without a Content-Encoding",
    fields: [{ field: "header.content-type", detail: "must be application/json" }],
    headers: { accept: "application/json" },
  });
}

export function uriTooLong(): Problem {
  return new Problem(414, "uri-too-long", "the URL is longer than the service takes", {
    fix: "send the query as the body of POST /v1/tables/{table}/query",
  });
}
