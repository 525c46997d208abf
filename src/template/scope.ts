/** Seeds are unsigned 32-bit integers. */
export const maxSeed = 0xffff_ffff;

/**
 * What a template may depend on. Everything but the clock follows from (seed, index), so the same
 * scope gives the same value on every machine.
 */
export interface Scope {
  /** The run's seed, from 0 to `maxSeed`. */
  readonly seed: number;
  /** `i`: the index of the item within its entity, or the number of the draw within the run. */
  readonly index: number;
  /** Indexes of a batch, in order; absent for single items. */
  readonly indexes?: readonly number[];
  /** Variables of the operation, evaluated once a draw. */
  readonly vars: Readonly<Record<string, TemplateValue>>;
  /** Milliseconds since the epoch, for `now()` and its kin. */
  readonly now: () => number;
}

/** A value a template can have; `ExactNumber` keeps digits that a double would lose. */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | ExactNumber
  | Uint8Array
  | readonly TemplateValue[]
  | ReadonlyMap<string, TemplateValue>;

/** A number as text, in DynamoDB's precision. */
export class ExactNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}
