import { join } from "node:path";
import {
  createCandidate,
  evaluateFolds,
  givenFold,
  MODEL_NAMES,
  openGivenSplit,
  PACKED_MODEL_NAMES,
} from "../../src/node-training.ts";

const METRICS = ["ndcg@10", "recall@10", "map@10", "coverage@10", "rmse"];

/** Models whose default options take minutes here are trained for fewer epochs. */
const SHORTER: Readonly<Record<string, { readonly epochs: number }>> = {
  sasrec: { epochs: 2 },
  gru4rec: { epochs: 2 },
};

/** What every model that can be packed reaches on the first official fold of MovieLens 100K; default options but for SHORTER. */
export async function foldFigures(ml100k: string): Promise<Record<string, Record<string, number>>> {
  const [train, test] = [join(ml100k, "u1.base"), join(ml100k, "u1.test")];
  const split = await openGivenSplit(train, test, { itemsPath: join(ml100k, "u.item") });
  const names = MODEL_NAMES.filter((name) => PACKED_MODEL_NAMES.includes(name));
  const candidates = names.map((name) => createCandidate(name, SHORTER[name] ?? {}, split.dataset, { seed: 42 }));
  const results = await evaluateFolds(candidates, [givenFold(split.train, split.test)], [10], { seed: 42 });
  return Object.fromEntries(
    results
      .filter(({ model }) => names.includes(model))
      .map(({ model, folds: [fold] }) => {
        const found = METRICS.map((metric) => [metric, fold?.metrics[metric]] as const);
        return [
          model,
          Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
        ];
      }),
  );
}
