import { tfIdf } from "./content/tf-idf.ts";
import type { Model } from "./define-model.ts";
import { biasedMf } from "./gradient-descent/biased-mf.ts";
import { funkMf } from "./gradient-descent/funk-mf.ts";
import { svdpp } from "./gradient-descent/svdpp.ts";
import { hybrid } from "./hybrid/hybrid.ts";
import { implicitAls } from "./implicit-als/implicit-als.ts";
import { dot } from "./imported/dot.ts";
import { ease } from "./item-weights/ease.ts";
import { edlae } from "./item-weights/edlae.ts";
import { gfCf } from "./item-weights/gf-cf.ts";
import { rp3beta } from "./item-weights/rp3beta.ts";
import { slim } from "./item-weights/slim.ts";
import { explicitAls } from "./linear-algebra/explicit-als.ts";
import { nmf } from "./linear-algebra/nmf.ts";
import { pureSvd } from "./linear-algebra/pure-svd.ts";
import { svd } from "./linear-algebra/svd.ts";
import { globalMean } from "./means/global-mean.ts";
import { popularity } from "./means/popularity.ts";
import { userItemBaseline } from "./means/user-item-baseline.ts";
import { weightedMean } from "./means/weighted-mean.ts";
import { coClustering } from "./neighbourhoods/co-clustering.ts";
import { itemKnn } from "./neighbourhoods/item-knn.ts";
import { slopeOne } from "./neighbourhoods/slope-one.ts";
import { userKnn } from "./neighbourhoods/user-knn.ts";
import { autorec } from "./networks/autorec.ts";
import { hybridMlp } from "./networks/hybrid-mlp.ts";
import { multiDae } from "./networks/multi-dae.ts";
import { multiVae } from "./networks/multi-vae.ts";
import { ncfMlp } from "./networks/ncf-mlp.ts";
import { neumf } from "./networks/neumf.ts";
import { neuralMf } from "./networks/neural-mf.ts";
import { ownNetwork } from "./networks/own-network.ts";
import { rbm } from "./networks/rbm.ts";
import { residualMf } from "./networks/residual-mf.ts";
import { twoTower } from "./networks/two-tower.ts";
import { bpr } from "./pairwise/bpr.ts";
import { warp } from "./pairwise/warp.ts";
import { gru4rec } from "./sequential/gru4rec.ts";
import { itemMarkov } from "./sequential/item-markov.ts";
import { popularRecent } from "./sequential/popular-recent.ts";
import { sasrec } from "./sequential/sasrec.ts";
import { baseName, WITH_HEAD } from "./with-head.ts";

/** Models that can be restored from an artefact, in the order of help texts. No trainer is reachable from here. */
export const SERVED: readonly Model[] = [
  implicitAls,
  popularity,
  globalMean,
  weightedMean,
  userItemBaseline,
  itemKnn,
  userKnn,
  rp3beta,
  slim,
  ease,
  edlae,
  gfCf,
  funkMf,
  biasedMf,
  svdpp,
  slopeOne,
  coClustering,
  bpr,
  warp,
  tfIdf,
  hybrid({ find: (name) => servedModel(baseName(name)), names: measuredNames }),
  explicitAls,
  nmf,
  svd,
  pureSvd,
  neuralMf,
  ncfMlp,
  neumf,
  residualMf,
  hybridMlp,
  multiDae,
  multiVae,
  autorec,
  twoTower,
  rbm,
  ownNetwork,
  sasrec,
  gru4rec,
  itemMarkov,
  popularRecent,
  dot,
];

/** Names of all models that are trained, also with a re-ranker behind those that one is tried behind unasked. */
export function measuredNames(): readonly string[] {
  const trained = SERVED.filter(({ isImported }) => !isImported);
  return trained.flatMap(({ name, reranker }) => (reranker === "tried" ? [name, `${name}${WITH_HEAD}`] : [name]));
}

/** A model by its name; undefined for a name that this version does not serve. */
export function servedModel(name: string): Model | undefined {
  return SERVED.find((model) => model.name === name);
}
