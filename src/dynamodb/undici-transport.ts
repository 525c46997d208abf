import { errors, Pool } from "undici";
import {
  aborted,
  connectTimeout,
  type NetworkFault,
  networkFault,
  requestTimeout,
  truncatedReply,
} from "./network-fault.ts";
import { contentType, targetPrefix } from "./sign.ts";
import type { Incoming, Outgoing, Transport, TransportOptions } from "./transport.ts";

/** HTTP/1.1 over undici's pool. */
export function undiciTransport(options: TransportOptions): Transport {
  const { url, maxConnections, connectTimeoutMs, ca } = options;
  const pool = new Pool(url.origin, {
    connections: maxConnections,
    pipelining: 1,
    connect: { timeout: connectTimeoutMs, ...(ca !== undefined && { ca }) },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    exchange: (make, timeoutMs, signal) => exchange(pool, options, make(), timeoutMs, signal),
    close: () => pool.destroy(),
  };
}

function exchange(
  pool: Pool,
  { url, connectTimeoutMs }: TransportOptions,
  request: Outgoing,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Incoming | NetworkFault> {
  if (signal?.aborted) return Promise.resolve(aborted(false));
  return new Promise(resolve => {
    let sent = false;
    let cut: NetworkFault | undefined;
    let abort: ((reason: Error) => void) | undefined;
    let status = 0;
    let date: string | undefined;
    let crc32: string | undefined;
    const chunks: Buffer[] = [];
    const stop = (fault: NetworkFault) => {
      cut = fault;
      if (abort !== undefined) abort(new Error(fault.error.code));
      finish(fault);
    };
    const onAbort = () => stop(aborted(sent));
    const timer = setTimeout(() => stop(requestTimeout(timeoutMs, sent)), timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    const finish = (result: Incoming | NetworkFault) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      resolve(result);
    };
    const headers = [
      "content-type",
      contentType,
      "x-amz-target",
      targetPrefix + request.operation,
      "x-amz-date",
      request.amzDate,
      "authorization",
      request.authorization,
    ];
    if (request.sessionToken !== undefined) {
      headers.push("x-amz-security-token", request.sessionToken);
    }
    pool.dispatch(
      { path: "/", method: "POST", headers, body: request.body },
      {
        onConnect: abortRequest => {
          if (cut !== undefined) return abortRequest(new Error(cut.error.code));
          abort = abortRequest;
          sent = true;
        },
        onHeaders: (statusCode, rawHeaders) => {
          status = statusCode;
          for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
            const name = rawHeaders[at]?.toString().toLowerCase();
            if (name === "date") date = rawHeaders[at + 1]?.toString();
            else if (name === "x-amz-crc32") crc32 = rawHeaders[at + 1]?.toString();
          }
          return true;
        },
        onData: chunk => {
          chunks.push(chunk);
          return true;
        },
        onComplete: () => {
          const [only = Buffer.alloc(0)] = chunks;
          finish({ status, date, crc32, body: chunks.length > 1 ? Buffer.concat(chunks) : only });
        },
        onError: error => {
          if (error instanceof errors.ConnectTimeoutError) {
            finish(connectTimeout(url.host, connectTimeoutMs));
          } else if (status !== 0) finish(truncatedReply(error.message, error));
          else finish(networkFault(error, sent));
        },
      },
    );
  });
}
