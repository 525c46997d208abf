import type { ScanRequest } from "../../targets/target.ts";
import type { Item } from "../../values/attribute.ts";
import { type CheckContext, throwIfInterrupted } from "./context.ts";

/** Calls back with each item that a scan gives, one page in memory at a time. */
export async function scanEach(
  request: ScanRequest,
  { reader, signal, progress }: CheckContext,
  each: (item: Item) => void,
): Promise<void> {
  for await (const page of reader.scan(request, signal)) {
    throwIfInterrupted(signal);
    for (const item of page) each(item);
    progress(page.length);
  }
  throwIfInterrupted(signal);
}

/** The members of a request that say which items a check is about. */
export function filterOf({
  where,
  parameters,
}: Pick<ScanRequest, "where" | "parameters">): Pick<ScanRequest, "where" | "parameters"> {
  return { ...(where && { where }), ...(parameters && { parameters }) };
}
