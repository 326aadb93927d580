import { toCsr } from "../../src/data/interactions.ts";
import { openGivenSplit } from "../../src/data/open-dataset.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { implicitAlsOptions } from "../../src/models/implicit-als/implicit-als.ts";
import { trainAlsFactors } from "../../src/models/implicit-als/train-als-factors.ts";
import { createRandom, type Random } from "../../src/random.ts";
import type { GivenFiles } from "./places.ts";
import type { Pairs, Workload } from "./workload.ts";

/** Sizes of data that are made up. */
export interface MadeUpSizes {
  readonly userCount: number;
  readonly itemCount: number;
}

/** How the model of published data is trained: its quality has no effect on the time that it takes to rank. */
export interface Training {
  readonly factorCount: number;
  readonly epochs: number;
  readonly seed: number;
  readonly threads: number;
}

/** Reads a published split and trains on it. */
export async function prepareGiven(files: GivenFiles, training: Training): Promise<Workload> {
  const { train, test } = await openGivenSplit(files.trainPath, files.testPath, { format: "lightgcn" });
  const { factorCount: factors, epochs, seed, threads } = training;
  const matrix = toCsr(train);
  const options = implicitAlsOptions({ factors, epochs }, matrix);
  const { itemFactors, gram } = await trainAlsFactors(await threadedKernelModule(), matrix, options, {
    seed,
    threads,
  });
  return {
    userCount: matrix.rowCount,
    itemCount: matrix.columnCount,
    options,
    train: { users: train.users, items: train.items },
    test: { users: test.users, items: test.items },
    itemFactors,
    gram,
  };
}

/** Users have 8 items and an exponential number more, 34 on average; each fifth of them is for test. */
const LEAST_HISTORY = 8;
const MEAN_FURTHER_HISTORY = 26;
const TEST_EVERY = 5;
/** No user has more than this share of the catalogue. */
const LARGEST_SHARE = 0.25;
/** Spread of the items' lengths, as in the `scan` benchmark. */
const LENGTH_DEVIATION = 0.7;

/** Makes data up: random histories, some items in many of them; random factors, some items with long ones. */
export function prepareMadeUp(sizes: MadeUpSizes, factorCount: number, seed: number): Workload {
  const { userCount, itemCount } = sizes;
  const random = createRandom(seed);
  const { train, test } = makePairs(sizes, random);
  const itemFactors = new Float32Array(itemCount * factorCount);
  for (let item = 0, at = 0; item < itemCount; item++) {
    const length = Math.exp(LENGTH_DEVIATION * random.nextGaussian()) / Math.sqrt(factorCount);
    for (let factor = 0; factor < factorCount; factor++, at++) itemFactors[at] = length * random.nextGaussian();
  }
  const options = implicitAlsOptions({ factors: factorCount });
  const gram = gramOf(itemFactors, factorCount).map((value) => options.unobservedWeight * value);
  return { userCount, itemCount, options, train, test, itemFactors, gram };
}

function makePairs({ userCount, itemCount }: MadeUpSizes, random: Random): { train: Pairs; test: Pairs } {
  const parts = {
    train: { users: [] as number[], items: [] as number[] },
    test: { users: [] as number[], items: [] as number[] },
  };
  for (let user = 0; user < userCount; user++) {
    const wished = LEAST_HISTORY + Math.floor(-MEAN_FURTHER_HISTORY * Math.log(1 - random.nextFloat()));
    const length = Math.min(wished, Math.floor(LARGEST_SHARE * itemCount));
    const own = new Set<number>();
    while (own.size < length) own.add(Math.floor(itemCount * random.nextFloat() ** 2));
    for (const [place, item] of [...own].entries()) {
      const part = place % TEST_EVERY === 0 ? parts.test : parts.train;
      part.users.push(user);
      part.items.push(item);
    }
  }
  const packed = ({ users, items }: { users: number[]; items: number[] }): Pairs => ({
    users: Uint32Array.from(users),
    items: Uint32Array.from(items),
  });
  return { train: packed(parts.train), test: packed(parts.test) };
}

/** YᵀY, row-major; added up in f64. */
function gramOf(rows: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(width * width);
  for (let start = 0; start < rows.length; start += width) {
    for (let one = 0; one < width; one++) {
      for (let other = 0; other < width; other++) {
        sums[one * width + other]! += rows[start + one]! * rows[start + other]!;
      }
    }
  }
  return Float32Array.from(sums);
}
