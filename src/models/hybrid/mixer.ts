import type { SilentScores } from "../retrieval/select-with-silent.ts";
import type { NormalisedList } from "./lists.ts";

/** What a mix of lists is made with; f64[members] each. */
export interface MixParts {
  /** f32[items]: interactions of each item in train; those with none are cold. */
  readonly popularity: Float32Array;
  /** w, for items with interactions. */
  readonly weights: Float64Array;
  /** For cold items; the same where no member knows their content. */
  readonly coldWeights: Float64Array;
}

/**
 * Mixes the members' lists for one user: score(i) = Σ_m w_m ν_m(i), where an item that a list lacks counts its floor.
 * Sums are f64, in the order of the members. O(items + entries).
 */
export function createMixer({
  popularity,
  weights,
  coldWeights,
}: MixParts): (lists: readonly NormalisedList[]) => SilentScores {
  const itemCount = popularity.length;
  const sums = new Float64Array(itemCount);
  const scores = new Float32Array(itemCount);
  const isSilent = new Uint8Array(itemCount);
  return (lists) => {
    isSilent.fill(1);
    let [warmFloor, coldFloor] = [0, 0];
    for (const [member, { floor }] of lists.entries()) {
      warmFloor += weights[member]! * floor;
      coldFloor += coldWeights[member]! * floor;
    }
    for (let item = 0; item < itemCount; item++) sums[item] = popularity[item] === 0 ? coldFloor : warmFloor;
    for (const [member, { items, values, popular, floor }] of lists.entries()) {
      const [warm, cold] = [weights[member]!, coldWeights[member]!];
      for (let place = 0; place < items.length; place++) {
        const item = items[place]!;
        if (popular?.[place] !== 1) isSilent[item] = 0;
        sums[item]! += (popularity[item] === 0 ? cold : warm) * (values[place]! - floor);
      }
    }
    for (let item = 0; item < itemCount; item++) scores[item] = sums[item]!;
    return { scores, isSilent };
  };
}
