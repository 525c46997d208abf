/** How the end of a body is told. */
type BodyLength =
  | { readonly kind: "fixed"; readonly bytes: number }
  | { readonly kind: "chunked" }
  | { readonly kind: "untilClose" };

/** What dyn reads of the head of an HTTP/1.1 reply. */
export interface HttpHead {
  readonly status: number;
  readonly date: string | undefined;
  readonly crc32: string | undefined;
  readonly body: BodyLength;
  /** Whether the connection may take another request afterwards. */
  readonly keepAlive: boolean;
}

/** A reply that is not HTTP/1.1 as we know it. */
export class MalformedReply extends Error {}

/**
 * Reads a head, from its status line to the last header, without the empty line. Only five headers
 * matter; others are told apart by the length of their names alone. Throws a MalformedReply.
 */
export function parseHead(text: string): HttpHead {
  const statusLine = /^HTTP\/1\.([01]) (\d{3})(?: |\r\n|$)/.exec(text);
  if (statusLine === null) throw new MalformedReply("the reply is not HTTP/1.1");
  const status = Number(statusLine[2]);
  let keepAlive = statusLine[1] === "1";
  let length: string | undefined;
  let encoding: string | undefined;
  let date: string | undefined;
  let crc32: string | undefined;
  let start = text.indexOf("\r\n");
  while (start !== -1) {
    start += 2;
    const next = text.indexOf("\r\n", start);
    const colon = text.indexOf(":", start);
    const end = next === -1 ? text.length : next;
    if (colon === -1 || colon >= end) throw new MalformedReply("the reply has a broken header");
    switch (colon - start) {
      case 4:
        if (isNamed(text, start, colon, "date")) date = text.slice(colon + 1, end).trim();
        break;
      case 10:
        if (isNamed(text, start, colon, "connection")) {
          const options = text.slice(colon + 1, end).toLowerCase();
          if (options.includes("close")) keepAlive = false;
          else if (options.includes("keep-alive")) keepAlive = true;
        }
        break;
      case 11:
        if (isNamed(text, start, colon, "x-amz-crc32")) crc32 = text.slice(colon + 1, end).trim();
        break;
      case 14:
        if (isNamed(text, start, colon, "content-length")) {
          const said = text.slice(colon + 1, end).trim();
          if (length !== undefined && length !== said) {
            throw new MalformedReply("the reply has two lengths");
          }
          length = said;
        }
        break;
      case 17:
        if (isNamed(text, start, colon, "transfer-encoding")) {
          encoding = text
            .slice(colon + 1, end)
            .trim()
            .toLowerCase();
        }
        break;
    }
    start = next;
  }
  const body = bodyLength(status, length, encoding);
  return { status, date, crc32, body, keepAlive: keepAlive && body.kind !== "untilClose" };
}

function isNamed(text: string, start: number, end: number, name: string): boolean {
  return text.startsWith(name, start) || text.slice(start, end).toLowerCase() === name;
}

/** Source: RFC 9112, section 6.3. */
function bodyLength(
  status: number,
  length: string | undefined,
  encoding: string | undefined,
): BodyLength {
  if (status < 200 || status === 204 || status === 304) return { kind: "fixed", bytes: 0 };
  if (encoding === "chunked") return { kind: "chunked" };
  if (encoding !== undefined && encoding !== "identity") {
    throw new MalformedReply(`the reply comes in an unknown encoding, ${encoding}`);
  }
  if (length === undefined) return { kind: "untilClose" };
  if (!/^\d{1,15}$/.test(length)) throw new MalformedReply("the reply has a broken length");
  return { kind: "fixed", bytes: Number(length) };
}
