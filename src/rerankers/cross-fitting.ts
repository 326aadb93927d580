import { type Csr, rowIndices } from "../data/csr.ts";
import { type Interactions, selectInteractions, toCsr } from "../data/interactions.ts";
import type { CategoryColumn } from "../data/items.ts";
import { TrainingError } from "../errors.ts";
import { NO_ITEM } from "../kernels/ranking.ts";
import { createRandom, shuffle } from "../random.ts";
import type { HeadExamples } from "./examples.ts";
import type { FittedRetrieval, RetrievalPlan } from "./retrieval-plan.ts";
import { tagOverlap } from "./tag-overlap.ts";

/** Parts that each user's interactions are dealt into; each is held out of one fit. */
const PARTS = 5;
/** Lists of candidates that the head learns from, at most: more cost time and teach it little. */
const MAXIMUM_GROUPS = 6000;
/** What to do where there is too little for a head; ends messages. */
export const WITHOUT_HEAD = "leave the head out (--head none)";
/** Share of the users that say when to stop. */
const STOPPING_SHARE = 0.25;
/** Streams of the seed. */
const STREAMS = { parts: 401, users: 402 } as const;

/** What a re-ranker learns from, and the last of the fits behind it. */
export interface CrossFitted<F extends FittedRetrieval> {
  readonly examples: HeadExamples;
  /** Further fits start here, so that all share the axes of their factors where the plan can do that. */
  readonly last: F;
}

/**
 * Collects a re-ranker's examples by cross-fitting. Each user's interactions are dealt into five parts; five times retrieval
 * is fitted to all but one part, and its best candidates for a user are labelled by what the user has in that part. So no
 * score that the re-ranker sees was fitted to its own label, and what one fit knows too little of the others know: a single
 * held-out part would teach it corrections of that part's sampling noise, which the final fit no longer needs.
 * The fits start from one another where the plan can do that, which keeps their factors on the same axes. Source of the
 * principle: Wolpert 1992, stacked generalisation.
 *
 * Throws TrainingError `too-little-history` with fewer than two users of PARTS interactions, or fewer than two items, or
 * when no list has both something that the user took and something else.
 */
export async function crossFit<F extends FittedRetrieval>(
  plan: RetrievalPlan<F>,
  interactions: Interactions,
  tags: CategoryColumn | undefined,
  candidateCount: number,
  seed: number,
): Promise<CrossFitted<F>> {
  const partOf = dealParts(interactions, seed);
  const users = eligibleUsers(interactions, seed);
  if (users.length < 2) {
    throw new TrainingError(
      "too-little-history",
      `a head needs at least 2 users with ${PARTS} interactions, this data has ${users.length}; ${WITHOUT_HEAD}`,
    );
  }
  const partsPerUser = Math.max(1, Math.min(PARTS, Math.floor(MAXIMUM_GROUPS / users.length)));
  const chosen = users.subarray(0, MAXIMUM_GROUPS);
  const lists: CandidateLists[] = [];
  let last: F | undefined;
  for (let part = 0; part < PARTS; part++) {
    const own = chosen.filter((_, place) => (place + part) % PARTS < partsPerUser);
    if (own.length === 0) continue;
    const seen = selectRows(interactions, partOf, (value) => value !== part);
    const heldOut = toCsr(selectRows(interactions, partOf, (value) => value === part));
    last = await plan.fit(seen, undefined, last);
    lists.push(listCandidates(last, toCsr(seen), heldOut, own, tags, candidateCount));
  }
  const stopping = new Set(chosen.subarray(0, Math.max(1, Math.round(chosen.length * STOPPING_SHARE))));
  const examples = joinLists(lists, stopping);
  if (!last || examples.candidateCount < 2 || !examples.groupsTrain.some((group) => teaches(examples, group))) {
    throw new TrainingError(
      "too-little-history",
      `a head needs lists with both held-out and other items to learn from, this data gives none; ${WITHOUT_HEAD}`,
    );
  }
  return { examples, last };
}

/** Whether a group has both positives and negatives among its candidates. */
function teaches({ labels, candidateItems, candidateCount }: HeadExamples, group: number): boolean {
  const start = group * candidateCount;
  const places = Array.from({ length: candidateCount }, (_, place) => start + place);
  const found = places.filter((entry) => candidateItems[entry] !== NO_ITEM);
  return found.some((entry) => labels[entry] === 1) && found.some((entry) => labels[entry] === 0);
}

/** Deals each user's interactions into PARTS parts at random, as evenly as they go. u8[interactions] */
function dealParts(interactions: Interactions, seed: number): Uint8Array {
  const random = createRandom(seed, STREAMS.parts);
  const order = shuffle(Uint32Array.from(interactions.users.keys()), random);
  const dealt = new Uint32Array(interactions.userIds.size);
  const partOf = new Uint8Array(order.length);
  for (const row of order) {
    const user = interactions.users[row]!;
    partOf[row] = (dealt[user]! + user) % PARTS;
    dealt[user]! += 1;
  }
  return partOf;
}

