/** The items of a history with what is known of each, in dense form. */
export interface GatheredHistory {
  /** Distinct item indices, ascending. */
  readonly items: Uint32Array;
  /** Observed weights beside them. */
  readonly weights: Float32Array;
  /** Their values as given, f32; NaN where none is known. */
  readonly values: Float32Array;
  /** u8: 1 for an item that the request names. */
  readonly isSent: Uint8Array;
  /** Those of the items whose order is known, oldest first, each at its last place; empty where none is. */
  readonly sequence: Uint32Array;
}

/** A history while it is gathered: items get a slot each, in typed arrays, since every request passes here. */
export interface Gathering {
  has(item: number): boolean;
  /** What is known of an item, in place of what was. */
  put(item: number, value: number, weight: number, isSent: boolean): void;
  /** The item, which was put before, comes last in the order. */
  follow(item: number): void;
  finish(): GatheredHistory;
}

/** Room for `capacity` items, and as many calls of `follow`. */
export function createGathering(capacity: number): Gathering {
  const slots = new Map<number, number>();
  const [weights, values, isSent] = [new Float32Array(capacity), new Float32Array(capacity), new Uint8Array(capacity)];
  /** Items in the order in which they followed, and by slot the last place of each there, from 1. */
  const [followed, last] = [new Uint32Array(capacity), new Uint32Array(capacity)];
  let [followedCount, distinct] = [0, 0];
  const slotOf = (item: number): number => {
    const slot = slots.get(item) ?? slots.size;
    if (slot === slots.size) slots.set(item, slot);
    return slot;
  };
  const lastPlaces = (): Uint32Array =>
    followed.subarray(0, followedCount).filter((item, at) => last[slots.get(item)!] === at + 1);
  return {
    has: (item) => slots.has(item),
    put: (item, value, weight, sent) => {
      const slot = slotOf(item);
      values[slot] = value;
      weights[slot] = weight;
      isSent[slot] = sent ? 1 : 0;
    },
    follow: (item) => {
      const slot = slotOf(item);
      if (last[slot] === 0) distinct++;
      followed[followedCount++] = item;
      last[slot] = followedCount;
    },
    finish: () => {
      const items = Uint32Array.from(slots.keys()).sort();
      const found = {
        items,
        weights: new Float32Array(items.length),
        values: new Float32Array(items.length),
        isSent: new Uint8Array(items.length),
        // Mostly no item comes twice.
        sequence: distinct === followedCount ? followed.slice(0, distinct) : lastPlaces(),
      };
      for (let place = 0; place < items.length; place++) {
        const slot = slots.get(items[place]!)!;
        found.weights[place] = weights[slot]!;
        found.values[place] = values[slot]!;
        found.isSent[place] = isSent[slot]!;
      }
      return found;
    },
  };
}
