/** Something that `close` ends. */
export interface UnderWay {
  /** Where it stands in the list; the list's own. */
  place: number;
  stop(reason: unknown): void;
}

/** All that is under way in a chain. Cheaper than a Set for what comes and goes with each request. */
export class AllUnderWay {
  readonly #entries: UnderWay[] = [];

  get size(): number {
    return this.#entries.length;
  }

  add(entry: UnderWay): void {
    entry.place = this.#entries.length;
    this.#entries.push(entry);
  }

  /** One that is not in the list changes nothing. */
  delete(entry: UnderWay): void {
    if (this.#entries[entry.place] !== entry) return;
    const last = this.#entries.pop();
    if (last === undefined || last === entry) return;
    // The last one takes the place that came free.
    this.#entries[entry.place] = last;
    last.place = entry.place;
  }

  /** @param reason makes one for each */
  stop(reason: () => unknown): void {
    // A copy: what stops leaves the list.
    for (const entry of this.#entries.slice()) entry.stop(reason());
  }
}
