import { Readable } from "node:stream";

/**
 * What a command reads at the shell's terminal: lines that are asked for when somebody reads, and
 * not before, so that a question of a command is answered at the shell's own line editor.
 * @param ask gives a line, or undefined at the end of the input
 */
export function commandInput(
  ask: () => Promise<string | undefined>,
): Readable & { readonly isTTY: true } {
  let wanted = false;
  const look = () => {
    if (!wanted || input.destroyed) return;
    // A question that has its answer takes its listeners off, and reads no more.
    if (input.listenerCount("data") + input.listenerCount("readable") === 0) return;
    wanted = false;
    void ask().then(line => {
      if (!input.destroyed) input.push(line === undefined ? null : `${line}\n`);
    });
  };
  const input = new Readable({
    read: () => {
      wanted = true;
      setImmediate(look);
    },
  });
  input.on("newListener", () => setImmediate(look));
  return Object.assign(input, { isTTY: true as const });
}
