import { type Interactions, toCsr } from "../data/interactions.ts";
import { createCategoryColumn, type ItemTable } from "../data/items.ts";
import { OptionsError } from "../errors.ts";
import type { Candidate } from "../evaluation/candidate.ts";
import type { Fitted } from "../evaluation/evaluate-fitted.ts";
import { kernelModule, threadedKernelModule } from "../kernels/module.node.ts";
import { foldInRows } from "../models/factor-lists.ts";
import {
  createImplicitAlsModel,
  type ImplicitAlsModel,
  type ImplicitAlsOptions,
  implicitAlsOptions,
  observedWeight,
} from "../models/implicit-als/implicit-als.ts";
import { trainImplicitAls } from "../models/implicit-als/train-als-factors.ts";
import { countInteractions } from "../models/item-counts.ts";
import type { RankingModel, RatingModel } from "../models/model.ts";
import { createRerankedModel, WITH_HEAD } from "../rerankers/reranked-model.ts";
import { candidatesOfModel, type FittedRetrieval, type RetrievalPlan } from "../rerankers/retrieval-plan.ts";
import { TAG_COLUMN } from "../rerankers/tag-overlap.ts";
import { DEFAULT_RERANKER } from "../rerankers/trainable.ts";
import type { TrainingContext } from "../training/context.ts";
import { fitAndJudge } from "./fit.ts";

/** Sweeps of a fit that starts from the factors of another one. */
const WARM_EPOCHS = 5;

/** Models that give every user the same list: nothing in it can be ordered anew. */
const NOT_PERSONAL: ReadonlySet<string> = new Set(["popularity"]);

export interface FittedImplicitAls extends FittedRetrieval {
  readonly model: ImplicitAlsModel;
  readonly objective: number;
}

/** implicit-als, each fit from the factors of the one before. */
export function implicitAlsPlan(
  options: ImplicitAlsOptions,
  control: TrainingContext,
): RetrievalPlan<FittedImplicitAls> {
  const { seed, threads, signal, onEpoch, onPhase } = control;
  return {
    fit: async (train, phase, start) => {
      if (phase !== undefined) onPhase?.(phase);
      const initialItemFactors = start?.model.itemFactors;
      if (initialItemFactors && initialItemFactors.precision !== "f32")
        throw new TypeError("start: expected f32 factors");
      const epochs = start ? Math.min(WARM_EPOCHS, options.epochs) : options.epochs;
      const matrix = toCsr(train);
      const factors = await trainImplicitAls(
        await threadedKernelModule(),
        matrix,
        { ...options, epochs },
        { seed, threads, signal, onEpoch },
        initialItemFactors?.values,
      );
      const popularity = countInteractions(matrix);
      const itemFactors = { precision: "f32", values: factors.itemFactors } as const;
      const model = createImplicitAlsModel(await kernelModule(), options, {
        itemFactors,
        gram: factors.gram,
        popularity,
      });
      return { ...retrievalOfImplicitAls(model, options), model, objective: factors.objective };
    },
  };
}

/** A fitted implicit-als as re-rankers see it. */
export function retrievalOfImplicitAls(model: ImplicitAlsModel, options: ImplicitAlsOptions): FittedRetrieval {
  const { factorCount, index, foldIn, popularity } = model;
  const weightOf = (value: number): number => observedWeight(options, value);
  const vectors = {
    factorCount,
    userFactors: (histories: Parameters<typeof foldInRows>[0]) => foldInRows(histories, factorCount, weightOf, foldIn),
    itemFactors: (items: Uint32Array) => index.factorsOf(items),
  };
  return {
    model,
    popularity,
    vectors,
    candidates: (histories, width) => {
      const exclude = { offsets: histories.offsets, items: histories.indices };
      return index.scanBatch(vectors.userFactors(histories), histories.rowCount, width, { exclude });
    },
  };
}

/** Any model that ranks, by what its candidate fits. Each fit has factors of its own axes, so no re-ranker reads them. */
export function candidatePlan(candidate: Candidate, { onPhase }: Pick<TrainingContext, "onPhase">): RetrievalPlan {
  return {
    fit: async (train, phase) => {
      if (phase !== undefined) onPhase?.(phase);
      const model = await candidate.fit(train);
      if (!isRankingModel(model)) {
        throw new OptionsError(
          "no-head",
          `${candidate.model}: expected a model that ranks; a head orders its lists anew`,
        );
      }
      return { model, popularity: countInteractions(toCsr(train)), candidates: candidatesOfModel(model) };
    },
  };
}

/** A model with a re-ranker behind it where that wins, to be measured as one. Throws OptionsError `no-head`. */
export function rerankedCandidate(
  base: Candidate,
  planFor: (train: Interactions) => RetrievalPlan,
  items: ItemTable,
  control: TrainingContext,
): Candidate {
  checkHasHead(base.model);
  return {
    model: `${base.model}${WITH_HEAD}`,
    options: base.options,
    predicts: base.predicts,
    decisionsOnly: base.decisionsOnly,
    fit: async (train) => {
      const tags = items.categories.get(TAG_COLUMN) ?? createCategoryColumn(items.titles.map(() => []));
      const wanted = { reranker: DEFAULT_RERANKER, wish: "required" } as const;
      const { retrieval, winner } = await fitAndJudge(planFor(train), train, tags, wanted, control);
      if (!winner) return retrieval.model;
      const model = createRerankedModel(retrieval, winner.head, winner.trained.manifest.candidateCount, tags);
      return isRatingModel(retrieval.model) ? withPredictions(model, retrieval.model) : model;
    },
  };
}

/** How the retrieval of a model is fitted, again and again. */
export function planOf(base: Candidate, set: Readonly<Record<string, string>>, control: TrainingContext) {
  return (train: Interactions): RetrievalPlan =>
    base.model === "implicit-als"
      ? implicitAlsPlan(implicitAlsOptions(set, toCsr(train)), control)
      : candidatePlan(base, control);
}

/** Throws OptionsError `no-head` for a model behind which no re-ranker has anything to do. */
export function checkHasHead(model: string): void {
  if (!NOT_PERSONAL.has(model)) return;
  throw new OptionsError("no-head", `${model}: every user gets the same list, which no head can order for them`);
}

/** A re-ranker changes lists only: predictions stay those of the model. */
function withPredictions(lists: RankingModel, rates: RatingModel): RankingModel & Pick<RatingModel, "predictBatch"> {
  return { ...lists, predictBatch: (queries) => rates.predictBatch(queries) };
}

function isRankingModel(model: Fitted | RankingModel): model is RankingModel {
  return "recommendBatch" in model && "itemCount" in model && "options" in model;
}

function isRatingModel(model: RankingModel): model is RatingModel {
  return "predictBatch" in model;
}
