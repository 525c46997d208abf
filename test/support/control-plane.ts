import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type Input, Refusal } from "./control-plane/input.ts";
import { ControlPlane, type ControlPlaneOptions } from "./control-plane/plane.ts";

export interface ControlPlaneServer {
  readonly url: URL;
  readonly plane: ControlPlane;
  close(): Promise<void>;
}

/** Plays AWS's side of the control plane over HTTP, in memory: what it shows is synthetic. */
export async function startControlPlane(
  options: ControlPlaneOptions = {},
): Promise<ControlPlaneServer> {
  const plane = new ControlPlane(options);
  const server = createServer((incoming, outgoing) => {
    void read(incoming).then(body => {
      const operation = String(incoming.headers["x-amz-target"]).split(".").at(-1) ?? "";
      const { status, output } = answer(plane, operation, JSON.parse(body) as Input);
      const text = JSON.stringify(output);
      outgoing.writeHead(status, {
        "content-type": "application/x-amz-json-1.0",
        "content-length": Buffer.byteLength(text),
      });
      outgoing.end(text);
    });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    plane,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly output: Record<string, unknown>;
}

function answer(plane: ControlPlane, operation: string, input: Input): Answer {
  try {
    return { status: 200, output: plane.answer(operation, input) };
  } catch (error) {
    const code = error instanceof Refusal ? error.code : "InternalServerError";
    const __type = `com.amazonaws.dynamodb.v20120810#${code}`;
    return {
      status: code === "InternalServerError" ? 500 : 400,
      output: { __type, message: String((error as Error).message) },
    };
  }
}

async function read(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