/** Users with something in every part, shuffled. */
function eligibleUsers(interactions: Interactions, seed: number): Uint32Array {
  const counts = new Uint32Array(interactions.userIds.size);
  for (const user of interactions.users) counts[user]! += 1;
  const users = Uint32Array.from(counts.keys()).filter((user) => counts[user]! >= PARTS);
  return shuffle(users, createRandom(seed, STREAMS.users));
}

function selectRows(interactions: Interactions, partOf: Uint8Array, keep: (part: number) => boolean): Interactions {
  return selectInteractions(
    interactions,
    Uint32Array.from(partOf.keys()).filter((row) => keep(partOf[row]!)),
  );
}

/** The candidates of some users by one fit. */
interface CandidateLists extends Omit<HeadExamples, "groupsTrain" | "groupsValidation"> {
  readonly users: Uint32Array;
}

function listCandidates(
  retrieval: FittedRetrieval,
  seen: Csr,
  heldOut: Csr,
  users: Uint32Array,
  tags: CategoryColumn | undefined,
  requestedCandidates: number,
): CandidateLists {
  const { popularity, vectors } = retrieval;
  const candidateCount = Math.min(requestedCandidates, popularity.length);
  const histories = selectCsrRows(seen, users);
  const found = retrieval.candidates(histories, candidateCount);
  const labels = new Uint8Array(found.items.length);
  const overlap = new Float32Array(found.items.length);
  const positiveCounts = new Uint32Array(users.length);
  for (let group = 0; group < users.length; group++) {
    const wanted = new Set(rowIndices(heldOut, users[group]!));
    positiveCounts[group] = wanted.size;
    const start = group * candidateCount;
    const places = found.items.subarray(start, start + candidateCount);
    const end = places.indexOf(NO_ITEM);
    const candidates = end < 0 ? places : places.subarray(0, end);
    for (const [place, item] of candidates.entries()) if (wanted.has(item)) labels[start + place] = 1;
    overlap.set(tagOverlap(tags, rowIndices(histories, group), candidates), start);
  }
  return {
    users,
    factorCount: vectors?.factorCount ?? 0,
    candidateCount,
    userFactors: vectors?.userFactors(histories) ?? NO_FACTORS,
    itemFactors: vectors?.itemFactors(Uint32Array.from(popularity.keys())) ?? NO_FACTORS,
    candidateItems: found.items,
    retrievalScores: found.scores,
    popularity,
    tagOverlap: overlap,
    labels,
    positiveCounts,
  };
}

/** One set of examples from the lists of all fits: each fit's items become items of their own. */
function joinLists(lists: readonly CandidateLists[], stopping: ReadonlySet<number>): HeadExamples {
  const [first] = lists;
  if (!first) throw new TrainingError("too-little-history", "a head needs at least one list of candidates");
  const users = lists.flatMap((list) => [...list.users]);
  const groups = Uint32Array.from(users.keys());
  const candidateItems = lists.map((list, fit) =>
    list.candidateItems.map((item) => (item === NO_ITEM ? NO_ITEM : item + fit * list.popularity.length)),
  );
  return {
    factorCount: first.factorCount,
    candidateCount: first.candidateCount,
    userFactors: concatF32(lists.map((list) => list.userFactors)),
    itemFactors: concatF32(lists.map((list) => list.itemFactors)),
    candidateItems: Uint32Array.from(candidateItems.flatMap((items) => [...items])),
    retrievalScores: concatF32(lists.map((list) => list.retrievalScores)),
    popularity: concatF32(lists.map((list) => list.popularity)),
    tagOverlap: concatF32(lists.map((list) => list.tagOverlap)),
    labels: Uint8Array.from(lists.flatMap((list) => [...list.labels])),
    positiveCounts: Uint32Array.from(lists.flatMap((list) => [...list.positiveCounts])),
    groupsTrain: groups.filter((group) => !stopping.has(users[group]!)),
    groupsValidation: groups.filter((group) => stopping.has(users[group]!)),
  };
}

const NO_FACTORS = new Float32Array(0);

function concatF32(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The rows of a matrix in the order given. Copies. */
function selectCsrRows(matrix: Csr, rows: Uint32Array): Csr {
  const offsets = new Uint32Array(rows.length + 1);
  for (const [place, row] of rows.entries()) offsets[place + 1] = offsets[place]! + rowIndices(matrix, row).length;
  const indices = new Uint32Array(offsets[rows.length]!);
  const values = new Float32Array(indices.length);
  for (const [place, row] of rows.entries()) {
    const [start, end] = [matrix.offsets[row]!, matrix.offsets[row + 1]!];
    indices.set(matrix.indices.subarray(start, end), offsets[place]);
    values.set(matrix.values.subarray(start, end), offsets[place]);
  }
  return { rowCount: rows.length, columnCount: matrix.columnCount, offsets, indices, values };
}
