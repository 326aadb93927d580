import type { Ranking } from "../../kernels/ranking.ts";
import { NO_ITEM } from "../../kernels/ranking.ts";
import { cosineScores } from "../cosine-scores.ts";
import { positiveOnly } from "../retrieval/positive-only.ts";
import type { Retrieval } from "../retrieval/retrieval.ts";
import { selectTop } from "../select-top.ts";
import type { ByFactors, ServedModel } from "../served-model.ts";

/** The items most like one, at most `depth` and best first, of one member; items without any likeness are not among them. */
export type MemberLikeness = (item: number, depth: number) => Ranking;

/** What the members of a mix count when two items are compared. */
export interface LikenessWeights {
  readonly weights: ArrayLike<number>;
  /** Where one of the two items has no interactions. */
  readonly coldWeights?: ArrayLike<number> | undefined;
  /** Items without interactions; none by default. */
  readonly isCold?: ((item: number) => boolean) | undefined;
}

/**
 * Likeness as a mix has it: Σ_m w_m (1 − place / depth) over the members' lists, f32[items]; 0 where an item is in none.
 * Places count and not scores, because a cosine and a weight between items have no common scale. undefined where no member
 * knows what is alike.
 */
export function mixedLikeness(
  members: readonly (MemberLikeness | undefined)[],
  { weights, coldWeights = weights, isCold = () => false }: LikenessWeights,
  depth: number,
  itemCount: number,
): ((item: number) => Float32Array) | undefined {
  if (members.every((member) => member === undefined)) return undefined;
  return (item) => {
    const scores = new Float64Array(itemCount);
    const asked = isCold(item);
    for (const [member, similarTo] of members.entries()) {
      const { items } = similarTo?.(item, depth) ?? { items: [] };
      for (const [place, other] of items.entries()) {
        const weight = (asked || isCold(other) ? coldWeights : weights)[member]!;
        scores[other]! += weight * (1 - place / depth);
      }
    }
    return Float32Array.from(scores);
  };
}

/** The likeness that a retrieval knows. */
export function likenessOfRetrieval(retrieval: Retrieval | undefined): MemberLikeness | undefined {
  const { similar } = retrieval ?? {};
  if (!similar) return undefined;
  return (item, depth) =>
    positiveOnly(similar(item, depth, { filter: undefined, exclude: Uint32Array.of(item) }).ranking);
}

/** The likeness that a model knows without its retrieval: its own, or the cosine of its factors where that is above 0. */
export function likenessOfModel({ similarTo, retrieve }: ServedModel): MemberLikeness | undefined {
  const ofFactors = retrieve.by === "factors" ? cosinesOf(retrieve) : undefined;
  const scoresOf = similarTo ?? ofFactors;
  if (!scoresOf) return undefined;
  return (item, depth) => {
    const scores = scoresOf(item);
    const isOut = Uint8Array.from(scores, (score, other) => (score > 0 && other !== item ? 0 : 1));
    const batch = { queryCount: 1, k: depth, items: new Uint32Array(depth), scores: new Float32Array(depth) };
    selectTop(scores, isOut, batch, 0);
    const end = batch.items.indexOf(NO_ITEM);
    return end < 0 ? batch : { items: batch.items.subarray(0, end), scores: batch.scores.subarray(0, end) };
  };
}

/** Norms are taken when the first item is asked for. */
function cosinesOf(retrieve: ByFactors): ((item: number) => Float32Array) | undefined {
  let cosines: ((item: number) => Float32Array) | undefined;
  return (item) => {
    const { factors, factorCount, likenessLanes = factorCount } = retrieve;
    if (factors.precision !== "f32") return new Float32Array(factors.scales.length);
    cosines ??= cosineScores({ rows: factors.values, laneCount: factorCount, factorCount: likenessLanes });
    return cosines(item);
  };
}
