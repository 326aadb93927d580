import { checkInteger } from "../check.ts";
import { type Csr, rowIndices } from "../data/csr.ts";
import { NO_ITEM } from "../kernels/ranking.ts";
import { checkHistories } from "./histories.ts";
import { HYBRID } from "./hybrid.ts";
import { listDepth, type Normalisation, type RankingMember, visitLists } from "./hybrid-lists.ts";
import { createMixer } from "./hybrid-mix.ts";
import { rankByPopularity } from "./item-counts.ts";
import type { OptionValue, RankingModel } from "./model.ts";
import { popularItems } from "./popular-tail.ts";
import type { RatingScale } from "./rating-model.ts";
import { selectWithSilent } from "./retrieval/select-with-silent.ts";

const MAXIMUM_LENGTH = 0x7fff_ffff;

export interface HybridRankingParts {
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly normalisation: Normalisation;
  readonly depth: number;
  readonly coldWeight: number;
  readonly members: readonly RankingMember[];
  /** w, by member. */
  readonly weights: Float64Array;
  /** f32[items]: interactions of each item in train; those with none are cold. */
  readonly popularity: Float32Array;
  /** Where the values of interactions are ratings. */
  readonly scale?: RatingScale | undefined;
}

/** A member that takes part, with what it counts. */
export interface TakingMember extends RankingMember {
  readonly weight: number;
  /** For items without interactions. */
  readonly coldWeight: number;
}

/** A fitted mix of rankings; with what its members keep it can be kept itself. */
export interface HybridRankingModel extends RankingModel {
  readonly kind: typeof HYBRID;
  /** Without members that count nothing. */
  readonly taking: readonly TakingMember[];
  /** Where the values of interactions are ratings: a server that is told of an item without one takes the highest. */
  readonly scale: RatingScale | undefined;
}

/** Whether a fitted model is a mix of rankings. */
export function isHybridRanking(model: { readonly kind: string }): model is HybridRankingModel {
  return model.kind === HYBRID && "taking" in model;
}

/** The mix of models that rank. A user costs what the members' lists cost, and O(items · log k). */
export function createHybridRankingModel(parts: HybridRankingParts): HybridRankingModel {
  const { options, normalisation, popularity } = parts;
  const itemCount = popularity.length;
  const depth = listDepth(parts.depth, itemCount);
  const popular = popularItems(popularity);
  const taking = takingMembers(parts);
  const weights = Float64Array.from(taking, ({ weight }) => weight);
  const coldWeights = Float64Array.from(taking, ({ coldWeight }) => coldWeight);
  const mix = createMixer({ popularity, weights, coldWeights });
  const isOwn = new Uint8Array(itemCount);
  return {
    kind: HYBRID,
    options,
    itemCount,
    taking,
    scale: parts.scale,
    recommendBatch: (histories, k) => {
      checkInteger("k", k, 1, MAXIMUM_LENGTH);
      checkHistories(histories, itemCount);
      const batch = rankByPopularity(withoutEntries(histories), k, popularity, popular.order);
      visitLists(taking, histories, depth, normalisation, (row, lists) => {
        const own = rowIndices(histories, row);
        for (const item of own) isOwn[item] = 1;
        const { items, scores, popular: marks } = selectWithSilent(mix(lists), isOwn, Math.min(k, itemCount), popular);
        for (const item of own) isOwn[item] = 0;
        const places = [row * k, (row + 1) * k] as const;
        batch.items.fill(NO_ITEM, ...places).set(items, row * k);
        batch.scores.fill(Number.NEGATIVE_INFINITY, ...places).set(scores, row * k);
        batch.popular?.fill(0, ...places).set(marks ?? [], row * k);
      });
      return batch;
    },
  };
}

/** The members that count for any item, with their weights. */
export function takingMembers(parts: Pick<HybridRankingParts, "members" | "weights" | "coldWeight">): TakingMember[] {
  const cold = coldWeights(parts);
  return parts.members
    .map((member, place) => {
      const weight = parts.weights[place]!;
      return { ...member, weight, coldWeight: cold?.[place] ?? weight };
    })
    .filter(({ weight, coldWeight }) => weight !== 0 || coldWeight > 0);
}

/** What each member counts for items without interactions: f64[members]; undefined where no member knows the content. */
export function coldWeights({
  members,
  weights,
  coldWeight,
}: Pick<HybridRankingParts, "members" | "weights" | "coldWeight">): Float64Array | undefined {
  if (!members.some(({ content }) => content)) return undefined;
  const total = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const share = Float64Array.from(members, ({ content }, member) => (content ? Math.max(0, weights[member]!) : 0));
  const sum = share.reduce((part, weight) => part + weight, 0);
  // Members of content that the mix has no use for still know more of such items than the others.
  const shares = sum > 0 ? share : Float64Array.from(members, ({ content }) => (content ? 1 : 0));
  const divisor = shares.reduce((part, weight) => part + weight, 0);
  return shares.map((weight) => (coldWeight * total * weight) / divisor);
}

/** The same rows, all empty. */
function withoutEntries({ rowCount, columnCount }: Csr): Csr {
  return {
    ...{ rowCount, columnCount, offsets: new Uint32Array(rowCount + 1) },
    ...{ indices: new Uint32Array(), values: new Float32Array() },
  };
}
