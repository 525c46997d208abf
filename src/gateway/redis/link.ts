import { isIPv6 } from "node:net";
import { Redis } from "ioredis";
import type { Surroundings } from "../surroundings.ts";
import { within } from "./within.ts";

/** What a request waits for Redis at most. */
const patienceMs = 100;

/**
 * A connection to Redis that nobody has to wait for: while there is none, what is asked fails at
 * once; what Redis does not answer in time fails, too. It is made anew by itself. Nothing queues up:
 * a server that says nothing for a second is given up, with all that was asked of it.
 */
export class RedisLink {
  readonly client: Redis;
  readonly #patienceMs: number;
  #faults = 0;
  #closed = false;

  constructor(
    url: URL,
    /** What it is for, as notices call it. */
    purpose: string,
    { redisPassword, notice }: Pick<Surroundings, "redisPassword" | "notice">,
    waitMs = patienceMs,
  ) {
    this.#patienceMs = waitMs;
    const { host, port, ...rest } = placeOf(url);
    this.client = new Redis({
      host,
      port,
      ...rest,
      ...(redisPassword && { password: redisPassword }),
      // By HELLO of version 3, an old server would repeat the password in its refusal.
      protocol: 2,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2_000,
      socketTimeout: 1_000,
      disconnectTimeout: 100,
      // It asks INFO, which not every user may.
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: times => Math.min(50 * 2 ** Math.min(times, 5), 1_000),
      // What was the primary before a fail-over.
      reconnectOnError: error => error.message.startsWith("READONLY"),
    });
    this.#tell(`Redis for ${purpose}, at ${host}:${port},`, notice);
  }

  /** Times that Redis did not answer, or not as it should. */
  get faults(): number {
    return this.#faults;
  }

  get connected(): boolean {
    return this.client.status === "ready";
  }

  /** What Redis answers; undefined, and a fault, when it does not in time or refuses. */
  async ask<T>(
    command: (client: Redis) => Promise<T>,
  ): Promise<{ readonly answer: T } | undefined> {
    try {
      if (!this.connected) throw new Error("no connection");
      return { answer: await within(command(this.client), this.#patienceMs) };
    } catch {
      // The error of a command holds its arguments, which nobody else is to see.
      this.#faults += 1;
      return undefined;
    }
  }

  close(): void {
    this.#closed = true;
    this.client.disconnect();
  }

  #tell(who: string, notice: (text: string) => void): void {
    let told: "lost" | "there" | undefined;
    this.client.on("ready", () => {
      if (told === "lost") notice(`${who} is there again`);
      told = "there";
    });
    this.client.on("error", error => {
      if (told === "lost") return;
      told = "lost";
      notice(`${who} cannot be used (${reasonOf(error)}): it is tried again all the time`);
    });
    this.client.on("close", () => {
      if (told !== "there" || this.#closed) return;
      told = "lost";
      notice(`${who} is lost: it is tried again all the time`);
    });
  }
}

function placeOf(url: URL) {
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return {
    host,
    port: url.port === "" ? 6379 : Number(url.port),
    db: Number(url.pathname.slice(1)),
    ...(url.username !== "" && { username: decodeURIComponent(url.username) }),
    // A name is shown to the server for it to choose its certificate; an address cannot be.
    ...(url.protocol === "rediss:" && { tls: isIPv6(host) ? {} : { servername: host } }),
  };
}

/** A code alone: what a server says may repeat what it was sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  return /^[A-Z]{4,}(?= )/.exec(error.message)?.[0] ?? "refused";
}
