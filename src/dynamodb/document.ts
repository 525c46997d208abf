import { Caller } from "./caller.ts";
import type { Client, Endpoint } from "./client.ts";
import { documentClasses } from "./document-command.ts";
import { documentInput } from "./document-input.ts";
import { SdkClient, type SdkOptions } from "./sdk-client.ts";
import { type CommandClass, commandClasses } from "./sdk-command.ts";
import { SdkExchange } from "./sdk-exchange.ts";
import { sdkInput } from "./sdk-input.ts";

/**
 * The document client of `@aws-sdk/lib-dynamodb`, as applications use it: it is given native values,
 * turns them into DynamoDB's form, and turns those of replies back, which nobody then looks at: it is
 * the cost that counts. It has commands for items only; tables go through the plain ones.
 */
export async function createDocumentClient(
  endpoint: Endpoint,
  { ca, now }: SdkOptions = {},
): Promise<Client> {
  const [sdk, lib] = await Promise.all([
    import("@aws-sdk/client-dynamodb"),
    import("@aws-sdk/lib-dynamodb"),
  ]);
  const caller = new Caller(endpoint, now);
  const exchange = new SdkExchange(sdk, endpoint, caller, ca);
  // Without wrapped numbers a reply with a long one is an error of the client's.
  const client = lib.DynamoDBDocumentClient.from(exchange.client, {
    unmarshallOptions: { wrapNumbers: true },
  });
  const forItems: Readonly<Record<string, CommandClass | undefined>> = documentClasses(lib);
  const forTables = commandClasses(sdk);
  const { NumberValue } = lib;
  return new SdkClient(
    {
      name: "document",
      input: (operation, input) =>
        forItems[operation] === undefined
          ? sdkInput(input)
          : documentInput(input, text => NumberValue.from(text)),
      command: (operation, input) => new (forItems[operation] ?? forTables[operation])(input),
      send: (command, options) => client.send(command, options),
    },
    exchange,
    caller,
  );
}
