const twoTo32 = 4_294_967_296;
const twoTo21 = 2_097_152;
const twoTo53 = Number.MAX_SAFE_INTEGER + 1;

/** MurmurHash3's 32-bit finaliser: a bijection in which every input bit reaches every output bit. */
function mix32(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** An unsigned 32-bit hash of numbers and texts, the same on every machine; `hash32("ab")` differs from `hash32("a", "b")`. */
export function hash32(...parts: readonly (number | string)[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    if (typeof part === "number") {
      hash = mix32(Math.imul(hash, 5) + (part >>> 0));
      hash = mix32(Math.imul(hash, 5) + (Math.floor(part / twoTo32) >>> 0));
    } else {
      for (let at = 0; at < part.length; at++) {
        hash = Math.imul(hash ^ part.charCodeAt(at), 0x01000193);
      }
      hash = mix32(hash ^ part.length) ^ 0x5bd1e995;
    }
  }
  return hash >>> 0;
}

/**
 * Random numbers that follow from (seed, stream, index) alone, so that draws come out the same in
 * whatever order and on however many machines they are made. The generator is Chris Doty-Humphrey's
 * sfc32; its four words are set by bijections of the index, so no two indexes share a sequence.
 */
export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 0;

  /** `seed` and `stream` are 32-bit integers; `index` is a non-negative integer up to 2^53. */
  constructor(seed = 0, stream = 0, index = 0) {
    this.reset(seed, stream, index);
  }

  /** Starts the sequence of another (seed, stream, index), without a new object. */
  reset(seed: number, stream: number, index: number): this {
    const key = mix32(seed ^ 0x2545f491) ^ stream;
    const high = index < twoTo32 ? 0 : Math.floor(index / twoTo32);
    this.#a = mix32(index ^ key);
    this.#b = mix32(key ^ 0x6a09e667) ^ high;
    this.#c = mix32(this.#a ^ this.#b);
    this.#counter = seed ^ Math.imul(stream, 0x9e3779b1);
    this.uint32();
    this.uint32();
    this.uint32();
    this.uint32();
    return this;
  }

  /** An integer from 0 to 2^32 - 1. */
  uint32(): number {
    const b = this.#b;
    const c = this.#c;
    const sum = (this.#a + b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = b ^ (b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** A number in [0, 1) with 53 random bits. */
  float(): number {
    const high = this.uint32() >>> 11;
    return (high * twoTo32 + this.uint32()) / twoTo53;
  }

  /** An integer from `low` to `high`, both included, every one as likely; `high - low` is below 2^53. */
  integer(low: number, high: number): number {
    const range = high - low + 1;
    if (range <= twoTo32) {
      const limit = twoTo32 - (twoTo32 % range);
      for (;;) {
        const draw = this.uint32();
        if (draw < limit) return low + (draw % range);
      }
    }
    const limit = twoTo53 - (twoTo53 % range);
    for (;;) {
      const draw = (this.uint32() % twoTo21) * twoTo32 + this.uint32();
      if (draw < limit) return low + (draw % range);
    }
  }
}

/**
 * Ranks by Zipf's law, 0 the most frequent: rank k comes up in proportion to (k + 1)^-theta. By
 * rejection-inversion (Hörmann and Derflinger, 1996), which is exact and needs no table however
 * large `n` is. `n` is at least 1, `theta` above 0.
 */
export class Zipf {
  readonly #n: number;
  readonly #theta: number;
  readonly #first: number;
  readonly #last: number;
  readonly #shortcut: number;

  constructor(n: number, theta: number) {
    this.#n = n;
    this.#theta = theta;
    this.#first = this.#integral(1.5) - 1;
    this.#last = this.#integral(n + 0.5);
    this.#shortcut = 2 - this.#inverse(this.#integral(2.5) - 2 ** -theta);
  }

  next(random: Random): number {
    for (;;) {
      const u = this.#last + random.float() * (this.#first - this.#last);
      const x = this.#inverse(u);
      const k = Math.min(Math.max(Math.round(x), 1), this.#n);
      if (k - x <= this.#shortcut || u >= this.#integral(k + 0.5) - k ** -this.#theta) return k - 1;
    }
  }

  /** The integral of x^-theta from 1 to x, stable where theta is near 1. */
  #integral(x: number): number {
    const log = Math.log(x);
    const power = (1 - this.#theta) * log;
    return (Math.abs(power) > 1e-8 ? Math.expm1(power) / power : 1 + power / 2) * log;
  }

  #inverse(u: number): number {
    const power = Math.max(u * (1 - this.#theta), -1);
    return Math.exp((Math.abs(power) > 1e-8 ? Math.log1p(power) / power : 1 - power / 2) * u);
  }
}

/** One rank from 0 to n - 1 by Zipf's law; keep a `Zipf` where n and theta stay the same. */
export function zipf(random: Random, n: number, theta: number): number {
  return new Zipf(n, theta).next(random);
}
