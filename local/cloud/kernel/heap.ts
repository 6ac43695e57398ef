/** A binary heap of events by time, then by the order in which they were added. */
export interface Scheduled {
  readonly time: number;
  readonly order: number;
  readonly what: string;
  readonly run: () => void | Promise<void>;
  /** Its turn has come: there is nothing left to cancel. */
  taken: boolean;
}

export class EventHeap {
  readonly #items: Scheduled[] = [];
  readonly #cancelled = new Set<Scheduled>();
  #order = 0;

  add(time: number, what: string, run: () => void | Promise<void>): Scheduled {
    const scheduled = { time, order: this.#order++, what, run, taken: false };
    this.#items.push(scheduled);
    this.#up(this.#items.length - 1);
    return scheduled;
  }

  /** Removes lazily: the event is passed over when its turn comes. */
  remove(scheduled: Scheduled): void {
    if (!scheduled.taken) this.#cancelled.add(scheduled);
  }

  peek(): Scheduled | undefined {
    while (this.#items[0] !== undefined && this.#cancelled.delete(this.#items[0])) this.#pop();
    return this.#items[0];
  }

  take(): Scheduled | undefined {
    const first = this.peek();
    if (first === undefined) return undefined;
    first.taken = true;
    this.#pop();
    return first;
  }

  #pop(): void {
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return;
    this.#items[0] = last;
    this.#down(0);
  }

  #up(start: number): void {
    let child = start;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(this.#items[child]!, this.#items[parent]!)) return;
      this.#swap(child, parent);
      child = parent;
    }
  }

  #down(start: number): void {
    let parent = start;
    for (;;) {
      let first = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        const item = this.#items[child];
        if (item !== undefined && before(item, this.#items[first]!)) first = child;
      }
      if (first === parent) return;
      this.#swap(first, parent);
      parent = first;
    }
  }

  #swap(a: number, b: number): void {
    const item = this.#items[a]!;
    this.#items[a] = this.#items[b]!;
    this.#items[b] = item;
  }
}

const before = (a: Scheduled, b: Scheduled): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);
