import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  type IBreaker,
  SamplingBreaker,
} from "cockatiel";
import type { BreakerState } from "../store.ts";
import { isAbandoned, isFault, unavailable } from "./fault.ts";

/** Faults in a row that open the circuit. */
const mostConsecutive = 5;
/** Or this share of the calls of so long, if there were so many a second. */
const share = { threshold: 0.5, duration: 10_000, minimumRps: 5 };
/** How long nothing is asked; then one call tries. */
const defaultPauseMs = 2_000;

/** Keeps calls from a DynamoDB that fails, until one call in a while succeeds. */
export class Breaker {
  readonly #policy: CircuitBreakerPolicy;
  readonly #pauseMs: number;
  readonly #now: () => number;
  #openedAt = 0;

  constructor(now: () => number, pauseMs = defaultPauseMs) {
    this.#now = now;
    this.#pauseMs = pauseMs;
    // A try that nobody waited for has shown nothing: what is not handled would close the circuit.
    const isHandled = (error: unknown) =>
      isFault(error) || (isAbandoned(error) && this.#policy.state === CircuitState.HalfOpen);
    this.#policy = circuitBreaker(handleWhen(isHandled), {
      halfOpenAfter: pauseMs,
      breaker: new EitherBreaker([
        new ConsecutiveBreaker(mostConsecutive),
        new SamplingBreaker(share),
      ]),
    });
    this.#policy.onBreak(() => {
      this.#openedAt = now();
    });
  }

  /** `half-open`: the next call is tried. */
  get state(): BreakerState {
    if (this.#policy.state === CircuitState.Closed) return "closed";
    return this.#now() - this.#openedAt < this.#pauseMs ? "open" : "half-open";
  }

  /** Throws a Problem without a call while the circuit is open. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(call);
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw unavailable(error, Math.max(1, Math.ceil(this.#pauseMs / 1_000)));
    }
  }
}

/** Opens when one of several would. */
class EitherBreaker implements IBreaker {
  readonly #breakers: readonly IBreaker[];

  constructor(breakers: readonly IBreaker[]) {
    this.#breakers = breakers;
  }

  get state(): unknown {
    return this.#breakers.map(({ state }) => state);
  }

  success(state: CircuitState): void {
    for (const each of this.#breakers) each.success(state);
  }

  failure(state: CircuitState): boolean {
    return this.#breakers.map(each => each.failure(state)).includes(true);
  }
}
