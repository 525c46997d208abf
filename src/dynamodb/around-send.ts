import type { Client, Reply } from "./client.ts";
import type { OperationName, WireInput } from "./request.ts";

/** Does what is to be done around one request: calls `send` once. */
type Around = (
  send: () => Promise<Reply>,
  operation: OperationName,
  input: WireInput,
) => Promise<Reply>;

/** The same client, with something done around each request that is sent by itself; prepared ones go as they are. */
export function aroundSend(client: Client, around: Around): Client {
  return {
    name: client.name,
    prepare: template => client.prepare(template),
    waiting: () => client.waiting(),
    close: () => client.close(),
    send: (operation, input, options) =>
      around(() => client.send(operation, input, options), operation, input),
  };
}
