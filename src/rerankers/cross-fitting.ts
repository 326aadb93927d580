import { rowIndices, rowSequence, rowValues } from "../data/csr.ts";
import { type Interactions, selectInteractions, toCsr } from "../data/interactions.ts";
import { toOrderedCsr } from "../data/sequences.ts";
import { TrainingError } from "../errors.ts";
import { createRandom, shuffle } from "../random.ts";
import { type CandidateLists, joinLists, listCandidates, MAXIMUM_LISTS, STOPPING_SHARE } from "./candidate-lists.ts";
import type { ExampleSettings } from "./example-settings.ts";
import { type HeadExamples, teaches } from "./examples.ts";
import { itemFacts } from "./item-facts.ts";
import { personOf } from "./person.ts";
import { type FittedRetrieval, type FittedRetrievals, fitAll, type RetrievalPlans } from "./retrieval-plan.ts";

/** Parts that each user's interactions are dealt into; each is hidden from one fit. */
const PARTS = 5;
/** What to do where there is too little for a head; ends messages. */
export const WITHOUT_HEAD = "leave the head out (--head none)";
/** Streams of the seed. */
const STREAMS = { parts: 401, users: 402 } as const;

/** What a re-ranker learns from, and the last of the fits behind it. */
export interface LabelledExamples<F extends FittedRetrieval> {
  readonly examples: HeadExamples;
  /** Further fits start here, where plans can do that. */
  readonly last: FittedRetrievals<F>;
}

/**
 * Labels for the question which items a history lacks, by cross-fitting. Each user's interactions are dealt into five parts;
 * five times the retrievers are fitted to all but one part, and their best candidates for a user are labelled by what the user
 * has in that part. So no score that the re-ranker sees was fitted to its own label, and a fifth of a history is hidden, not
 * more: features of half a history are not those of a whole one. Source of the principle: Wolpert 1992, stacked generalisation.
 *
 * Throws TrainingError `too-little-history` with fewer than two users of PARTS interactions, or fewer than two items, or
 * when no list has both something that the user took and something else.
 */
export async function crossFit<F extends FittedRetrieval>(
  plans: RetrievalPlans<F>,
  interactions: Interactions,
  settings: ExampleSettings,
): Promise<LabelledExamples<F>> {
  const { seed, candidateCount, items, itemTimes } = settings;
  const partOf = dealParts(interactions, seed);
  const users = eligibleUsers(interactions, PARTS, seed);
  const partsPerUser = Math.max(1, Math.min(PARTS, Math.floor(MAXIMUM_LISTS / users.length)));
  const chosen = users.subarray(0, MAXIMUM_LISTS);
  const lists: CandidateLists[] = [];
  let last: FittedRetrievals<F> | undefined;
  for (let part = 0; part < PARTS; part++) {
    const own = chosen.filter((_, place) => (place + part) % PARTS < partsPerUser);
    if (own.length === 0) continue;
    const seen = selectRows(interactions, (row) => partOf[row] !== part);
    const hidden = toCsr(selectRows(interactions, (row) => partOf[row] === part));
    last = await fitAll(plans, seen, undefined, last);
    const histories = toOrderedCsr(seen);
    const asked = Array.from(own, (user) => ({
      user,
      person: personOf(rowIndices(histories, user), rowValues(histories, user), rowSequence(histories, user)),
      hidden: new Set(rowIndices(hidden, user)),
    }));
    const retrievers = last.map(({ retriever }) => retriever);
    lists.push(listCandidates(retrievers, itemFacts(seen, items, itemTimes), asked, candidateCount));
  }
  return { examples: examplesOf(lists, chosen), last: fittedOnce(last) };
}

/** The lists as examples: a share of the users chooses. Throws TrainingError `too-little-history` where they teach nothing. */
export function examplesOf(lists: readonly CandidateLists[], users: Uint32Array): HeadExamples {
  const stopping = new Set(users.subarray(0, Math.max(1, Math.round(users.length * STOPPING_SHARE))));
  const examples = joinLists(lists, stopping);
  if (examples.candidateCount >= 2 && examples.groupsTrain.some((group) => teaches(examples, group))) return examples;
  throw new TrainingError(
    "too-little-history",
    `a head needs lists with both hidden and other items to learn from, this data gives none; ${WITHOUT_HEAD}`,
  );
}

export function fittedOnce<Fits>(fits: Fits | undefined): Fits {
  if (fits !== undefined) return fits;
  throw new TrainingError("too-little-history", `a head needs at least one list of candidates; ${WITHOUT_HEAD}`);
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

/** Users with at least so many interactions, shuffled. Throws TrainingError `too-little-history` for fewer than two. */
export function eligibleUsers(interactions: Interactions, least: number, seed: number): Uint32Array {
  const counts = new Uint32Array(interactions.userIds.size);
  for (const user of interactions.users) counts[user]! += 1;
  const users = Uint32Array.from(counts.keys()).filter((user) => counts[user]! >= least);
  if (users.length < 2) {
    throw new TrainingError(
      "too-little-history",
      `a head needs at least 2 users with ${least} interactions, this data has ${users.length}; ${WITHOUT_HEAD}`,
    );
  }
  return shuffle(users, createRandom(seed, STREAMS.users));
}

export function selectRows(interactions: Interactions, keep: (row: number) => boolean): Interactions {
  return selectInteractions(interactions, Uint32Array.from(interactions.users.keys()).filter(keep));
}
