import { DynError } from "../../errors.ts";
import { formatCount } from "../../output/units.ts";

/** What of many keys gave no item: keys that are none, and keys under which there is nothing. */
export class Shortfall {
  /** Keys that were looked for. */
  looked = 0;
  readonly #table: string;
  readonly #mostTold: number;
  readonly #tell: (error: DynError) => Promise<void>;
  #missing = 0;
  #invalid = 0;
  #only: DynError | undefined;

  /** @param mostTold how many missing ones are told one by one */
  constructor(table: string, mostTold: number, tell: (error: DynError) => Promise<void>) {
    this.#table = table;
    this.#mostTold = mostTold;
    this.#tell = tell;
  }

  async missing(message: string): Promise<void> {
    this.#missing += 1;
    if (this.#missing <= this.#mostTold) await this.#told(new DynError("failed", message));
  }

  async invalid(error: DynError): Promise<void> {
    this.#invalid += 1;
    await this.#told(error);
  }

  /** An error that ended the reading, with how far it had come. */
  cutShort(error: unknown): unknown {
    if (!(error instanceof DynError) || this.looked === 0) return error;
    const { kind, message, problems } = error;
    const printed = `what was printed is of the first ${formatCount(this.looked)} keys`;
    const hint = error.hint === undefined ? printed : `${error.hint}\n${printed}`;
    return new DynError(kind, message, { hint, problems, cause: error });
  }

  async throwIfAny(): Promise<void> {
    const total = this.looked + this.#invalid;
    if (this.#missing + this.#invalid === 0) return;
    if (total === 1 && this.#only) throw this.#only;
    if (this.#only) await this.#tell(this.#only);
    const untold = this.#missing - this.#mostTold;
    const parts = [
      ...(this.#missing > 0
        ? [`${formatCount(this.#missing)} have no item in ${this.#table}`]
        : []),
      ...(this.#invalid > 0 ? [`${formatCount(this.#invalid)} are no keys`] : []),
    ];
    const none = this.#missing === this.looked;
    throw new DynError(
      none ? "failed" : "partial",
      `of ${formatCount(total)} keys ${parts.join(", ")}`,
      {
        hint: untold > 0 ? `the first ${this.#mostTold} are told above` : undefined,
      },
    );
  }

  /** The first one waits: when it is the only key, it is the error of the command. */
  async #told(error: DynError): Promise<void> {
    if (this.#missing + this.#invalid === 1) {
      this.#only = error;
      return;
    }
    if (this.#only) await this.#tell(this.#only);
    this.#only = undefined;
    await this.#tell(error);
  }
}
