import { COMMON } from "./common-models.ts";
import type { Model } from "./define-model.ts";
import type { FindModel } from "./restore-with.ts";

/**
 * The models of served.ts, each with its code behind an import: a page fetches that of its artefact. Those without a line here, of
 * which a mix of other models is one, bring all.
 */
const MODELS: Readonly<Record<string, () => Promise<Model>>> = {
  ...COMMON,
  popularity: async () => (await import("./means/popularity.ts")).popularity,
  "global-mean": async () => (await import("./means/global-mean.ts")).globalMean,
  "weighted-mean": async () => (await import("./means/weighted-mean.ts")).weightedMean,
  "user-item-baseline": async () => (await import("./means/user-item-baseline.ts")).userItemBaseline,
  "item-knn": async () => (await import("./neighbourhoods/item-knn.ts")).itemKnn,
  "user-knn": async () => (await import("./neighbourhoods/user-knn.ts")).userKnn,
  rp3beta: async () => (await import("./item-weights/rp3beta.ts")).rp3beta,
  edlae: async () => (await import("./item-weights/edlae.ts")).edlae,
  "gf-cf": async () => (await import("./item-weights/gf-cf.ts")).gfCf,
  "funk-mf": async () => (await import("./gradient-descent/funk-mf.ts")).funkMf,
  "biased-mf": async () => (await import("./gradient-descent/biased-mf.ts")).biasedMf,
  svdpp: async () => (await import("./gradient-descent/svdpp.ts")).svdpp,
  "slope-one": async () => (await import("./neighbourhoods/slope-one.ts")).slopeOne,
  "co-clustering": async () => (await import("./neighbourhoods/co-clustering.ts")).coClustering,
  warp: async () => (await import("./pairwise/warp.ts")).warp,
  "tf-idf": async () => (await import("./content/tf-idf.ts")).tfIdf,
  "explicit-als": async () => (await import("./linear-algebra/explicit-als.ts")).explicitAls,
  nmf: async () => (await import("./linear-algebra/nmf.ts")).nmf,
  svd: async () => (await import("./linear-algebra/svd.ts")).svd,
  "pure-svd": async () => (await import("./linear-algebra/pure-svd.ts")).pureSvd,
  "neural-mf": async () => (await import("./networks/neural-mf.ts")).neuralMf,
  "ncf-mlp": async () => (await import("./networks/ncf-mlp.ts")).ncfMlp,
  neumf: async () => (await import("./networks/neumf.ts")).neumf,
  "residual-mf": async () => (await import("./networks/residual-mf.ts")).residualMf,
  "hybrid-mlp": async () => (await import("./networks/hybrid-mlp.ts")).hybridMlp,
  "multi-dae": async () => (await import("./networks/multi-dae.ts")).multiDae,
  "multi-vae": async () => (await import("./networks/multi-vae.ts")).multiVae,
  autorec: async () => (await import("./networks/autorec.ts")).autorec,
  "two-tower": async () => (await import("./networks/two-tower.ts")).twoTower,
  rbm: async () => (await import("./networks/rbm.ts")).rbm,
  "own-network": async () => (await import("./networks/own-network.ts")).ownNetwork,
  sasrec: async () => (await import("./sequential/sasrec.ts")).sasrec,
  gru4rec: async () => (await import("./sequential/gru4rec.ts")).gru4rec,
  "item-markov": async () => (await import("./sequential/item-markov.ts")).itemMarkov,
  "popular-recent": async () => (await import("./sequential/popular-recent.ts")).popularRecent,
  dot: async () => (await import("./imported/dot.ts")).dot,
};

/** Names of the models that come alone. */
export const NAMES_ON_DEMAND: readonly string[] = Object.keys(MODELS);

/** Fetches the code of these models, and finds them by their names; undefined for a name that this version does not serve. */
export async function modelsOnDemand(names: readonly string[]): Promise<FindModel> {
  const loaders = names.map((name) => (Object.hasOwn(MODELS, name) ? MODELS[name] : undefined));
  if (loaders.includes(undefined)) return (await import("./served.ts")).servedModel;
  const models = await Promise.all(loaders.map((load) => load?.()));
  return (wanted) => models.find((model) => model?.name === wanted);
}
