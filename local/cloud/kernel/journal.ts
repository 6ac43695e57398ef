/** Who called what: the last calls of the account, oldest first. */
export interface JournalEntry {
  /** Simulated milliseconds since the epoch. */
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  /** The caller's role. */
  readonly role: string;
  /** `refused`: AWS's answer was an error; `failed`: the embedded AWS itself has a fault. */
  readonly outcome: 'ok' | 'refused' | 'failed';
  /** AWS's error code, when refused. */
  readonly code?: string;
  /** What went wrong, when failed. */
  readonly fault?: string;
}

export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #kept: number;

  constructor(kept = 20_000) {
    this.#kept = kept;
  }

  add(entry: JournalEntry): void {
    this.#entries.push(entry);
    // Dropped by the half, so that adding stays cheap.
    if (this.#entries.length > this.#kept * 1.5) this.#entries.splice(0, this.#entries.length - this.#kept);
  }

  entries(): readonly JournalEntry[] {
    return this.#entries.slice(-this.#kept);
  }
}
