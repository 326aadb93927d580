import { type Parts, totalOf } from "../retrieval/parts.ts";
import type { PartsOf, WeighedHistory } from "../served-model.ts";

/** What a member says of wanted items for one history, with values as they were given. */
export type MemberParts = (row: WeighedHistory, wanted: Uint32Array) => Parts;

/** All of a score is popularity: what a member says that lists the same items to everybody. */
export const popularityParts: MemberParts = (_, wanted) => {
  return { items: new Uint32Array(0), parts: new Float64Array(0), popularity: new Float64Array(wanted.length).fill(1) };
};

/**
 * What the scores of a mix are made of. Members' scores have no common scale, but their shares do:
 *
 *   part(i, j) = Σ_m w_m/Σw · part_m(i, j) / |score_m(i)|
 *
 * so that a row adds up to at most 1. A member that says nothing of an item has no part in its row. `weightsOf` gives w for an item.
 * undefined where a member that counts cannot tell.
 */
export function mixedParts(
  members: readonly (MemberParts | undefined)[],
  weightsOf: (item: number) => Float64Array,
  counts: (member: number) => boolean,
): PartsOf | undefined {
  if (members.some((member, at) => member === undefined && counts(at))) return undefined;
  return (history, weights, wanted, sequence) => {
    const said = members.map((member, at) =>
      counts(at) ? member?.({ history, weights, sequence }, wanted) : undefined,
    );
    const items = Uint32Array.from(new Set(said.flatMap((one) => [...(one?.items ?? [])]))).sort();
    const columnOf = new Map(Array.from(items, (item, column) => [item, column]));
    const parts = new Float64Array(wanted.length * items.length);
    const popularity = new Float64Array(wanted.length);
    for (const [row, item] of wanted.entries()) {
      const own = weightsOf(item);
      const sum = own.reduce((total, weight) => total + weight, 0);
      for (const [at, one] of said.entries()) {
        const total = one ? Math.abs(totalOf(one, row)) : 0;
        if (!one || !(total > 0) || !(sum > 0)) continue;
        const unit = own[at]! / sum / total;
        popularity[row]! += unit * one.popularity[row]!;
        for (const [place, j] of one.items.entries()) {
          parts[row * items.length + columnOf.get(j)!]! += unit * one.parts[row * one.items.length + place]!;
        }
      }
    }
    return { items, parts, popularity };
  };
}
