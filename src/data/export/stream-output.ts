import { guarded } from "../../output/items/terminal.ts";
import type { TextSink } from "../../output/items/writer.ts";
import type { Encoder } from "../formats/write.ts";
import type { Output } from "./output.ts";

/** Items to a stream; nothing of them steers a terminal. */
export function streamOutput(sink: TextSink, encoder: Encoder): Output {
  const safe = guarded(sink);
  let isBegun = false;
  const begin = async () => {
    if (isBegun) return;
    isBegun = true;
    await safe.write(encoder.head);
  };
  return {
    write: async items => {
      await begin();
      await safe.write(encoder.encode(items));
    },
    flush: async () => [],
    finish: async () => {
      await begin();
      return [];
    },
    close: async () => {},
  };
}
