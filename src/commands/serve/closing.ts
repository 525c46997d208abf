/** What is to be closed, the last opened first; a fault of one keeps none of the others open. */
export class Closing {
  readonly #steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  async close(): Promise<void> {
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch {
        // It is closed as far as it can be.
      }
    }
  }
}
