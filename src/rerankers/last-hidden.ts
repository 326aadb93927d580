import { rowIndices, rowSequence, rowValues } from "../data/csr.ts";
import type { Interactions } from "../data/interactions.ts";
import { toOrderedCsr } from "../data/sequences.ts";
import { type AskedPerson, listCandidates, MAXIMUM_LISTS } from "./candidate-lists.ts";
import { eligibleUsers, examplesOf, type LabelledExamples, selectRows } from "./cross-fitting.ts";
import type { ExampleSettings } from "./example-settings.ts";
import { itemFacts } from "./item-facts.ts";
import { personOf } from "./person.ts";
import { type FittedRetrieval, fitAll, type RetrievalPlans } from "./retrieval-plan.ts";

/** Users with fewer interactions teach nothing of what comes next. */
const MINIMUM_HISTORY = 5;
/** Share of a history that is hidden at most, and interactions of a user: features of a short history are not those of a long one. */
const HIDDEN_SHARE = 0.2;
const MOST_HIDDEN = 10;

/**
 * Labels for the question what comes next. Of each user the last interactions are hidden: a fifth, at most ten. The retrievers
 * are fitted once, without them. Each hidden interaction is the label of a list, whose history is everything before it: also
 * the hidden ones before it, which were not fitted to, but fold in as those of a request do.
 *
 * `interactions` have complete times. Errors: those of crossFit.
 */
export async function hideLast<F extends FittedRetrieval>(
  plans: RetrievalPlans<F>,
  interactions: Interactions,
  { seed, candidateCount, items, itemTimes }: ExampleSettings,
): Promise<LabelledExamples<F>> {
  const users = eligibleUsers(interactions, MINIMUM_HISTORY, seed);
  const perUser = Math.max(1, Math.min(MOST_HIDDEN, Math.floor(MAXIMUM_LISTS / users.length)));
  const chosen = users.subarray(0, MAXIMUM_LISTS);
  const whole = toOrderedCsr(interactions);
  const hiddenOf = new Map<number, readonly number[]>();
  for (const user of chosen) {
    const sequence = rowSequence(whole, user) ?? new Uint32Array(0);
    const count = Math.min(perUser, Math.max(1, Math.floor(HIDDEN_SHARE * sequence.length)));
    hiddenOf.set(user, [...sequence.subarray(sequence.length - count)]);
  }
  const hiddenSets = new Map(Array.from(hiddenOf, ([user, hidden]) => [user, new Set(hidden)]));
  const seen = selectRows(interactions, (row) => {
    return hiddenSets.get(interactions.users[row]!)?.has(interactions.items[row]!) !== true;
  });
  const last = await fitAll(plans, seen);
  const asked: AskedPerson[] = [];
  for (const user of chosen) {
    const sequence = rowSequence(whole, user) ?? new Uint32Array(0);
    const [items, values] = [rowIndices(whole, user), rowValues(whole, user)];
    const hidden = hiddenOf.get(user) ?? [];
    for (const [place, item] of hidden.entries()) {
      const before = sequence.subarray(0, sequence.length - hidden.length + place);
      const known = new Set(before);
      const kept = Uint32Array.from(items.keys()).filter((at) => known.has(items[at]!));
      const person = personOf(
        Uint32Array.from(kept, (at) => items[at]!),
        Float32Array.from(kept, (at) => values[at]!),
        before,
      );
      asked.push({ user, person, hidden: new Set([item]) });
    }
  }
  const retrievers = last.map(({ retriever }) => retriever);
  const lists = listCandidates(retrievers, itemFacts(seen, items, itemTimes), asked, candidateCount);
  return { examples: examplesOf([lists], chosen), last };
}
