import { type Csr, rowIndices } from "../../data/csr.ts";
import { BLOCK_ROWS } from "../../data/factor-table.ts";

/** Something made of the rows of some items. */
export interface HeldRows<Made> {
  readonly made: Made;
  /** The places of items, all of which are among them, in the order that they were read in. */
  placesOf(items: Uint32Array): Uint32Array;
}

/**
 * Holds what is made of the rows of histories that are asked for one after the other: those of as many as have a block of
 * entries are read together. `make` gets the items, ascending, each once.
 */
export class AnnouncedRows<Made> {
  readonly #make: (items: Uint32Array) => Made;
  #histories: Csr | undefined;
  #next = 0;
  #held: (HeldRows<Made> & { readonly items: Uint32Array }) | undefined;

  constructor(make: (items: Uint32Array) => Made) {
    this.#make = make;
  }

  /** Says whose rows will be asked for next, in the order of the histories. */
  announce(histories: Csr): void {
    this.#histories = histories;
    this.#next = 0;
    this.#held = undefined;
  }

  /** What is made of these items, and of others. */
  holding(items: Uint32Array): HeldRows<Made> {
    const histories = this.#histories;
    while (!this.#held || !items.every((item) => placeIn(this.#held?.items, item) >= 0)) {
      if (!histories || this.#next >= histories.rowCount) return this.#made(Uint32Array.from(items).sort());
      // What was held is dropped before the next rows are read.
      this.#held = undefined;
      const wanted = new Set<number>();
      let entries = 0;
      while (this.#next < histories.rowCount) {
        const own = rowIndices(histories, this.#next);
        if (entries > 0 && entries + own.length > BLOCK_ROWS) break;
        for (const item of own) wanted.add(item);
        entries += own.length;
        this.#next++;
      }
      this.#held = this.#made(Uint32Array.from(wanted).sort());
    }
    return this.#held;
  }

  #made(items: Uint32Array) {
    return {
      items,
      made: this.#make(items),
      placesOf: (wanted: Uint32Array) => wanted.map((item) => placeIn(items, item)),
    };
  }
}

/** Where an item stands among items that ascend; −1 where it does not. */
export function placeIn(items: Uint32Array | undefined, item: number): number {
  if (!items) return -1;
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle]! < item) low = middle + 1;
    else high = middle;
  }
  return items[low] === item ? low : -1;
}
