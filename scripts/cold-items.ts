/**
 * How well models rank items that nobody has in train:
 *
 *   node scripts/cold-items.ts ml-100k/u.data ml-100k/u.item two-tower,tf-idf --set two-tower.columns=auto [--share 0.2] [--seed 42] [--inside 1]
 *
 * A share of the items loses all of its interactions, and is ranked for each user who has some of it: nDCG@10 and recall@10
 * among these items alone, mean over users. Beside the models stand popularity among them, which counts what was taken
 * away, so that no model can know it; and popularity in train, which is 0 for all of them, so that they stand in their order.
 *
 * With `--inside N` these items are left out altogether, and a share of the others is taken in their place, drawn by N: to
 * choose options on.
 */
import "../src/platform.node.ts";
import { parseArgs } from "node:util";
import { list, parseAssignments } from "../src/cli/arguments.ts";
import { typedOptions } from "../src/cli/typed-options.ts";
import { rowIndices } from "../src/data/csr.ts";
import { type Interactions, selectInteractions, toCsr } from "../src/data/interactions.ts";
import { openDataset } from "../src/data/open-dataset.ts";
import { ndcgAtK, recallAtK } from "../src/evaluation/metrics.ts";
import { countInteractions } from "../src/models/item-counts.ts";
import { fitModel } from "../src/models/train-restored.ts";
import { trainableModel } from "../src/models/trainable.ts";
import { createRandom, type Random, shuffle } from "../src/random.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    set: { type: "string", multiple: true, default: [] },
    share: { type: "string", default: "0.2" },
    seed: { type: "string", default: "42" },
    inside: { type: "string" },
  },
});
const [path, itemsPath, names] = positionals;
if (path === undefined || itemsPath === undefined || names === undefined) {
  process.stderr.write(
    "usage: node scripts/cold-items.ts INTERACTIONS ITEMS MODEL,MODEL [--set MODEL.option=value]...\n",
  );
  process.exit(2);
}
const K = 10;
const seed = Number(values.seed);
const { interactions: all, items } = await openDataset(path, { itemsPath });
const itemCount = all.itemIds.size;
/** Takes a share of some items, at random, and gives back the others as well. */
function draw(from: Uint32Array, random: Random): readonly [taken: Set<number>, left: Uint32Array] {
  const order = shuffle(from.slice(), random);
  const count = Math.round(Number(values.share) * from.length);
  return [new Set(order.subarray(0, count)), order.subarray(count).sort()];
}
const everything = Uint32Array.from({ length: itemCount }, (_, item) => item);
const [wanted, others] = draw(everything, createRandom(seed));
const [cold, left] =
  values.inside === undefined ? [wanted, others] : draw(others, createRandom(seed, Number(values.inside)));
const kept = new Set(left);
const rowsOf = (own: ReadonlySet<number>): Interactions =>
  selectInteractions(
    all,
    Uint32Array.from(all.items.keys()).filter((row) => own.has(all.items[row]!)),
  );
const train = rowsOf(kept);
const test = toCsr(rowsOf(cold));
const matrix = toCsr(train);
const users = [...Array(matrix.rowCount).keys()].filter(
  (user) => rowIndices(test, user).length > 0 && rowIndices(matrix, user).length > 0,
);
process.stderr.write(
  `${cold.size} of ${itemCount} items are cold, ${test.indices.length} interactions of ${users.length} users\n`,
);

/** Prints the means over users of what their lists of cold items are worth. */
function report(title: string, listOf: (user: number) => Iterable<number>): void {
  const rankings = users.map((user) => {
    const own = new Set(rowIndices(test, user));
    const best = Array.from(listOf(user))
      .filter((item) => cold.has(item))
      .slice(0, K);
    return { hits: Uint8Array.from(best, (item) => Number(own.has(item))), relevantCount: own.size };
  });
  const mean = (metric: typeof ndcgAtK): string =>
    (rankings.reduce((sum, one) => sum + metric(one, K), 0) / rankings.length).toFixed(4);
  process.stdout.write(`${title.padEnd(24)} ndcg@${K} ${mean(ndcgAtK)}  recall@${K} ${mean(recallAtK)}\n`);
}

const counts = countInteractions(test);
const popular = [...cold].sort((a, b) => counts[b]! - counts[a]! || a - b);
report("popularity among them", () => popular);
const unknown = [...cold].sort((a, b) => a - b);
report("popularity in train", () => unknown);
const random = createRandom(seed, 1);
report("random", () => shuffle(Uint32Array.from(cold), random));
for (const name of list(names)) {
  const trainer = trainableModel(name);
  if (trainer === undefined) throw new Error(`expected models that can be kept, got ${name}`);
  const own = values.set.filter((text) => text.startsWith(`${name}.`)).map((text) => text.slice(name.length + 1));
  const options = trainer.model.readOptions(typedOptions(trainer.model, parseAssignments("--set", own)));
  const model = await fitModel(trainer, { interactions: train, matrix, items }, options, { seed, threads: 1 });
  const { items: ranked, k } = model.recommendBatch(matrix, itemCount);
  report(name, (user) => ranked.subarray(user * k, (user + 1) * k));
}
