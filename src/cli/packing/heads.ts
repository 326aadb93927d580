import type { HeadManifest } from "../../artefact/manifest.ts";
import { toCsr } from "../../data/interactions.ts";
import { kernelModule } from "../../kernels/module.node.ts";
import { countInteractions } from "../../models/item-counts.ts";
import { WITH_HEAD } from "../../packing/judging.ts";
import type { Packed, Packer, TrainRequest } from "../../packing/packer.ts";
import type { PackedReranker } from "../../rerankers/contest.ts";
import { candidatesOfModel, type RetrievalPlan } from "../../rerankers/retrieval-plan.ts";
import { TAG_COLUMN } from "../../rerankers/tag-overlap.ts";
import { DEFAULT_RERANKER, trainableReranker } from "../../rerankers/trainable.ts";
import type { TrainingContext } from "../../training/context.ts";
import { contestBehind, type WantedHead } from "../fit.ts";
import { servedRanking } from "./served-ranking.ts";

/** Models behind which a re-ranker is tried unasked: their fits start from one another, so that it costs little. */
const HEADED: ReadonlySet<string> = new Set(["implicit-als"]);

/** The re-ranker to try behind a model. One that is asked for by name must have enough history. */
export function wantedHead(model: string, head: string | undefined): WantedHead | undefined {
  if (head === "none" || (head === undefined && !HEADED.has(model))) return undefined;
  return head === undefined
    ? { reranker: DEFAULT_RERANKER, wish: "where-possible" }
    : { reranker: trainableReranker("--head", head), wish: "required" };
}

/** What a manifest says of a head. The number of factors that it reads is left out where it is that of the model. */
export function packedHead(winner: PackedReranker | undefined, modelFactors: number): HeadManifest | null {
  if (!winner) return null;
  const { factorCount, trained } = winner;
  return factorCount > 0 && factorCount === modelFactors ? trained.manifest : { ...trained.manifest, factorCount };
}

/**
 * Packs any model, with a re-ranker behind it where one is asked for and wins. It is trained and judged behind the model as it
 * will be served: packed, cut and rounded, and restored. That takes six fits beside those of the packer.
 */
export function withHead(pack: Packer): Packer {
  return async (dataset, matrix, request, control) => {
    const wanted = wantedHead(request.model, request.head);
    if (!wanted) return pack(dataset, matrix, request, control);
    const { interactions, items } = dataset;
    const plan = packerPlan(pack, dataset, request, control);
    const judging = { ...control, judgeUsers: request.judgeUsers };
    const contest = await contestBehind(plan, interactions, items.categories.get(TAG_COLUMN), wanted, judging);
    const packed = await pack(dataset, matrix, { ...request, head: "none" }, control);
    const figures = contest?.evaluations.filter(({ subject }) => subject === WITH_HEAD) ?? [];
    const evaluations = [...packed.evaluations, ...figures];
    const winner = contest?.winner;
    winner?.head.dispose();
    return {
      ...packed,
      evaluations,
      head: packedHead(winner, packed.model.factorCount),
      content: { ...packed.content, head: winner?.trained.weights },
    };
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
      const packed = await pack({ ...dataset, interactions: train }, matrix, { ...request, head: "none" }, inPart);
      const model = servedRanking(contentOfPacked(packed), { items: dataset.items, train }, await kernelModule());
      return { model, popularity: countInteractions(matrix), candidates: candidatesOfModel(model) };
    },
  };
}

function contentOfPacked({ model, content }: Packed) {
  const { kind, options, factorCount } = model;
  return { kind, options, factorCount, content };
}
