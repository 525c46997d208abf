import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/**
 * Sends lines as they are read, as fast as the caller takes them. What goes wrong before the first
 * is a problem; later it cuts the connection, so that a part is never taken for the whole.
 */
export async function sendLines(
  reply: FastifyReply,
  lines: AsyncIterable<string>,
): Promise<FastifyReply> {
  const reader = lines[Symbol.asyncIterator]();
  const first = await reader.next();
  reply.type("application/x-ndjson");
  if (reply.request.method === "HEAD") {
    // Fastify would read on to the end, for nobody.
    await reader.return?.();
    return reply.send(Readable.from([]));
  }
  const all = async function* () {
    try {
      if (!first.done) yield first.value;
      for (let next = await reader.next(); !next.done; next = await reader.next()) yield next.value;
    } finally {
      await reader.return?.();
    }
  };
  return reply.send(Readable.from(all(), { objectMode: false }));
}
