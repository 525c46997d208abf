import type { Dead } from "../dead-letter.ts";
import { addCounts, type Counts, noCounts } from "./counts.ts";
import type { Chunk, Position } from "./source.ts";
import { Ticket } from "./ticket.ts";

/** Where a lane stands. */
export interface LaneState {
  /** Where it goes on; absent before its first chunk. */
  readonly next?: Position;
  readonly file?: string;
  /** The last line before `next`. */
  readonly line?: number;
}

/** Why something went to the dead letters. */
export interface Reason {
  readonly message: string;
  readonly source?: string;
}

/** How far a move has come: all before is stored or in the dead letters, and nothing after is in them. */
export interface FrontierState {
  readonly lanes: readonly LaneState[];
  readonly counts: Counts;
  /** The dead-letter file, as the user knows it. */
  readonly deadLetter?: string;
  /** Its length. */
  readonly deadBytes: number;
  /** The first that went there. */
  readonly reason?: Reason;
}

/** Adds to the dead letters and gives their length in bytes. */
export type Keep = (dead: readonly Dead[]) => Promise<number>;

/** Chunks end in any order; a lane's state passes them in its own. */
export class Frontier {
  #state: FrontierState;
  readonly #lanes: Ticket[][];
  readonly #keep: Keep;
  readonly #onPass: () => void;
  /** Chunks that are done, and wait for their dead letters to be kept. */
  readonly #passing: Ticket[] = [];
  readonly #onceChanged = new Set<() => void>();
  #isPassing = false;
  #passed: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  /** @param onPass is told when the state has changed, and when it never will again */
  constructor(start: FrontierState, keep: Keep, onPass: () => void) {
    this.#state = start;
    this.#lanes = start.lanes.map(() => []);
    this.#keep = keep;
    this.#onPass = onPass;
  }

  get state(): FrontierState {
    return this.#state;
  }

  /** What the dead letters could not be kept for. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** Dead letters that wait for the chunks before theirs. */
  get heldDead(): number {
    return this.#lanes.flat().reduce((sum, { dead }) => sum + dead.length, 0);
  }

  begin(chunk: Chunk): Ticket {
    const ticket = new Ticket(chunk, () => this.#advance(chunk.lane));
    this.#lanes[chunk.lane]?.push(ticket);
    if (ticket.ended) this.#advance(chunk.lane);
    return ticket;
  }

  /** What became of everything so far, chunks under way included. */
  counts(): Counts {
    const open = [...this.#lanes.flat(), ...this.#passing];
    return open.reduce((sum, { counts }) => addCounts(sum, counts), this.#state.counts);
  }

  /** Resolves when the state changes, or never will again, or the signal is aborted. */
  passed(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      this.#onceChanged.add(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Resolves once the state has passed all that it can. */
  async settled(): Promise<void> {
    while (this.#isPassing) await this.#passed;
  }

  /** Chunks that the state has not passed. */
  get open(): number {
    return this.#lanes.flat().length + this.#passing.length;
  }

  #advance(lane: number): void {
    const tickets = this.#lanes[lane] ?? [];
    let count = 0;
    while (tickets[count]?.ended === true) count += 1;
    if (count === 0) return;
    this.#passing.push(...tickets.splice(0, count));
    if (this.#isPassing) return;
    this.#isPassing = true;
    this.#passed = this.#passAll();
  }

  async #passAll(): Promise<void> {
    try {
      for (let ticket = this.#passing[0]; ticket !== undefined; ticket = this.#passing[0]) {
        const { dead } = ticket;
        const deadBytes =
          dead.length === 0 ? this.#state.deadBytes : await this.#keep(ordered(dead));
        this.#pass(ticket, deadBytes);
        this.#passing.shift();
        this.#changed();
      }
    } catch (error) {
      this.#failure ??= { error };
      this.#changed();
    } finally {
      // At once: what ends from here on finds nobody at it.
      this.#isPassing = false;
    }
  }

  #changed(): void {
    for (const resolve of this.#onceChanged) resolve();
    this.#onceChanged.clear();
    this.#onPass();
  }

  #pass(ticket: Ticket, deadBytes: number): void {
    const { lanes, counts, reason: first, ...same } = this.#state;
    const { lane, next, file, lastLine } = ticket;
    const [dead] = ordered(ticket.dead);
    const reason = first ?? (dead && reasonOf(dead));
    this.#state = {
      ...same,
      lanes: lanes.map((state, at) =>
        at === lane ? { next, ...(file !== undefined && { file, line: lastLine }) } : state,
      ),
      counts: addCounts(counts, ticket.counts),
      deadBytes,
      ...(reason && { reason }),
    };
  }
}

/** Before anything has been moved. */
export function startState(
  lanes: number,
  dead: Pick<FrontierState, "deadLetter" | "deadBytes">,
): FrontierState {
  return { lanes: Array.from({ length: lanes }, () => ({})), counts: noCounts, ...dead };
}

function ordered(dead: readonly Ordered[]): readonly Dead[] {
  return dead.toSorted((a, b) => a.line - b.line);
}

type Ordered = Dead & { readonly line: number };

function reasonOf({ message, source }: Dead): Reason {
  return { message, ...(source !== undefined && { source }) };
}
