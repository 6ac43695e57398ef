/** Randomness from a seed (sfc32): the same seed gives the same ids, jitter and choices. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number | string) {
    let hash = 0x811c9dc5;
    for (const char of String(seed)) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
    this.#a = hash >>> 0;
    this.#b = 0x9e3779b9 ^ hash;
    this.#c = 0x243f6a88;
    for (let round = 0; round < 15; round++) this.next();
  }

  /** At least 0, below 1. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** So many times in a hundred; what is never or always so throws no dice. */
  chance(percent: number): boolean {
    return percent > 0 && (percent >= 100 || this.next() * 100 < percent);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.between(0, last);
      [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
    }
    return shuffled;
  }

  /** So many of them in their own order, or all where there are no more; then it throws no dice. */
  sample<T>(items: readonly T[], count: number): readonly T[] {
    if (count >= items.length) return items;
    const chosen = new Set(this.shuffle([...items.keys()]).slice(0, count));
    return items.filter((_, index) => chosen.has(index));
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.between(0, 15).toString(16);
    return text;
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-a${this.hex(3)}-${this.hex(12)}`;
  }

  /** Another stream, so that using more of one does not shift the other. */
  fork(name: string): Random {
    return new Random(`${name}:${this.hex(8)}`);
  }
}
