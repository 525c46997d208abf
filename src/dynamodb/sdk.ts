import { Caller } from "./caller.ts";
import type { Client, Endpoint } from "./client.ts";
import { SdkClient, type SdkOptions } from "./sdk-client.ts";
import { commandClasses } from "./sdk-command.ts";
import { SdkExchange } from "./sdk-exchange.ts";
import { sdkInput } from "./sdk-input.ts";

/** The AWS SDK's client with its plain commands, whose values have DynamoDB's own form. */
export async function createSdkClient(
  endpoint: Endpoint,
  { ca, now }: SdkOptions = {},
): Promise<Client> {
  const sdk = await import("@aws-sdk/client-dynamodb");
  const caller = new Caller(endpoint, now);
  const exchange = new SdkExchange(sdk, endpoint, caller, ca);
  const classes = commandClasses(sdk);
  return new SdkClient(
    {
      name: "sdk",
      input: (_, input) => sdkInput(input),
      command: (operation, input) => new classes[operation](input),
      send: (command, options) => exchange.client.send(command, options),
    },
    exchange,
    caller,
  );
}
