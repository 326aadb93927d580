/**
 * What it costs to cut a model of weights between items to its strongest entries a row, as artefacts have it:
 *
 *   node scripts/cut-loss.ts train.txt test.txt gf-cf 50,200,1000 [--items FILE] [option=value]...
 *
 * prints nDCG@10, recall@20 and nDCG@20 in the test file, of the model as it was fitted and of each cut; seed 42.
 */
import "../src/platform.node.ts";
import { parseArgs } from "node:util";
import { list, parseAssignments } from "../src/cli/arguments.ts";
import { modelCandidate } from "../src/cli/models.ts";
import { type Interactions, toCsr } from "../src/data/interactions.ts";
import { openGivenFolds } from "../src/data/open-dataset.ts";
import { givenFold } from "../src/data/splits/given.ts";
import { evaluateModel } from "../src/evaluation/evaluate.ts";
import type { Recommends } from "../src/evaluation/recommends.ts";
import { restoreTrained, type TrainedModel } from "../src/models/train-restored.ts";
import { trainableModel } from "../src/models/trainable.ts";
import { cutState } from "../src/packing/cut-state.ts";

const { positionals, values } = parseArgs({ allowPositionals: true, options: { items: { type: "string" } } });
const [trainPath, testPath, name, keeps, ...assignments] = positionals;
if (trainPath === undefined || testPath === undefined || name === undefined || keeps === undefined) {
  process.stderr.write("usage: node scripts/cut-loss.ts TRAIN TEST MODEL KEEP,KEEP [--items FILE] [option=value]...\n");
  process.exit(2);
}
const { parts, dataset } = await openGivenFolds([{ trainPath, testPath }], { itemsPath: values.items });
const control = {
  seed: 42,
  threads: 2,
  signal: new AbortController().signal,
  onPhase: () => undefined,
  onEpoch: () => undefined,
};
const candidate = modelCandidate(name, parseAssignments("option", assignments), dataset, control);
/** A model cut to so many entries a row, with the entries that are left of how many. */
type Cut = (keep: number) => Promise<{ readonly ranked: Recommends; readonly kept: number; readonly whole: number }>;

/** What cuts a fitted model; undefined for one that is no matrix of weights between items. */
function cutterOf(model: object, train: Interactions): Cut | undefined {
  return isTrained(model) ? trainedCutter(model, train) : undefined;
}

function isTrained(model: object): model is TrainedModel {
  return "fitted" in model && "served" in model;
}

function trainedCutter({ kind, options, fitted, itemCount }: TrainedModel, train: Interactions): Cut | undefined {
  const trainer = trainableModel(kind);
  const cuts = trainer?.packing?.cuts ?? [];
  if (!trainer || cuts.length === 0) return undefined;
  return async (keep) => {
    const own = cuts.map((cut) => ({ ...cut, keep }));
    const { state, kept, whole } = await cutState(kind, fitted, own, itemCount);
    const data = { interactions: train, matrix: toCsr(train) };
    return { ranked: await restoreTrained(trainer, { options, state }, data), kept, whole };
  };
}

for (const part of parts) {
  const model = await candidate.fit(part.train);
  const cut = cutterOf(model, part.train);
  if (!("recommendBatch" in model) || !cut) throw new Error(`${name}: expected a model of weights between items`);
  const report = async (title: string, ranked: Recommends): Promise<void> => {
    const { metrics } = await evaluateModel(ranked, givenFold(part.train, part.test), [10, 20]);
    const figures = ["ndcg@10", "recall@20", "ndcg@20"].map((metric) => `${metric} ${metrics[metric]?.toFixed(4)}`);
    process.stdout.write(`${title.padEnd(24)} ${figures.join("  ")}\n`);
  };
  await report("as it was fitted", model);
  for (const keep of list(keeps).map(Number)) {
    const startedMs = performance.now();
    const { ranked, kept, whole } = await cut(keep);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const megabytes = ((kept * 8 + (part.train.itemIds.size + 1) * 4) / 1e6).toFixed(1);
    process.stderr.write(`keep=${keep}: ${kept} of ${whole} entries, ${megabytes} MB, ${seconds} s\n`);
    await report(`keep=${keep}`, ranked);
  }
}
