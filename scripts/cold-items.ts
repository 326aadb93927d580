/**
 * How well models rank items that nobody has in train:
 *
 *   node scripts/cold-items.ts ml-100k/u.data ml-100k/u.item two-tower,tf-idf --set two-tower.columns=auto
 *
 * A share of the items loses all of its interactions, and is ranked for each user who has some of it: nDCG@10 and recall@10
 * among these items alone, mean over users. Beside the models stand popularity among them, which counts what was taken
 * away, so that no model can know it; and popularity in train, which is 0 for all of them, so that they stand in their order.
 *
 * With `--inside N` these items are left out altogether, and a share of the others is taken in their place, drawn by N: to
 * choose options on.
 */
import "../src/platform.node.ts";
import { Command } from "commander";
import { collect, integer, list, number, parseAssignments, seedOption } from "../src/cli/arguments.ts";
import { reportFailure } from "../src/cli/failure.ts";
import { typedOptions } from "../src/cli/typed-options.ts";
import { rowIndices } from "../src/data/csr.ts";
import { type Interactions, selectInteractions, toCsr } from "../src/data/interactions.ts";
import { openDataset } from "../src/data/open-dataset.ts";
import { OptionsError } from "../src/errors.ts";
import { ndcgAtK, recallAtK } from "../src/evaluation/metrics.ts";
import { countInteractions } from "../src/models/item-counts.ts";
import type { Trainable } from "../src/models/train-model.ts";
import { fitModel } from "../src/models/train-restored.ts";
import { trainableModel } from "../src/models/trainable.ts";
import { createRandom, type Random, shuffle } from "../src/random.ts";

const K = 10;

interface ColdArguments {
  readonly set: readonly string[];
  readonly share: number;
  readonly seed: number;
  readonly inside?: number;
}

const command = new Command("node scripts/cold-items.ts")
  .description("Measure how well models rank items that nobody has in train.")
  .argument("<interactions>", "file of interactions")
  .argument("<items>", "catalogue of the items")
  .argument("<models>", "names of models that can be kept, separated by commas")
  .option("--set <model.key=value>", "option of a model; repeat for more", collect, [])
  .option("--share <share>", "share of the items that lose their interactions, between 0 and 1", number, 0.2)
  .option(...seedOption)
  .option("--inside <n>", "leave these items out, and draw others by this number", integer(0, 0xffff_ffff))
  .exitOverride()
  .action(measureCold);

/** A model with its options, checked before data are read. */
function chosenModel(name: string, options: Readonly<Record<string, string>>): Chosen {
  const trainer = trainableModel(name);
  if (trainer === undefined) {
    throw new OptionsError("unknown-model", `expected names of models that can be kept, got ${JSON.stringify(name)}`);
  }
  const own = Object.entries(options).filter(([key]) => key.startsWith(`${name}.`));
  const given = Object.fromEntries(own.map(([key, value]) => [key.slice(name.length + 1), value]));
  return { name, trainer, options: trainer.model.readOptions(typedOptions(trainer.model, given)) };
}

interface Chosen {
  readonly name: string;
  readonly trainer: Trainable;
  readonly options: ReturnType<Trainable["model"]["readOptions"]>;
}

async function measureCold(path: string, itemsPath: string, names: string, given: ColdArguments): Promise<void> {
  const { share, seed, inside } = given;
  if (!(share > 0 && share < 1)) throw new RangeError(`--share: expected a number between 0 and 1, got ${share}`);
  const settings = parseAssignments("--set", given.set);
  const chosen = list(names).map((name) => chosenModel(name, settings));
  const foreign = Object.keys(settings).find((key) => !chosen.some(({ name }) => key.startsWith(`${name}.`)));
  if (foreign !== undefined) {
    throw new OptionsError("unknown-option", `--set ${foreign}: expected model.option=value of ${names}`);
  }
  const { interactions: all, items } = await openDataset(path, { itemsPath });
  const itemCount = all.itemIds.size;
  /** Takes a share of some items, at random, and gives back the others as well. */
  function draw(from: Uint32Array, random: Random): readonly [taken: Set<number>, left: Uint32Array] {
    const order = shuffle(from.slice(), random);
    const count = Math.round(share * from.length);
    return [new Set(order.subarray(0, count)), order.subarray(count).sort()];
  }
  const everything = Uint32Array.from({ length: itemCount }, (_, item) => item);
  const [wanted, others] = draw(everything, createRandom(seed));
  const [cold, left] = inside === undefined ? [wanted, others] : draw(others, createRandom(seed, inside));
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
  for (const { name, trainer, options } of chosen) {
    const model = await fitModel(trainer, { interactions: train, matrix, items }, options, { seed, threads: 1 });
    const { items: ranked, k } = model.recommendBatch(matrix, itemCount);
    report(name, (user) => ranked.subarray(user * k, (user + 1) * k));
  }
}

try {
  await command.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
