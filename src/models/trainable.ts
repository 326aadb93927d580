import { trainTfIdf } from "./content/train-tf-idf.ts";
import { trainBiasedMf } from "./gradient-descent/train-biased-mf.ts";
import { trainFunkMf } from "./gradient-descent/train-funk-mf.ts";
import { trainSvdpp } from "./gradient-descent/train-svdpp.ts";
import { trainHybrid } from "./hybrid/train-hybrid.ts";
import { memberOf } from "./hybrid/train-members.ts";
import { trainImplicitAls } from "./implicit-als/train-implicit-als.ts";
import { trainEase } from "./item-weights/train-ease.ts";
import { trainEdlae } from "./item-weights/train-edlae.ts";
import { trainGfCf } from "./item-weights/train-gf-cf.ts";
import { trainRp3beta } from "./item-weights/train-rp3beta.ts";
import { trainSlim } from "./item-weights/train-slim.ts";
import { trainExplicitAls } from "./linear-algebra/train-explicit-als.ts";
import { trainNmf } from "./linear-algebra/train-nmf.ts";
import { trainPureSvd } from "./linear-algebra/train-pure-svd.ts";
import { trainSvd } from "./linear-algebra/train-svd.ts";
import { trainGlobalMean } from "./means/train-global-mean.ts";
import { trainPopularity } from "./means/train-popularity.ts";
import { trainUserItemBaseline } from "./means/train-user-item-baseline.ts";
import { trainWeightedMean } from "./means/train-weighted-mean.ts";
import { trainCoClustering } from "./neighbourhoods/train-co-clustering.ts";
import { trainItemKnn } from "./neighbourhoods/train-item-knn.ts";
import { trainSlopeOne } from "./neighbourhoods/train-slope-one.ts";
import { trainUserKnn } from "./neighbourhoods/train-user-knn.ts";
import { trainAutorec } from "./networks/train-autorec.ts";
import { trainHybridMlp } from "./networks/train-hybrid-mlp.ts";
import { trainMultiDae } from "./networks/train-multi-dae.ts";
import { trainMultiVae } from "./networks/train-multi-vae.ts";
import { trainNcfMlp } from "./networks/train-ncf-mlp.ts";
import { trainNeumf } from "./networks/train-neumf.ts";
import { trainNeuralMf } from "./networks/train-neural-mf.ts";
import { trainOwnNetwork } from "./networks/train-own-network.ts";
import { trainRbm } from "./networks/train-rbm.ts";
import { trainResidualMf } from "./networks/train-residual-mf.ts";
import { trainTwoTower } from "./networks/train-two-tower.ts";
import { trainBpr } from "./pairwise/train-bpr.ts";
import { trainWarp } from "./pairwise/train-warp.ts";
import { trainGru4rec } from "./sequential/train-gru4rec.ts";
import { trainItemMarkov } from "./sequential/train-item-markov.ts";
import { trainPopularRecent } from "./sequential/train-popular-recent.ts";
import { trainSasrec } from "./sequential/train-sasrec.ts";
import type { Member, Trainable } from "./train-model.ts";

/** Models that are trained, in the order of served.ts. */
export const TRAINABLE: readonly Trainable[] = [
  trainImplicitAls,
  trainPopularity,
  trainGlobalMean,
  trainWeightedMean,
  trainUserItemBaseline,
  trainItemKnn,
  trainUserKnn,
  trainRp3beta,
  trainSlim,
  trainEase,
  trainEdlae,
  trainGfCf,
  trainFunkMf,
  trainBiasedMf,
  trainSvdpp,
  trainSlopeOne,
  trainCoClustering,
  trainBpr,
  trainWarp,
  trainTfIdf,
  trainHybrid({ find: memberModel, names: () => TRAINABLE.map(({ model }) => model.name) }),
  trainExplicitAls,
  trainNmf,
  trainSvd,
  trainPureSvd,
  trainNeuralMf,
  trainNcfMlp,
  trainNeumf,
  trainResidualMf,
  trainHybridMlp,
  trainMultiDae,
  trainMultiVae,
  trainAutorec,
  trainTwoTower,
  trainRbm,
  trainOwnNetwork,
  trainSasrec,
  trainGru4rec,
  trainItemMarkov,
  trainPopularRecent,
];

/** A trainer by the name of its model; undefined for a name that no model has. */
export function trainableModel(name: string): Trainable | undefined {
  return TRAINABLE.find(({ model }) => model.name === name);
}

/** A model as a member of a mix; undefined for a name that no model has. */
export function memberModel(name: string): Member | undefined {
  const trainer = trainableModel(name);
  return trainer && memberOf(trainer);
}
