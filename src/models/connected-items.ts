import { type Csr, rowIndices } from "../data/csr.ts";
import { type ModelState, stateOf } from "./state.ts";

/**
 * The connected parts of a catalogue: two items are in one part where some user has both, or both are in one part with a
 * third. From an item nothing follows for one of another part, whatever the products of their factors: no user relates them.
 *
 * u32[items], from 1 in the order of the first items; 0 for an item without interactions. undefined where there is one part at
 * most, as in most tables. O(interactions), nearly.
 */
export function connectedItems(interactions: Csr): Uint32Array | undefined {
  const { rowCount, columnCount } = interactions;
  const parents = Uint32Array.from({ length: columnCount }, (_, item) => item);
  const isHad = new Uint8Array(columnCount);
  const rootOf = (item: number): number => {
    let root = item;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  for (let row = 0; row < rowCount; row++) {
    const own = rowIndices(interactions, row);
    for (const item of own) {
      isHad[item] = 1;
      parents[rootOf(item)] = rootOf(own[0]!);
    }
  }
  const parts = new Uint32Array(columnCount);
  const numbers = new Map<number, number>();
  for (let item = 0; item < columnCount; item++) {
    if (isHad[item] === 0) continue;
    const root = rootOf(item);
    const number = numbers.get(root) ?? numbers.size + 1;
    numbers.set(root, number);
    parts[item] = number;
  }
  return numbers.size > 1 ? parts : undefined;
}

/** What an artefact keeps of the parts; nothing where there is one. */
export function connectedState(connected: Uint32Array | undefined): ModelState {
  return connected === undefined ? new Map() : stateOf({ connected });
}
