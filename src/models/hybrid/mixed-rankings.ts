import type { Csr } from "../../data/csr.ts";
import type { RankingLists } from "../../kernels/ranking.ts";
import { rankByPopularity } from "../item-counts.ts";
import { popularItems } from "../popular-tail.ts";
import { popularityOf } from "../retrieval/popularity-of.ts";
import type { Retrieval } from "../retrieval/retrieval.ts";
import type { ByScores, ServedModel, WeighedHistory } from "../served-model.ts";
import { type Normalisation, normaliseList } from "./lists.ts";
import { type MemberParts, mixedParts, popularityParts } from "./mixed-parts.ts";
import { createMixer } from "./mixer.ts";

/** Histories that members search together. */
const TOGETHER = 64;

/** A member of a mix of rankings at work. */
export interface ListingMember {
  /** Its list for each of these histories, with values as they were given: at most `depth` items, as it lists them alone. */
  listsOf(rows: readonly WeighedHistory[], depth: number): readonly RankingLists[];
  /** What its scores are made of; undefined for a member that cannot tell. */
  readonly partsOf?: MemberParts | undefined;
  /** Whether it computes a score for every item. */
  readonly scoresItems: boolean;
  /** Bytes of kernel memory. */
  readonly memoryBytes: number;
}

export interface MixedRankings {
  /** f64[members] */
  readonly weights: Float64Array;
  /** What each member counts for items without interactions, f64[members]. */
  readonly coldWeights: Float64Array;
  readonly normalisation: Normalisation;
  /** Entries of each member's list. */
  readonly depth: number;
  /** f32[items]: interactions of each item in train; those with none are cold. */
  readonly popularity: Float32Array;
}

/**
 * Retrieval by a mix of rankings (hybrid.ts): each member lists its best `depth` items for the history, as it would alone; the
 * lists are mixed, and what the filter and the exclusions leave is taken out of the mix. Histories hold values as they were
 * given. Items of which no list says what follows from the history are ordered by popularity.
 */
export function mixRankings(
  members: readonly ListingMember[],
  { depth, normalisation, ...parts }: MixedRankings,
): ByScores {
  const mix = createMixer(parts);
  const scoresOf = (lists: readonly (RankingLists | undefined)[]) =>
    mix(lists.flatMap((list) => (list ? [normaliseList(list, 0, normalisation)] : [])));
  return {
    by: "scores",
    itemsScored: parts.popularity.length * members.filter(({ scoresItems }) => scoresItems).length,
    get memoryBytes() {
      return members.reduce((sum, member) => sum + member.memoryBytes, 0);
    },
    partsOf: mixedParts(
      members.map(({ partsOf }) => partsOf),
      (item) => (parts.popularity[item] === 0 ? parts.coldWeights : parts.weights),
      (member) => parts.weights[member] !== 0 || parts.coldWeights[member] !== 0,
    ),
    scoresOf: (history, weights, _, sequence) =>
      scoresOf(members.map((member) => member.listsOf([{ history, weights, sequence }], depth)[0])),
    together: {
      size: TOGETHER,
      scoresOf: (rows) => {
        const lists = members.map((member) => member.listsOf(rows, depth));
        return (row) => scoresOf(lists.map((list) => list[row]));
      },
    },
  };
}

/** A restored member, which weighs values as it does alone. */
export function listingOfModel(
  served: ServedModel,
  retrieval: Retrieval | undefined,
  popularity: Float32Array,
): ListingMember {
  if (!retrieval) return listingOfPopularity(popularityOf(served, popularity));
  const { weigh, sentWeight, isAlike } = served;
  const partsOf = retrieval.parts;
  const weighed = weigh ?? ((values: Float32Array) => values.map((value) => sentWeight?.(value) ?? 1));
  return {
    listsOf: (rows, k) => {
      const users = rows.map(({ history, weights, sequence }) => {
        return { history, weights: weighed(weights), exclude: history, sequence };
      });
      const found = retrieval.scanBatch?.(users, k, { filter: undefined });
      return users.map(({ history, weights, exclude, sequence }, row) => {
        const options = { filter: undefined, exclude, sequence };
        const { ranking } = found?.[row] ?? retrieval.scan(history, weights, k, options);
        // Of a list that is the same for every user nothing follows from a history.
        return isAlike ? { k, ...ranking, popular: new Uint8Array(ranking.items.length).fill(1) } : { k, ...ranking };
      });
    },
    partsOf: isAlike
      ? popularityParts
      : partsOf &&
        (({ history, weights, sequence }, wanted) => partsOf(history, weighed(weights), wanted, { sequence })),
    scoresItems: true,
    get memoryBytes() {
      return retrieval.memoryBytes;
    },
  };
}

function listingOfPopularity(popularity: Float32Array): ListingMember {
  const { order } = popularItems(popularity);
  return {
    listsOf: (rows, depth) =>
      rows.map((row) => rankByPopularity(rowOf(row, popularity.length), depth, popularity, order)),
    partsOf: popularityParts,
    scoresItems: false,
    memoryBytes: 0,
  };
}

/** A member in the training process that cannot be restored, by its lists. */
export function listingOfLists(
  recommendBatch: (histories: Csr, k: number) => RankingLists,
  itemCount: number,
): ListingMember {
  return {
    listsOf: (rows, depth) => rows.map((row) => recommendBatch(rowOf(row, itemCount), depth)),
    scoresItems: true,
    memoryBytes: 0,
  };
}

function rowOf({ history, weights, sequence }: WeighedHistory, columnCount: number): Csr {
  const offsets = Uint32Array.of(0, history.length);
  const isWhole = sequence?.length === history.length;
  return {
    rowCount: 1,
    columnCount,
    offsets,
    indices: history,
    values: weights,
    sequence: isWhole ? sequence : undefined,
  };
}
