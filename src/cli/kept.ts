import type { Client, ClientName, Endpoint } from "../dynamodb/client.ts";

/** What a shell keeps open from command to command, so that each starts at once. */
export interface Kept {
  /** The shell's own engine in memory, started by the first who asks; absent when a command gets one of its own. */
  readonly memory?: () => Promise<URL>;
  /** The client of that name on the target; whoever keeps it closes it. */
  client(target: string, endpoint: Endpoint, name: ClientName): Promise<Client>;
  /** Takes the token of the next page, for a user who asks for it with a key; absent where nobody can. */
  readonly more?: (token: string) => void;
  /** Lets another program have the keys of the terminal, as an editor wants them; absent where there are none. */
  readonly lend?: <T>(work: () => Promise<T>) => Promise<T>;
}
