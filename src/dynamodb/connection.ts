import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { ExchangeJob } from "./exchange-job.ts";
import { MalformedReply } from "./http-head.ts";
import { HttpParser, type ParsedReply } from "./http-parser.ts";
import {
  clientClosed,
  connectionClosed,
  connectTimeout,
  malformedReply,
  type NetworkFault,
  networkFault,
  truncatedReply,
} from "./network-fault.ts";
import { contentType, targetPrefix } from "./sign.ts";
import type { Outgoing, TransportOptions } from "./transport.ts";

/** What a connection tells its pool. */
export interface ConnectionOwner {
  /** It can take a job: it has just been made, or a reply has come. */
  onFree(connection: Connection): void;
  /** It is gone. `fault` when it was never made. */
  onGone(connection: Connection, fault: NetworkFault | undefined): void;
}

/** One kept HTTP/1.1 connection, with one request on it at a time. */
export class Connection {
  /** When it was last used, by `performance.now()`. */
  freeSinceMs = 0;
  readonly #owner: ConnectionOwner;
  readonly #head: string;
  readonly #socket: Socket;
  readonly #parser = new HttpParser();
  #job: ExchangeJob | undefined;
  #made = false;
  #gone = false;

  constructor(options: TransportOptions, owner: ConnectionOwner) {
    const { url, connectTimeoutMs } = options;
    this.#owner = owner;
    this.#head = `POST / HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: ${contentType}\r\nx-amz-target: ${targetPrefix}`;
    const socket = open(options, bytes => this.#onData(bytes));
    this.#socket = socket;
    const timer = setTimeout(
      () => this.#end(connectTimeout(url.host, connectTimeoutMs)),
      connectTimeoutMs,
    );
    socket.setNoDelay(true);
    socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      if (this.#gone) return;
      this.#made = true;
      owner.onFree(this);
    });
    socket.on("end", () => this.#onEnd());
    socket.on("error", error => this.#end(networkFault(error, this.#made)));
    socket.on("close", () => {
      clearTimeout(timer);
      this.#end(connectionClosed(this.#made));
    });
  }

  /** Sends a job's request. The connection must be free. */
  start(job: ExchangeJob): void {
    this.#job = job;
    job.onCut = () => this.destroy();
    const request = job.make();
    job.sent = true;
    const { body } = request;
    const bytes = Buffer.byteLength(body);
    const text = `${this.#head}${headersOf(request)}content-length: ${bytes}\r\n\r\n${body}`;
    // One byte a character when the body has no other: the cheaper encoding.
    this.#socket.write(text, bytes === body.length ? "latin1" : "utf8");
  }

  destroy(): void {
    this.#end(clientClosed(this.#job?.sent === true));
  }

  #onData(bytes: Buffer): void {
    // Nobody asked: what comes cannot be trusted to be the next reply.
    const job = this.#job;
    if (job === undefined) {
      this.#end(undefined);
      return;
    }
    try {
      const reply = this.#parser.push(bytes);
      if (reply !== undefined) this.#finish(job, reply);
    } catch (error) {
      if (!(error instanceof MalformedReply)) throw error;
      this.#end(malformedReply(error.message));
    }
  }

  #finish(job: ExchangeJob, reply: ParsedReply): void {
    this.#job = undefined;
    job.settle(reply);
    if (reply.keepAlive) {
      this.freeSinceMs = performance.now();
      this.#owner.onFree(this);
    } else {
      this.#end(undefined);
    }
  }

  /** The server says that nothing more comes, which ends a body of unknown length. */
  #onEnd(): void {
    const reply = this.#parser.end();
    if (this.#job !== undefined && reply !== undefined) this.#finish(this.#job, reply);
    else this.#end(connectionClosed(this.#made));
  }

  /** Gives the socket up, once, and tells the job and the pool why. */
  #end(fault: NetworkFault | undefined): void {
    if (this.#gone) return;
    const job = this.#job;
    this.#gone = true;
    this.#job = undefined;
    this.#socket.destroy();
    if (job !== undefined) job.settle(this.#broken(fault));
    this.#owner.onGone(this, this.#made ? undefined : fault);
  }

  #broken(fault: NetworkFault | undefined): NetworkFault {
    if (fault === undefined) return connectionClosed(true);
    const { code, message } = fault.error;
    if (this.#parser.started && code.startsWith("Connection")) {
      return truncatedReply("the connection was closed in the middle of the reply", message);
    }
    return fault;
  }
}

function headersOf({ operation, amzDate, sessionToken, authorization }: Outgoing): string {
  const token = sessionToken === undefined ? "" : `x-amz-security-token: ${sessionToken}\r\n`;
  return `${operation}\r\nx-amz-date: ${amzDate}\r\n${token}authorization: ${authorization}\r\n`;
}

/**
 * Where all plain sockets read to. One is enough: what a read brings is taken, and copied, before the next
 * read begins. Without it every read allocates 64 KB.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

function open({ url, ca }: TransportOptions, onData: (bytes: Buffer) => void): Socket {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (url.protocol === "https:") {
    const socket = connectTls({
      host,
      port: Number(url.port || 443),
      ALPNProtocols: ["http/1.1"],
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
    });
    return socket.on("data", onData);
  }
  const callback = (length: number) => {
    onData(readBuffer.subarray(0, length));
    return true;
  };
  const onread = { buffer: readBuffer, callback };
  return connectTcp({ host, port: Number(url.port || 80), onread });
}
