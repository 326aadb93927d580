import { checkInteger } from "../check.ts";
import { type Csr, rowIndices } from "../data/csr.ts";
import { checkHistories } from "./histories.ts";
import { HYBRID } from "./hybrid.ts";
import { type Normalisation, type NormalisedList, type RankingMember, visitLists } from "./hybrid-lists.ts";
import { selectTop } from "./item-weights.ts";
import type { OptionValue, RankingModel } from "./model.ts";
import { popularityOrder, rankByPopularity } from "./popularity.ts";

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
}

/** The mix of models that rank. A user costs what the members' lists cost, and O(items · log k). */
export function createHybridRankingModel(parts: HybridRankingParts): RankingModel {
  const { options, normalisation, members, weights, popularity } = parts;
  const itemCount = popularity.length;
  const depth = Math.min(parts.depth, Math.max(1, itemCount));
  const order = popularityOrder(popularity);
  const cold = coldWeights(parts);
  const taking = members.map((_, member) => weights[member] !== 0 || (cold?.[member] ?? 0) > 0);
  const ranking = members.filter((_, member) => taking[member]);
  const warmWeights = weights.filter((_, member) => taking[member]);
  const contentWeights = cold?.filter((_, member) => taking[member]) ?? warmWeights;
  const sums = new Float64Array(itemCount);
  const scores = new Float32Array(itemCount);
  const isOwn = new Uint8Array(itemCount);

  const mix = (lists: readonly NormalisedList[]): void => {
    let [warmFloor, coldFloor] = [0, 0];
    for (const [member, { floor }] of lists.entries()) {
      warmFloor += warmWeights[member]! * floor;
      coldFloor += contentWeights[member]! * floor;
    }
    for (let item = 0; item < itemCount; item++) sums[item] = popularity[item] === 0 ? coldFloor : warmFloor;
    for (const [member, { items, values, floor }] of lists.entries()) {
      const [warm, other] = [warmWeights[member]!, contentWeights[member]!];
      for (let place = 0; place < items.length; place++) {
        const item = items[place]!;
        sums[item]! += (popularity[item] === 0 ? other : warm) * (values[place]! - floor);
      }
    }
    for (let item = 0; item < itemCount; item++) scores[item] = sums[item]!;
  };

  return {
    kind: HYBRID,
    options,
    itemCount,
    recommendBatch: (histories, k) => {
      checkInteger("k", k, 1, MAXIMUM_LENGTH);
      checkHistories(histories, itemCount);
      const batch = rankByPopularity(withoutEntries(histories), k, popularity, order);
      visitLists(ranking, histories, depth, normalisation, (row, lists) => {
        mix(lists);
        const own = rowIndices(histories, row);
        for (const item of own) isOwn[item] = 1;
        selectTop(scores, isOwn, batch, row);
        for (const item of own) isOwn[item] = 0;
      });
      return batch;
    },
  };
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
