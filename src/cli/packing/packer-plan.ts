import { toCsr } from "../../data/interactions.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import { countInteractions } from "../../models/item-counts.ts";
import { withHead } from "../../packing/packed-head.ts";
import type { Packer, TrainRequest } from "../../packing/packer.ts";
import { contestBehind } from "../../rerankers/contest-behind.ts";
import { candidatesOfModel, type RetrievalPlan } from "../../rerankers/retrieval-plan.ts";
import { TAG_COLUMN } from "../../rerankers/tag-overlap.ts";
import { wantedReranker } from "../../rerankers/wanted-reranker.ts";
import type { TrainingContext } from "../../training/context.ts";
import { servedRanking } from "./served-ranking.ts";

/** A packer of a model without a trainer, with a re-ranker behind it where one is asked for and wins. */
export function headedPacker(pack: Packer): Packer {
  return async (dataset, matrix, request, control) => {
    const wanted = wantedReranker({}, request.head);
    if (!wanted) return pack(dataset, matrix, request, control);
    const { interactions, items } = dataset;
    const plan = packerPlan(pack, dataset, request, control);
    const judging = { ...control, judgeUsers: request.judgeUsers };
    const contest = await contestBehind(plan, interactions, items.categories.get(TAG_COLUMN), wanted, judging);
    return withHead(await pack(dataset, matrix, request, control), contest);
  };
}

/** The retrieval of a model as it comes back from its artefact. */
function packerPlan(
  pack: Packer,
  dataset: Parameters<Packer>[0],
  request: TrainRequest,
  control: TrainingContext,
): RetrievalPlan {
  const inPart = { ...control, onPhase: () => undefined, judging: false };
  return {
    fit: async (train, phase) => {
      if (phase !== undefined) control.onPhase?.(phase);
      const matrix = toCsr(train);
      const { model, content } = await pack({ ...dataset, interactions: train }, matrix, request, inPart);
      const kept = { kind: model.kind, options: model.options, factorCount: model.factorCount, content };
      const served = servedRanking(kept, { items: dataset.items, train }, await kernelModule());
      return { model: served, popularity: countInteractions(matrix), candidates: candidatesOfModel(served) };
    },
  };
}
