/**
 * What the ways of `dot` to fold a history in are worth, for docs/models/dot.md:
 *
 *   node scripts/fold-in-table.ts ml-100k/ua.base movielens-100k
 *
 * Models of ours are trained on four fifths of each user's rows, and their item vectors served as if they had been made elsewhere: once by the
 * model's own fold-in, then by means, and by a ridge with λ times the mean square of a vector. Item biases go along where there are any.
 * nDCG@10 on the other fifth, of all users.
 */
import "../src/platform.node.ts";
import { checkOneOf } from "../src/check.ts";
import { openDataset } from "../src/data/open-dataset.ts";
import { FORMAT_NAMES } from "../src/data/readers/format-names.ts";
import { toOrderedCsr } from "../src/data/sequences.ts";
import { parseProtocol, split } from "../src/data/splits.ts";
import { evaluateFolds } from "../src/evaluation/evaluate-folds.ts";
import { kernelModule } from "../src/kernels/module.node.ts";
import { dot, ITEM_ROWS } from "../src/models/imported/dot.ts";
import type { OptionValues } from "../src/models/option-specs.ts";
import { matrixState } from "../src/models/state.ts";
import type { Fitted } from "../src/models/train-model.ts";
import { fitModel, restoreTrainedWith } from "../src/models/train-restored.ts";
import { trainableModel } from "../src/models/trainable.ts";

const MODELS = ["implicit-als", "pure-svd", "bpr", "warp", "two-tower"];
const PENALTIES = [0.1, 1, 10, 100];
const FACTORS = 32;

const [path = "", format = "auto"] = process.argv.slice(2);
const dataset = await openDataset(path, { format: checkOneOf("FORMAT", format, FORMAT_NAMES) });
const [fold] = split(dataset.interactions, parseProtocol("random:0.2"), 42);
if (!fold) throw new Error("expected a fold");
const interactions = fold.train;
const matrix = toOrderedCsr(interactions);
const module = await kernelModule();

/** A way to serve item vectors. */
interface Way {
  readonly name: string;
  /** By the mean square of a vector. */
  readonly options: (meanSquare: number) => OptionValues;
}

const WAYS: readonly Way[] = [
  { name: "mean", options: () => ({ foldIn: "mean" }) },
  { name: "mean, cosine", options: () => ({ foldIn: "mean", normalise: true }) },
  ...PENALTIES.map((penalty) => ({
    name: `ridge, ${penalty}`,
    options: (meanSquare: number) => ({ foldIn: "ridge", regularization: penalty * meanSquare }),
  })),
];

async function ndcgOf(
  model: string,
  fitted: Awaited<ReturnType<typeof fitModel>> | ReturnType<typeof restoreTrainedWith>,
) {
  if (!fold) return Number.NaN;
  const [evaluation] = await evaluateFolds([{ model, options: {}, fit: () => fitted }], [fold], [10], {
    seed: 1,
    only: "rankings",
  });
  return evaluation?.folds[0]?.metrics["ndcg@10"] ?? Number.NaN;
}

process.stdout.write(`| vectors of | own fold-in | ${WAYS.map(({ name }) => name).join(" | ")} |\n`);
process.stdout.write(`|---|${"---:|".repeat(WAYS.length + 1)}\n`);
for (const name of MODELS) {
  const trainer = trainableModel(name);
  if (!trainer) throw new Error(`${name}: expected a model of ours`);
  const given = trainer.model.readOptions({ factors: FACTORS });
  const own = await fitModel(trainer, { interactions, matrix, items: dataset.items }, given, { seed: 42, threads: 1 });
  const { retrieve } = own.served;
  const vectors = own.retrieval?.vectors;
  if (retrieve.by !== "factors" || !vectors) throw new Error(`${name}: expected a model by factors`);
  const { factorCount, likenessLanes = factorCount, userBiases = [] } = retrieve;
  const bias = factorCount > likenessLanes;
  const rows = vectors.itemFactors(Uint32Array.from({ length: own.itemCount }, (_, item) => item));
  const square = (item: number): number =>
    rows.subarray(item * factorCount, item * factorCount + likenessLanes).reduce((sum, value) => sum + value ** 2, 0);
  const meanSquare =
    Array.from({ length: own.itemCount }, (_, item) => square(item)).reduce((a, b) => a + b) / own.itemCount;
  const unit = rows.map((value, at) => {
    const size = Math.sqrt(square(Math.floor(at / factorCount)));
    return at % factorCount < likenessLanes && size > 0 ? value / size : value;
  });
  const figures = [await ndcgOf(name, own)];
  for (const { options } of WAYS) {
    const settings = options(meanSquare);
    const state: Fitted["state"] = matrixState(ITEM_ROWS, settings.normalise ? unit : rows, factorCount);
    const complete = {
      ...dot.readOptions({ ...settings, factors: likenessLanes, bias }),
      ...(bias ? { biasLane: userBiases[0] ?? 1 } : {}),
    };
    figures.push(
      await ndcgOf(
        "dot",
        restoreTrainedWith(module, { model: dot }, { options: complete, state }, { matrix, interactions }),
      ),
    );
  }
  process.stdout.write(`| \`${name}\` | ${figures.map((figure) => figure.toFixed(4)).join(" | ")} |\n`);
}
