/**
 * What dislikes cost and remove in implicit ALS, by τ (option dislikeTarget), for docs/models/implicit-als.md:
 *
 *   node scripts/dislikes-table.ts RATINGS FORMAT [SEEDS]
 *
 *   node scripts/dislikes-table.ts ml-100k/u.data movielens-100k 3
 *
 * A fifth of each user's ratings is held out. Of the others those of at most 2 are dislikes, and the rest is the history, which the
 * model is trained on. nDCG@10 is that of held-out ratings of at least 4; what is counted in the top 10 besides are held-out ratings of
 * at most 2: unseen dislikes. `exclusion` leaves out the dislikes and does nothing more; all variants do that. Means over the seeds.
 */
import "../src/platform.node.ts";
import { checkOneOf } from "../src/check.ts";
import { csrFromCoordinates, rowIndices, rowValues } from "../src/data/csr.ts";
import { toCsr } from "../src/data/interactions.ts";
import { openDataset } from "../src/data/open-dataset.ts";
import { FORMAT_NAMES } from "../src/data/readers/format-names.ts";
import { log2 } from "../src/elementary.ts";
import { createItemIndex } from "../src/kernels/item-index.ts";
import { kernelModule, threadedKernelModule } from "../src/kernels/module.node.ts";
import type { Examples } from "../src/models/examples.ts";
import { implicitAlsOptions, rowRegularization } from "../src/models/implicit-als/implicit-als.ts";
import { trainAlsFactors } from "../src/models/implicit-als/train-als-factors.ts";
import { createFoldedUser } from "../src/models/retrieval/folded-user.ts";
import { createRandom } from "../src/random.ts";

const LOW = 2;
const HIGH = 4;
const K = 10;
const TARGETS = [undefined, 0, -0.125, -0.25, -0.375, -0.5, -1] as const;

const [path = "", format = "auto", seeds = "3"] = process.argv.slice(2);
const dataset = await openDataset(path, { format: checkOneOf("FORMAT", format, FORMAT_NAMES) });
const ratings = toCsr(dataset.interactions);
const { rowCount, columnCount } = ratings;

/** A user's items by what they are for. */
interface Split {
  readonly history: number[];
  readonly dislikes: number[];
  readonly relevant: Set<number>;
  readonly unseen: Set<number>;
}

function splitOf(user: number, random: ReturnType<typeof createRandom>): Split {
  const split: Split = { history: [], dislikes: [], relevant: new Set(), unseen: new Set() };
  const values = rowValues(ratings, user);
  for (const [place, item] of rowIndices(ratings, user).entries()) {
    const value = values[place]!;
    const held = random.nextFloat() < 0.2;
    if (!held) (value <= LOW ? split.dislikes : split.history).push(item);
    else if (value <= LOW) split.unseen.add(item);
    else if (value >= HIGH) split.relevant.add(item);
  }
  return split;
}

const sums = TARGETS.map(() => ({ ndcg: 0, users: 0, found: 0, unseen: 0 }));
for (let seed = 1; seed <= Number(seeds); seed++) {
  const random = createRandom(seed);
  const splits = Array.from({ length: rowCount }, (_, user) => splitOf(user, random));
  const pairs = splits.flatMap(({ history }, user) => history.map((item) => [user, item] as const));
  const train = csrFromCoordinates(
    rowCount,
    columnCount,
    Uint32Array.from(pairs, ([user]) => user),
    Uint32Array.from(pairs, ([, item]) => item),
    new Float32Array(pairs.length).fill(1),
  );
  const options = implicitAlsOptions({}, train);
  const { itemFactors, gram } = await trainAlsFactors(await threadedKernelModule(), train, options, {
    seed,
    threads: 1,
  });
  const index = createItemIndex(await kernelModule(), {
    itemCount: columnCount,
    factorCount: options.factors,
    factors: { precision: "f32", values: itemFactors },
    gram,
  });
  for (const [variant, target] of TARGETS.entries()) {
    const user = createFoldedUser(index, {
      by: "equations",
      weightsOf: (weights) => weights,
      regularizationOf: (count) => rowRegularization(options, count, columnCount),
      dislikeTarget: target ?? 0,
    });
    for (const { history, dislikes, relevant, unseen } of splits) {
      if (history.length === 0) continue;
      const items = Uint32Array.from(history);
      const ones = new Float32Array(items.length).fill(1);
      const named = Uint32Array.from(target === undefined ? [] : dislikes);
      const dislikeCounts = new Float32Array(named.length).fill(1);
      const examples: Examples = { likes: items, counts: ones, dislikes: named, dislikeCounts, unitWeight: 1 };
      const exclude = Uint32Array.from([...history, ...dislikes]).sort();
      const { items: list } = index.scan(user.factors(items, ones, examples), K, { exclude });
      const sum = sums[variant]!;
      sum.found += list.filter((item) => unseen.has(item)).length;
      sum.unseen += unseen.size;
      if (relevant.size === 0) continue;
      const gain = (place: number): number => 1 / log2(place + 2);
      const ideal = Array.from({ length: Math.min(K, relevant.size) }, (_, place) => gain(place));
      const found = Array.from(list, (item, place) => (relevant.has(item) ? gain(place) : 0));
      sum.ndcg += found.reduce((a, b) => a + b, 0) / ideal.reduce((a, b) => a + b, 0);
      sum.users++;
    }
  }
}

const [plain] = sums;
process.stdout.write(
  "| τ | nDCG@10 | against exclusion | unseen dislikes in the top 10 | removed |\n|---|---:|---:|---:|---:|\n",
);
for (const [variant, { ndcg, users, found, unseen }] of sums.entries()) {
  const name = TARGETS[variant] ?? "exclusion";
  const cost = (ndcg / plain!.ndcg - 1) * 100;
  const removed = (1 - found / plain!.found) * 100;
  const share = (100 * found) / unseen;
  process.stdout.write(
    `| ${name} | ${(ndcg / users).toFixed(4)} | ${cost.toFixed(1)} % | ${share.toFixed(2)} % | ${removed.toFixed(0)} % |\n`,
  );
}
