/** Why a load ends before its time. The first reason stands. */
export class Stop {
  readonly #controller = new AbortController();
  /** What failed, to be thrown in the end. */
  #failure: { readonly error: unknown } | undefined;
  /** The threshold that was missed. */
  #missed: string | undefined;

  /** Nothing more is started once it is aborted. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get missed(): string | undefined {
    return this.#missed;
  }

  interrupt(): void {
    this.#controller.abort();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#controller.abort();
  }

  miss(expression: string): void {
    this.#missed ??= expression;
    this.#controller.abort();
  }

  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
