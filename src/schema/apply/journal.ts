import type { Step } from "../plan/plan.ts";
import type { Applied } from "./apply.ts";

/** What an apply has done of a table so far, and what became of each step. */
export class Journal {
  readonly done: string[] = [];
  /** What there is to do still, in words. */
  left: readonly string[] = [];
  readonly held: Applied["held"][number][] = [];
  readonly notes = new Set<string>();
  /** Settings in which a table that is to stay as it is is not as its file. */
  drift: readonly string[] = [];
  /** What is awaited just now, in words. */
  awaited = "";
  /** Whether the table was there, and is not to go. */
  isSeen = false;
  /** Whether it is to go, and is not made anew yet. */
  isReleased = false;
  readonly #operations = new Set<string>();
  /** Settings that are left as they are. */
  readonly #skipped = new Set<string>();
  readonly #taken = new Map<string, number>();
  readonly #failures = new Map<string, number>();
  readonly #started = new Set<string>();
  #doubted: Step | undefined;
  #untold: readonly string[] = [];

  /** Whether it made the table itself. */
  get isCreated(): boolean {
    return this.#operations.has("CreateTable");
  }

  /** True the first time. */
  start(step: Step): boolean {
    const isNew = !this.#started.has(idOf(step));
    this.#started.add(idOf(step));
    return isNew;
  }

  /** A look at the table that found one. */
  see(): void {
    this.isSeen = !this.isReleased;
  }

  /** From now on the table may be gone at any moment. */
  release(): void {
    this.isReleased = true;
    this.isSeen = false;
  }

  take(step: Step): void {
    this.#doubted = undefined;
    this.done.push(step.what);
    this.left = this.left.filter(what => what !== step.what);
    this.#operations.add(step.operation);
    this.#taken.set(idOf(step), 0);
    if (step.operation === "CreateTable") this.isReleased = false;
  }

  /** A step whose reply was lost; whether it was carried out, the next look at the table says. */
  doubt(step: Step): void {
    this.#doubted = step;
    this.left = this.left.filter(what => what !== step.what);
  }

  /** The step in doubt, in words. */
  get doubtful(): string | undefined {
    return this.#doubted?.what;
  }

  /** Gives a doubted step that was carried out, now that these are the ones left. */
  settle(steps: readonly Step[]): Step | undefined {
    const step = this.#doubted;
    if (step === undefined || steps.some(each => idOf(each) === idOf(step))) return undefined;
    this.take(step);
    return step;
  }

  /** Leaves a step out, with all others for the same settings. */
  skip({ settings }: Step): void {
    for (const setting of settings) this.#skipped.add(setting);
  }

  isSkipped({ settings }: Step): boolean {
    return settings.some(setting => this.#skipped.has(setting));
  }

  /** How often a step that was carried out has come up again, this time included; 0 for one that was not. */
  cameUpAgain(step: Step): number {
    const times = this.#taken.get(idOf(step));
    if (times === undefined) return 0;
    this.#taken.set(idOf(step), times + 1);
    return times + 1;
  }

  /** How often a step has failed, this time included. */
  fail(step: Step): number {
    const times = (this.#failures.get(idOf(step)) ?? 0) + 1;
    this.#failures.set(idOf(step), times);
    return times;
  }

  /**
   * Whether the last look can be believed: calls that were made while a table just came or went tell
   * less of it than there is, so what they leave untold is looked at twice.
   */
  isSure(untold: readonly string[]): boolean {
    const isSame = untold.join() === this.#untold.join();
    this.#untold = untold;
    if (isSame) for (const note of untold) this.notes.add(note);
    return isSame;
  }

  result(table: string): Applied {
    const { done, held, drift } = this;
    const isReplaced = this.#operations.has("DeleteTable");
    const made = isReplaced ? "replace" : this.isCreated ? "create" : "change";
    const action = done.length === 0 ? "none" : made;
    return { table, action, done, held, drift, notes: [...this.notes] };
  }
}

/** The same for steps that would do the same. */
function idOf({ operation, input }: Step): string {
  return JSON.stringify([operation, input]);
}
