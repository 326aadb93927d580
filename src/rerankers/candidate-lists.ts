import { TrainingError } from "../errors.ts";
import { unionOf } from "./candidates.ts";
import type { HeadExamples } from "./examples.ts";
import { type FeatureSpace, featureSpace } from "./features.ts";
import type { ItemFacts } from "./item-facts.ts";
import type { Person } from "./person.ts";
import type { Retriever } from "./retriever.ts";

/** Lists of candidates that a head learns from, at most: more cost time and teach it little. */
export const MAXIMUM_LISTS = 6000;
/** Share of the persons that choose a head and say when to stop. */
export const STOPPING_SHARE = 0.25;

/** A person, and what was hidden of them. */
export interface AskedPerson {
  readonly user: number;
  readonly person: Person;
  readonly hidden: ReadonlySet<number>;
}

/** Lists of candidates with labels, as far as they are known. */
export interface CandidateLists extends Omit<HeadExamples, "groupsTrain" | "groupsValidation"> {
  /** u32[G], the user of each list. */
  readonly users: Uint32Array;
}

/** The candidates of some persons by fitted retrievers, with features and labels; at most `candidateCount` each. */
export function listCandidates(
  retrievers: readonly Retriever[],
  facts: ItemFacts,
  asked: readonly AskedPerson[],
  requestedCandidates: number,
): CandidateLists {
  const space = featureSpace(retrievers, facts);
  const candidateCount = Math.min(requestedCandidates, facts.popularity.length);
  const width = space.names.length;
  const lists = {
    featureNames: space.names,
    candidateCount,
    users: Uint32Array.from(asked, ({ user }) => user),
    counts: new Uint32Array(asked.length),
    features: new Float32Array(asked.length * candidateCount * width),
    labels: new Uint8Array(asked.length * candidateCount),
    positiveCounts: Uint32Array.from(asked, ({ hidden }) => hidden.size),
  };
  for (const [group, { person, hidden }] of asked.entries()) {
    const { items, features } = candidatesOf(retrievers, space, person, candidateCount);
    lists.counts[group] = items.length;
    lists.features.set(features, group * candidateCount * width);
    for (const [place, item] of items.entries()) {
      if (hidden.has(item)) lists.labels[group * candidateCount + place] = 1;
    }
  }
  return lists;
}

/** The candidates of one person and their features: the best of each retriever without the history. */
function candidatesOf(retrievers: readonly Retriever[], space: FeatureSpace, person: Person, count: number) {
  const options = { filter: undefined, exclude: person.items };
  const items = unionOf(
    retrievers.map((retriever) => retriever.best(person, count, options)),
    count,
  );
  return { items, features: space.read(person, items) };
}

/** One set of examples from the lists of several fits. Persons in `stopping` choose the head; it learns from the others. */
export function joinLists(lists: readonly CandidateLists[], stopping: ReadonlySet<number>): HeadExamples {
  const [first] = lists;
  if (!first) throw new TrainingError("too-little-history", "a head needs at least one list of candidates");
  const users = lists.flatMap((list) => [...list.users]);
  const groups = Uint32Array.from(users.keys());
  return {
    featureNames: first.featureNames,
    candidateCount: first.candidateCount,
    counts: concat(
      Uint32Array,
      lists.map(({ counts }) => counts),
    ),
    features: concat(
      Float32Array,
      lists.map(({ features }) => features),
    ),
    labels: concat(
      Uint8Array,
      lists.map(({ labels }) => labels),
    ),
    positiveCounts: concat(
      Uint32Array,
      lists.map(({ positiveCounts }) => positiveCounts),
    ),
    groupsTrain: groups.filter((group) => !stopping.has(users[group]!)),
    groupsValidation: groups.filter((group) => stopping.has(users[group]!)),
  };
}

type Numbers = Float32Array | Uint32Array | Uint8Array;

function concat<T extends Numbers>(type: new (length: number) => T, parts: readonly T[]): T {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const whole = new type(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
