import { type IncomingMessage, type OutgoingMessage, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { Problem } from "../problem.ts";
import { problemDocument, problemType } from "./problem-document.ts";

/**
 * Answers what never becomes a request: the HTTP parser refused it, or it took too long to arrive.
 * The connection ends with it.
 */
export function parserErrorHandler(
  nextId: (request: Pick<IncomingMessage, "headers">) => string,
): (error: Error & { code?: string }, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === "ECONNRESET" || !socket.writable || hasBegunToAnswer(socket)) {
      socket.destroy();
      return;
    }
    const problem = parserProblem(error.code);
    const body = problemDocument(problem, nextId({ headers: {} }));
    const head = [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      `Content-Type: ${problemType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      "Cache-Control: no-store",
      "X-Content-Type-Options: nosniff",
      "Connection: close",
    ];
    socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroySoon());
  };
}

/** Whether an answer to a request before is under way, into which nothing is to be put. */
function hasBegunToAnswer(socket: Socket & { _httpMessage?: OutgoingMessage | null }): boolean {
  return socket._httpMessage?.headersSent === true;
}

function parserProblem(code: string | undefined): Problem {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return new Problem(431, "headers-too-large", "the URL and headers are larger than 16 KB");
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new Problem(413, "too-large", "the chunk extensions are too large");
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new Problem(408, "request-timeout", "the request did not arrive in time");
    default:
      return new Problem(400, "invalid-request", "this is not HTTP/1.1 as RFC 9112 says it");
  }
}
