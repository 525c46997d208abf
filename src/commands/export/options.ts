import type { FileFormat } from "../../data/formats/format.ts";

export interface ExportOptions {
  readonly format?: FileFormat;
  readonly index?: string;
  readonly filter?: string;
  readonly select?: string;
  readonly consistent?: true;
  readonly segments?: number;
  readonly pageSize?: number;
  readonly maxRcu?: number;
  /** Bytes. */
  readonly split?: number;
  readonly overwrite?: true;
  readonly checkpoint?: string;
}
