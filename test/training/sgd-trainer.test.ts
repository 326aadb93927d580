import { describe, expect, it } from "vitest";
import { type Csr, csrFromCoordinates } from "../../src/data/csr.ts";
import { KernelError, TrainingError } from "../../src/errors.ts";
import { threadedKernelModule } from "../../src/kernels/module.node.ts";
import { biasedMf } from "../../src/models/gradient-descent/biased-mf.ts";
import { funkMf } from "../../src/models/gradient-descent/funk-mf.ts";
import { svdpp } from "../../src/models/gradient-descent/svdpp.ts";
import {
  trainFunkMfFactors,
  trainFunkMfFactorsInline,
} from "../../src/models/gradient-descent/train-funk-mf-factors.ts";
import { trainSgd, trainSgdInline } from "../../src/models/gradient-descent/train-sgd.ts";
import { cutIntoStrata, partsOf } from "../../src/models/gradient-descent/train-sgd-strata.ts";
import { trainSvdppFactors, trainSvdppFactorsInline } from "../../src/models/gradient-descent/train-svdpp-factors.ts";
import { createRandom } from "../../src/random.ts";
import { someRatings } from "../models/rating-fixtures.ts";

const module = await threadedKernelModule();
const ratings = someRatings(11);

/** Ratings of two hidden factors, enough of them for several blocks. */
function manyRatings(count: number): Csr {
  const random = createRandom(31);
  const [users, items] = [1500, 1200];
  const pairs = new Set<number>();
  while (pairs.size < count) pairs.add(random.nextInteger(users) * items + Math.floor(items * random.nextFloat() ** 2));
  const taste = Float32Array.from({ length: users + items }, () => random.nextGaussian());
  const ascending = Uint32Array.from(pairs).sort();
  return csrFromCoordinates(
    ...([
      users,
      items,
      ascending.map((pair) => Math.floor(pair / items)),
      ascending.map((pair) => pair % items),
    ] as const),
    Float32Array.from(ascending, (pair) => 3 + taste[Math.floor(pair / items)]! * taste[users + (pair % items)]!),
  );
}

const few = { factors: 6, epochs: 12, learningRate: 0.02, regularization: 0.05, initialDeviation: 0.1 };

/** Every optimiser, by what it needs to train. */
const OPTIMISERS = [
  {
    name: "biased-mf",
    train: (given: object, control: object) =>
      trainSgdInline(module, ratings, biasedMf.readOptions({ ...few, ...given }), { seed: 1, threads: 1, ...control }),
    later: (given: object, control: object) =>
      trainSgd(module, ratings, biasedMf.readOptions({ ...few, ...given }), { seed: 1, threads: 1, ...control }),
  },
  {
    name: "funk-mf (sequential)",
    train: (given: object, control: object) =>
      trainFunkMfFactorsInline(module, ratings, funkMf.readOptions({ ...few, learningRate: 0.003, ...given }), {
        seed: 1,
        threads: 1,
        ...control,
      }),
    later: (given: object, control: object) =>
      trainFunkMfFactors(module, ratings, funkMf.readOptions({ ...few, learningRate: 0.003, ...given }), {
        seed: 1,
        threads: 1,
        ...control,
      }),
  },
  {
    name: "funk-mf (vectorised)",
    train: (given: object, control: object) =>
      trainFunkMfFactorsInline(
        module,
        ratings,
        funkMf.readOptions({ ...few, learningRate: 0.002, update: "vectorised", ...given }),
        {
          ...{ seed: 1, threads: 1, ...control },
        },
      ),
    later: (given: object, control: object) =>
      trainFunkMfFactors(
        module,
        ratings,
        funkMf.readOptions({ ...few, learningRate: 0.002, update: "vectorised", ...given }),
        {
          ...{ seed: 1, threads: 1, ...control },
        },
      ),
  },
  {
    name: "svdpp",
    train: (given: object, control: object) =>
      trainSvdppFactorsInline(module, ratings, svdpp.readOptions({ ...few, ...given }), {
        seed: 1,
        threads: 1,
        ...control,
      }),
    later: (given: object, control: object) =>
      trainSvdppFactors(module, ratings, svdpp.readOptions({ ...few, ...given }), { seed: 1, threads: 1, ...control }),
  },
];

