import { type Interactions, toCsr } from "../../src/data/interactions.ts";
import { countInteractions, createPopularityModel } from "../../src/models/item-counts.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { scoresAlone } from "../../src/rerankers/look.ts";
import type { Person } from "../../src/rerankers/person.ts";
import type { FittedRetrieval, RetrievalPlan } from "../../src/rerankers/retrieval-plan.ts";

/** A fit of a recording plan. */
export interface RecordedFit extends FittedRetrieval {
  readonly train: Interactions;
  readonly phase: string | undefined;
  readonly start: RecordedFit | undefined;
  /** Whom it was asked about, with the candidates that it gave. */
  readonly asked: { readonly person: Person; readonly items: readonly number[] }[];
}

/** Ranks by popularity, but says that everything follows from the history; it remembers what it was given. */
export function recordingPlan(name = "poor"): RetrievalPlan<RecordedFit> & { readonly fits: RecordedFit[] } {
  const fits: RecordedFit[] = [];
  return {
    name,
    fits,
    fit: async (train, phase, start) => {
      const fit = recordedFit(name, train, phase, start);
      fits.push(fit);
      return fit;
    },
  };
}

function recordedFit(
  name: string,
  train: Interactions,
  phase: string | undefined,
  start: RecordedFit | undefined,
): RecordedFit {
  const counts = countInteractions(toCsr(train));
  const order = Uint32Array.from(counts.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const asked: { person: Person; items: readonly number[] }[] = [];
  return {
    train,
    phase,
    start,
    asked,
    model: poorModel(train),
    retriever: {
      name,
      knowsLikeness: false,
      best: (person, width, { exclude }) => {
        const items = order.filter((item) => !exclude.includes(item)).subarray(0, width);
        asked.push({ person, items: [...items] });
        return { items, scores: Float32Array.from(items, (item) => counts[item]! + 1) };
      },
      look: (_, { items }) => scoresAlone(Float32Array.from(items, (item) => counts[item]!)),
    },
  };
}

/** The lists of popularity, as if everything followed from the history. */
function poorModel(train: Interactions): RankingModel {
  const model = createPopularityModel(toCsr(train));
  return {
    kind: "poor",
    options: {},
    itemCount: train.itemIds.size,
    recommendBatch: (histories, k) => ({ ...model.recommendBatch(histories, k), popular: undefined }),
  };
}

/** Interactions as pairs of ids, which no numbering changes. */
export function pairsOf({ users, items, userIds, itemIds }: Interactions): Set<string> {
  return new Set(Array.from(users, (user, row) => `${userIds.ids[user]} ${itemIds.ids[items[row]!]}`));
}
