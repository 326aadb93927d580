/**
 * What a fold-in of implicit ALS among factors that are not negative costs beside the kernel's, for docs/models/implicit-als.md:
 *
 *   node scripts/non-negative-cost.ts
 *
 * Made rows of which half the factors are 0, and made histories. Processor time of this process a fold-in, both in the same run; the
 * ratio is what to read.
 */
import { createItemIndex } from "../src/kernels/item-index.ts";
import { kernelModule } from "../src/kernels/module.node.ts";
import { createFoldedUser } from "../src/models/retrieval/folded-user.ts";
import { nonNegativeUser } from "../src/models/retrieval/non-negative.ts";
import { createRandom } from "../src/random.ts";

const ITEMS = 2000;
const USERS = 100;
const CONFIDENCE = 41;
const SHAPES = [
  { factorCount: 16, length: 50 },
  { factorCount: 64, length: 50 },
  { factorCount: 64, length: 300 },
  { factorCount: 256, length: 50 },
];

const random = createRandom(1);

/** Milliseconds of processor time a call, after a fifth of the calls that are not counted. */
function milliseconds(calls: readonly (() => unknown)[]): number {
  const warm = Math.ceil(calls.length / 5);
  for (const call of calls.slice(0, warm)) call();
  const before = process.cpuUsage();
  for (const call of calls) call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / calls.length;
}

process.stdout.write("| factors | items | kernel, ms | not negative, ms | ratio |\n|---:|---:|---:|---:|---:|\n");
for (const { factorCount, length } of SHAPES) {
  const values = Float32Array.from({ length: ITEMS * factorCount }, () => 0.3 * Math.max(0, random.nextGaussian()));
  const gram = new Float32Array(factorCount ** 2);
  for (let item = 0; item < ITEMS; item++) {
    const row = values.subarray(item * factorCount, (item + 1) * factorCount);
    for (const [a, value] of row.entries()) {
      for (const [b, other] of row.entries()) gram[a * factorCount + b]! += value * other;
    }
  }
  const index = createItemIndex(await kernelModule(), {
    itemCount: ITEMS,
    factorCount,
    factors: { precision: "f32", values },
    gram,
  });
  const foldsIn = {
    by: "equations" as const,
    weightsOf: (weights: Float32Array) => weights,
    shift: 1,
    regularizationOf: (count: number) => 0.1 * count,
    dislikeTarget: -0.25,
    nonNegative: true,
  };
  const histories = Array.from({ length: USERS }, () =>
    Uint32Array.from(new Set(Array.from({ length }, () => random.nextInteger(ITEMS)))).sort(),
  );
  const [kernel = 0, bound = 0] = [createFoldedUser(index, foldsIn), nonNegativeUser(index, { foldsIn, gram })].map(
    (user) => {
      return milliseconds(
        histories.map((items) => () => user?.factors(items, new Float32Array(items.length).fill(CONFIDENCE))),
      );
    },
  );
  const cells = [factorCount, length, kernel.toFixed(3), bound.toFixed(2), (bound / kernel).toFixed(0)];
  process.stdout.write(`| ${cells.join(" | ")} |\n`);
}
