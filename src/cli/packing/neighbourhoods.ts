import { checkInteger } from "../../check.ts";
import type { Csr } from "../../data/csr.ts";
import { toCsr } from "../../data/interactions.ts";
import { OptionsError } from "../../errors.ts";
import type { Predicts } from "../../evaluation/predicts.ts";
import { kernelModule, threadedKernelModule } from "../../kernels/module.node.ts";
import { cutRows } from "../../models/cut-rows.ts";
import { createItemWeightsModel, servedItemWeights } from "../../models/item-weights.ts";
import { ITEM_KNN_RATING_DEFAULTS } from "../../models/neighbourhoods/knn-rating-options.ts";
import { fitItemKnnRating, fitUserKnnRating } from "../../models/neighbourhoods/train-item-knn.ts";
import { fitUserKnnRanking } from "../../models/neighbourhoods/user-knn-ranking.ts";
import { readOptions } from "../../models/options.ts";
import { type Judged, judge } from "../../packing/judge.ts";
import { NOTHING, type Packer } from "../../packing/packer.ts";
import { fitItemKnnRanking } from "../../training/linear-neighbours.ts";
import { itemKnnHalves, prefixed, userKnnHalves } from "../families/neighbourhoods.ts";
import { modelCandidate } from "../models.ts";
import { baselineRatings } from "./baseline.ts";
import { DEFAULT_KEEP } from "./cut-weights.ts";
import { itemWeightsPacker } from "./item-weights.ts";
import { servedModel } from "./ratings.ts";

/** Which entries of item-knn are packed: `keep` neighbours an item for ratings, `rankingKeep` weights an item. */
const KEEP_READERS = { keep: checkKeep, rankingKeep: checkKeep };

function checkKeep(name: string, value: unknown): number {
  return checkInteger(name, value, 1, 10_000_000);
}

const packWeights = itemWeightsPacker(modelCandidate);

/**
 * item-knn of ratings: the weights by which it ranks, and of the half that predicts the `keep` nearest neighbours of each
 * item. That half is fitted with as many neighbours as it has by default, or `keep` where that is more, so that the figures
 * of `ratings` and `ratings, cut` say what the cut costs. Without ratings the weights are all that there is.
 */
export const packItemKnn: Packer = async (dataset, matrix, request, control) => {
  const { interactions } = dataset;
  const { keep: keepText, rankingKeep: rankingKeepText = keepText, ...set } = request.set;
  if (interactions.feedback === "implicit") {
    const weightsOnly = rankingKeepText === undefined ? set : { ...set, keep: rankingKeepText };
    return packWeights(dataset, matrix, { ...request, set: weightsOnly }, control);
  }
  const given = { keep: keepText, rankingKeep: rankingKeepText };
  const defaults = { keep: DEFAULT_KEEP, rankingKeep: DEFAULT_KEEP };
  const { keep, rankingKeep } = readOptions(request.model, defaults, KEEP_READERS, given);
  const halves = itemKnnHalves({ ...set, keep: String(Math.max(keep, ITEM_KNN_RATING_DEFAULTS.keep)) });
  const [serving, module] = [await kernelModule(), await threadedKernelModule()];
  const fitHalves = async (train: Csr) => {
    const ranks = await fitItemKnnRanking(train, halves.ranking, control);
    return { ranks, rates: await fitItemKnnRating(module, train, halves.rating, control) };
  };
  const evaluations = await judge("neighbours", interactions, request.judgeUsers, control, async (part) => {
    const train = toCsr(part);
    const { ranks, rates } = await fitHalves(train);
    return [
      { subject: "retrieval", ranks },
      {
        subject: "retrieval, cut",
        ranks: createItemWeightsModel({ ...ranks, weights: cutRows(ranks.weights, rankingKeep) }, serving),
      },
      ...ratingsJudged(train, rates),
      { subject: "ratings, cut", rates: servedModel(rates.cut(keep)) },
    ];
  });
  control.onPhase?.("neighbours, on everything");
  const { ranks, rates } = await fitHalves(matrix);
  const packed = rates.cut(keep);
  const { weights } = servedItemWeights({ ...ranks, weights: cutRows(ranks.weights, rankingKeep) }, matrix);
  const options = { ...packed.options, ...prefixed(halves.ranking), rankingKeep };
  return {
    model: { kind: request.model, options, precision: "f32", factorCount: 0 },
    head: null,
    evaluations,
    objective: undefined,
    content: { ...NOTHING, weights, state: packed.state() },
    histories: matrix,
  };
};

/**
 * user-knn: what it ranks and predicts by are the histories of users, which the artefact has already; its state is what does
 * not follow from them. Without users there is no model: OptionsError `needs-users`.
 */
export const packUserKnn: Packer = async ({ interactions }, matrix, request, control) => {
  if (!request.users) {
    throw new OptionsError(
      "needs-users",
      `${request.model}: expected users in the artefact, since it compares a history with them; ` +
        "leave out --no-users, or choose a model such as item-knn",
    );
  }
  const halves = userKnnHalves(request.set);
  const isExplicit = interactions.feedback === "explicit";
  const module = await threadedKernelModule();
  const evaluations = await judge("neighbours", interactions, request.judgeUsers, control, async (part) => {
    const train = toCsr(part);
    const ranks = fitUserKnnRanking(train, halves.ranking);
    if (!isExplicit) return [{ subject: "retrieval", ranks }];
    const rates = fitUserKnnRating(module, train, halves.rating);
    return [
      { subject: "retrieval", ranks },
      ...ratingsJudged(train, rates),
      { subject: "ratings, folded in", rates: servedModel(rates) },
    ];
  });
  control.onPhase?.("neighbours, on everything");
  const levels = isExplicit ? fitUserKnnRating(module, matrix, halves.rating).levelState() : [];
  const state = new Map([...fitUserKnnRanking(matrix, halves.ranking).state(), ...levels]);
  const options = isExplicit ? halves.options : prefixed(halves.ranking);
  return {
    model: { kind: request.model, options, precision: "f32", factorCount: 0 },
    head: null,
    evaluations,
    objective: undefined,
    content: { ...NOTHING, state: state.size > 0 ? state : undefined },
    madeOfUsers: true,
    histories: matrix,
  };
};

function ratingsJudged(train: Csr, rates: Predicts): readonly Judged[] {
  const baseline = baselineRatings(train);
  return [
    { subject: "user-item-baseline", rates: baseline },
    { subject: "ratings", rates },
  ];
}