describe.each(OPTIMISERS)("training of $name", ({ name, train, later }) => {
  it.each(["constant", "decay", "bold-driver"])("lowers the objective in every epoch (%s)", (learningRateSchedule) => {
    const objectives: number[] = [];
    const onEpoch = ({ objective }: { objective: number }): number => objectives.push(objective);
    const { objective } = train({ learningRateSchedule }, { onEpoch });
    expect(objectives).toHaveLength(12);
    for (let at = 1; at < 12; at++) expect(objectives[at], `epoch ${at + 1}`).toBeLessThan(objectives[at - 1]!);
    expect(objective).toBe(objectives[11]);
  });

  it("finds the same whether anybody listens, and whether it waits between phases", async () => {
    const quiet = train({}, {});
    expect(train({}, { onEpoch: () => undefined })).toEqual(quiet);
    expect(await later({}, {})).toEqual(quiet);
  });

  it("finds something else from another seed", () => {
    expect(train({}, { seed: 2, threads: 1 }).itemFactors).not.toEqual(train({}, {}).itemFactors);
  });

  it("leaves rows without ratings at zero", () => {
    const { userFactors, itemFactors } = train({}, {});
    expect([...userFactors.subarray(39 * 6)]).toEqual(new Array(6).fill(0));
    expect([...itemFactors.subarray(28 * 6)]).toEqual(new Array(12).fill(0));
  });

  it("says so when it runs away, with the learning rate", () => {
    const attempt = () => train({ learningRate: 9, epochs: 60, learningRateSchedule: "constant" }, {});
    expect(attempt).toThrow(TrainingError);
    expect(attempt).toThrow(expect.objectContaining({ code: "diverged" }));
    expect(attempt).toThrow(
      /^[a-z-]+: the factors left all bounds in epoch \d+ of 60; .* got 9; try 0\.\d+, the default$/,
    );
    expect(attempt).toThrow(name.split(" ")[0]!);
  });

  it("stops between two phases when it is told to", async () => {
    const controller = new AbortController();
    const onEpoch = ({ epoch }: { epoch: number }): void => {
      if (epoch === 2) controller.abort();
    };
    const attempt = later({ epochs: 1000 }, { onEpoch, signal: controller.signal });
    await expect(attempt).rejects.toMatchObject({ code: "interrupted" });
  });
});

describe("strata", () => {
  const many = manyRatings(140_000);
  const parts = 3;

  function cut(matrix: Csr) {
    const placed = new Map<number, readonly [user: number, item: number]>();
    const strata = cutIntoStrata(matrix, parts, (_entry, place, user, item) => placed.set(place, [user, item]));
    return { placed, strata };
  }

  it("are more for larger tables, and never depend on anything else", () => {
    expect([1, 80_000, 300_000, 10_000_000, 1e9].map(partsOf)).toEqual([1, 1, 2, 12, 64]);
  });

  it("give every rating one place, and every row one", () => {
    const { placed, strata } = cut(many);
    expect(placed.size).toBe(many.indices.length);
    expect(strata.blockOffsets[parts * parts]).toBe(many.indices.length);
    for (const places of [strata.userPlaces, strata.itemPlaces]) {
      expect([...places].sort((a, b) => a - b)).toEqual([...places.keys()]);
    }
  });

  it("share neither users nor items between their blocks", () => {
    const { placed, strata } = cut(many);
    for (let stratum = 0; stratum < parts; stratum++) {
      const owner = new Map<string, number>();
      for (let turn = 0; turn < parts; turn++) {
        const block = turn * parts + ((turn + stratum) % parts);
        for (let place = strata.blockOffsets[block]!; place < strata.blockOffsets[block + 1]!; place++) {
          const [user, item] = placed.get(place)!;
          for (const row of [`user ${user}`, `item ${item}`]) {
            if (!owner.has(row)) owner.set(row, turn);
            if (owner.get(row) !== turn) expect.fail(`${row} lies in blocks ${owner.get(row)} and ${turn}`);
          }
        }
      }
    }
  });

  it("have blocks of about the same number of ratings", () => {
    const { blockOffsets } = cut(many).strata;
    for (let block = 0; block < parts * parts; block++) {
      const share = (blockOffsets[block + 1]! - blockOffsets[block]!) / many.indices.length;
      expect(Math.abs(share - 1 / 9)).toBeLessThan(0.01);
    }
  });

  it("let any number of threads find the same factors, which reach the noise of hidden ones", async () => {
    const table = manyRatings(270_000);
    expect(partsOf(table.indices.length)).toBe(2);
    const options = biasedMf.readOptions({
      factors: 4,
      epochs: 8,
      learningRate: 0.03,
      regularization: 0.01,
      initialDeviation: 0.1,
    });
    const one = await trainSgd(module, table, options, { seed: 1, threads: 1 });
    expect(await trainSgd(module, table, options, { seed: 1, threads: 3 })).toEqual(one);
    expect(Math.sqrt(one.objective / table.indices.length)).toBeLessThan(0.2);
  });
});

describe("a table that cannot fit", () => {
  it("is refused before anything starts, with the number of bytes", () => {
    const wide: Csr = {
      ...{ rowCount: 1, columnCount: 3_000_000, offsets: Uint32Array.of(0, 1) },
      ...{ indices: Uint32Array.of(0), values: Float32Array.of(3) },
    };
    const attempts = [
      () => trainSgdInline(module, wide, biasedMf.readOptions({ factors: 512 }), { seed: 1, threads: 1 }),
      () => trainSvdppFactorsInline(module, wide, svdpp.readOptions({ factors: 512 }), { seed: 1, threads: 1 }),
      () =>
        trainFunkMfFactorsInline(module, wide, funkMf.readOptions({ factors: 512, update: "vectorised" }), {
          seed: 1,
          threads: 1,
        }),
    ];
    for (const attempt of attempts) {
      expect(attempt).toThrow(KernelError);
      expect(attempt).toThrow(expect.objectContaining({ code: "memory-limit" }));
      expect(attempt).toThrow(/\d{10} bytes/);
    }
  });
});
