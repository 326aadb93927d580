/** The last place whose item may be tried. */
export const LAST_PLACE = 500;

/** A place that tries items, and what it may try. */
export interface Slot {
  /** The place itself, from 0. */
  readonly own: number;
  /** Places of its candidates, ascending. */
  readonly candidates: readonly number[];
  /** Their shares of its draws, which sum to 1: by 1 / (place + 1). */
  readonly shares: readonly number[];
}

/**
 * The slots of a list of `k` with the first `keep` places kept, in an order of `length` items. Slot s of m has the candidates k + s,
 * k + s + m, k + s + 2m … before the place 500, so that every candidate belongs to one slot. Slots without candidates are left out.
 */
export function slotsOf(k: number, keep: number, length: number): Slot[] {
  const end = Math.min(LAST_PLACE, length);
  const count = Math.max(0, Math.min(k, length) - keep);
  const slots: Slot[] = [];
  for (let slot = 0; slot < count; slot++) {
    const candidates: number[] = [];
    for (let place = k + slot; place < end; place += count) candidates.push(place);
    if (candidates.length === 0) continue;
    const total = candidates.reduce((sum, place) => sum + 1 / (place + 1), 0);
    slots.push({ own: keep + slot, candidates, shares: candidates.map((place) => 1 / (place + 1) / total) });
  }
  return slots;
}

/**
 * The probability that the item of the order at `from` is shown in the list of `k`, when slots show others with probability `rate`. It can
 * stand at one place of the list only, so that this is the propensity of that place.
 */
export function shownProbability(slots: readonly Slot[], k: number, rate: number, from: number): number {
  for (const { own, candidates, shares } of slots) {
    if (own === from) return 1 - rate;
    const at = candidates.indexOf(from);
    if (at >= 0) return rate * shares[at]!;
  }
  return from < k ? 1 : 0;
}
