import type { Position } from "../transfer/source.ts";
import type { WrittenFile } from "./output.ts";

/** How far an export has come: what its checkpoint holds. */
export interface ExportState {
  /** As AWS gives them: when it began, and what no other has. */
  readonly id: string;
  /** Where each segment goes on; null at its end, absent at its beginning. */
  readonly lanes: readonly { readonly next?: Position }[];
  readonly files: readonly WrittenFile[];
  readonly items: number;
  readonly readUnits: number;
}

/** Whether all segments have been read to their ends. */
export function isWhole({ lanes }: ExportState): boolean {
  return lanes.every(({ next }) => next === null);
}
