import type { MovedItem } from "../transfer/moved-item.ts";

/** A file as far as it is written. */
export interface WrittenFile {
  /** As the user knows it. */
  readonly name: string;
  readonly items: number;
  readonly bytes: number;
}

/** Where exported items go. */
export interface Output {
  /** Takes items in order; resolves late where they are taken slowly. */
  write(items: readonly MovedItem[]): Promise<void>;
  /** Puts on the disk what was written; where the files end then. */
  flush(): Promise<readonly WrittenFile[]>;
  /** Gives the files their names: they are whole. */
  finish(): Promise<readonly WrittenFile[]>;
  /** Lets go of what is open, and deletes what is not finished unless another run is to go on with it. */
  close(keep: boolean): Promise<void>;
}
