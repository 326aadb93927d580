import { describe, expect, it } from "vitest";
import { placeOf, type RbmOptions, rbm, servedMachine } from "../../src/models/networks/rbm.ts";
import { trainRbm } from "../../src/models/networks/train-rbm.ts";
import { rbmMemory } from "../../src/models/networks/train-rbm-memory.ts";
import { valuePrior } from "../../src/models/networks/train-rbm-prior.ts";
import { createRandom } from "../../src/random.ts";
import type { EpochReport } from "../../src/training/context.ts";
import { describeRatingContract, type RatingModelUnderTest } from "./rating-contract.ts";
import { everyPair, type Rated, ratingsOf, someRatings } from "./rating-fixtures.ts";
import { describeServedRatings } from "./served-ratings-contract.ts";
import { fitRatings, type TestTraining, trainOn } from "./train.ts";

const FEW = { hidden: 6, epochs: 8, batchSize: 10 };

const MODELS: readonly RatingModelUnderTest[] = [
  { name: "rbm", fit: fitRatings(trainRbm, FEW) },
  { name: "rbm (three steps, validated)", fit: fitRatings(trainRbm, { ...FEW, steps: 3, validationShare: 0.1 }) },
];

for (const model of MODELS) {
  describeRatingContract({ ...model, emptyHistory: "popular items", refusesConstant: "constant-ratings" });
  describeServedRatings(model);
}

/** Users of even number like even items and not the others; the other users the other way round. */
function twoTastes(userCount: number, itemCount: number, seed: number): readonly Rated[] {
  const random = createRandom(seed);
  const rated: Rated[] = [];
  for (let user = 0; user < userCount; user++) {
    for (let item = 0; item < itemCount; item++) {
      if (random.nextFloat() < 0.5) rated.push([user, item, user % 2 === item % 2 ? 5 : 1]);
    }
  }
  return rated;
}

describe("rbm", () => {
  const ratings = someRatings(5);

  it("predicts the mean of the values by their probabilities given the hidden units", () => {
    // One hidden unit: σ(0.5 + 1) for a history of item 0 with 2; item 1 has logits 0.1 and 0.3 + 2ĥ.
    const served = servedMachine({
      ...{ scale: { mean: 1.5, minimum: 1, maximum: 2 }, hidden: 1, values: Float32Array.of(1, 2) },
      weights: Float32Array.of(-1, 1, 0, 2),
      itemBiases: Float32Array.of(0, 0, 0.1, 0.3),
      hiddenBiases: Float32Array.of(0.5),
    });
    const unit = 1 / (1 + Math.exp(-1.5));
    const share = 1 / (1 + Math.exp(0.1 - 0.3 - 2 * unit));
    expect(served.predictorOf(Uint32Array.of(0), Float32Array.of(2))(1)).toBeCloseTo(1 + share, 6);
    // 1.75 counts as a quarter of 1 and three quarters of 2.
    const between = 1 / (1 + Math.exp(-(0.5 - 0.25 + 0.75)));
    const other = 1 / (1 + Math.exp(0.1 - 0.3 - 2 * between));
    expect(served.predictorOf(Uint32Array.of(0), Float32Array.of(1.75))(1)).toBeCloseTo(1 + other, 6);
  });

  it("places a rating among the values, beyond them at the nearer end", () => {
    const values = Float32Array.of(1, 2, 4);
    const places = [0, 1, 1.5, 2, 3, 4, 9].map((rating) => placeOf(values, rating));
    expect(places.map(({ below, share }) => below + share)).toEqual([0, 0, 0.5, 1, 1.5, 2, 2]);
  });

  it("tells two tastes apart", async () => {
    const rated = twoTastes(60, 20, 3);
    const train = ratingsOf(60, 20, rated);
    const model = await trainOn(trainRbm, train, {
      options: { hidden: 10, epochs: 40, batchSize: 10, learningRate: 0.1 },
    });
    const wanted = everyPair(60, 20);
    const predictions = model.predictBatch?.({
      users: Uint32Array.from({ length: 60 }, (_, u) => u),
      histories: train,
      wanted,
    });
    const isRight = (prediction: number, at: number) => prediction > 3 === (Math.floor(at / 20) % 2 === (at % 20) % 2);
    expect(predictions?.every(isRight)).toBe(true);
  });

  it("predicts an item without ratings by the mean of all", async () => {
    const model = await trainOn(trainRbm, ratings, { options: FEW });
    const mean = ratings.values.reduce((sum, value) => sum + value, 0) / ratings.values.length;
    const histories = ratingsOf(1, 30, [[0, 3, 5]]);
    const [prediction] =
      model.predictBatch?.({ users: Uint32Array.of(0), histories, wanted: ratingsOf(1, 30, [[0, 29, 1]]) }) ?? [];
    expect(prediction).toBeCloseTo(mean, 5);
  });

  it("gives the same bytes for a seed, whatever the threads, and others for another", async () => {
    const weights = async (training: TestTraining) =>
      (await trainOn(trainRbm, ratings, { ...training, options: FEW })).state().get("valueWeights")?.values;
    expect(await weights({ seed: 4, threads: 2 })).toEqual(await weights({ seed: 4 }));
    expect(await weights({ seed: 5 })).not.toEqual(await weights({ seed: 4 }));
  });

  it("reports the error of the reconstruction, which falls, and that of the ratings kept from training", async () => {
    const reports: EpochReport[] = [];
    const onEpoch = (report: EpochReport) => void reports.push(report);
    await trainOn(trainRbm, ratings, { options: { ...FEW, epochs: 20, validationShare: 0.2 }, onEpoch });
    expect(reports.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(reports[19]!.objective).toBeLessThan(reports[0]!.objective);
    for (const { validation } of reports) expect(validation).toBeGreaterThan(0);
  });

  it("stops when nothing improves, with the weights of the best epoch", async () => {
    const options = { ...FEW, epochs: 200, validationShare: 0.2 };
    const reports: EpochReport[] = [];
    const onEpoch = (report: EpochReport) => void reports.push(report);
    const model = await trainOn(trainRbm, ratings, {
      options: { ...options, patience: 3, minImprovement: 0.01 },
      onEpoch,
    });
    expect(reports.length).toBeLessThan(200);
    const best = reports.length - 3;
    const again = await trainOn(trainRbm, ratings, { options: { ...options, minImprovement: 0.01, epochs: best } });
    expect(model.state()).toEqual(again.state());
  });

  it("learns nothing of the ratings that it keeps from training: of noise it predicts no more than guesses do", async () => {
    const random = createRandom(2);
    const noise = { ...ratings, values: ratings.values.map(() => (random.nextFloat() < 0.5 ? 1 : 5)) };
    const options = { hidden: 30, epochs: 40, batchSize: 10, learningRate: 0.1, validationShare: 0.4 };
    const reports: EpochReport[] = [];
    await trainOn(trainRbm, noise, { options, onEpoch: (report) => void reports.push(report) });
    // Guesses of 3 are wrong by 2.
    expect(reports.at(-1)!.objective).toBeLessThan(1.8);
    expect(reports.at(-1)!.validation).toBeGreaterThan(1.9);
  });

  it("goes by its momentum and its steps, and slows down by learningRateDecay", async () => {
    const weightsOf = async (options: Readonly<Record<string, unknown>>) =>
      (await trainOn(trainRbm, ratings, { options: { ...FEW, batchSize: 100, ...options } }))
        .state()
        .get("valueWeights")!.values;
    // The first two steps of all users: hidden biases do not differ yet.
    expect(await weightsOf({ epochs: 2, momentum: 0.9 })).not.toEqual(await weightsOf({ epochs: 2, momentum: 0 }));
    expect(await weightsOf({ epochs: 1, steps: 3 })).not.toEqual(await weightsOf({ epochs: 1, steps: 1 }));
    const [one, two, slow] = [
      await weightsOf({ epochs: 1 }),
      await weightsOf({ epochs: 2 }),
      await weightsOf({ epochs: 2, learningRateDecay: 0.01 }),
    ];
    const way = (to: typeof one) => Math.max(...Array.from(to, (value, at) => Math.abs(value - one[at]!)));
    expect(way(slow) / way(two)).toBeCloseTo(0.01, 3);
  });

  it("ends with `interrupted` when the signal says so", async () => {
    const controller = new AbortController();
    const training = trainOn(trainRbm, ratings, {
      options: { ...FEW, epochs: 1000 },
      signal: controller.signal,
      onEpoch: ({ epoch }) => epoch === 2 && controller.abort(),
    });
    await expect(training).rejects.toMatchObject({ name: "TrainingError", code: "interrupted" });
  });

  it("goes on from the checkpoint of an interruption to the same bytes, and reports the same", async () => {
    const options = { ...FEW, epochs: 12, validationShare: 0.2, patience: 4, steps: 2 };
    const saved = new Map<string, Uint8Array>();
    const checkpoints = {
      load: async (name: string) => saved.get(name),
      save: async (name: string, bytes: Uint8Array) => void saved.set(name, bytes),
    };
    const run = async (training: TestTraining) => {
      const reports: (readonly [number, number, number | undefined])[] = [];
      const onEpoch = (report: EpochReport) => {
        reports.push([report.epoch, report.objective, report.validation]);
        training.onEpoch?.(report);
      };
      const { fitted } = await trainOn(trainRbm, ratings, { options, ...training, onEpoch });
      return { state: fitted.state, objective: fitted.objective, reports };
    };
    const whole = await run({});
    for (const until of [1, 5]) {
      const controller = new AbortController();
      const onEpoch = ({ epoch }: EpochReport) => epoch === until && controller.abort();
      await expect(run({ checkpoints, signal: controller.signal, onEpoch })).rejects.toThrow(
        `training was interrupted in epoch ${until + 1}`,
      );
    }
    const phases: string[] = [];
    expect(await run({ checkpoints, onPhase: (phase) => phases.push(phase) })).toEqual(whole);
    expect(phases).toContain("rbm: goes on after epoch 5 of 12");
    // What is complete goes on to nothing.
    expect(await run({ checkpoints })).toEqual(whole);
    await expect(run({ checkpoints, options: { ...options, learningRate: 0.1 } })).rejects.toThrow(
      "checkpoint: expected learningRate 0.1 as in this training, got 0.03: start anew, or set it so",
    );
    await expect(run({ checkpoints, seed: 2 })).rejects.toMatchObject({ code: "other-checkpoint" });
  });

  it("gives the objective of the epoch whose weights are taken", async () => {
    const reports: EpochReport[] = [];
    const random = createRandom(2);
    const noise = { ...ratings, values: ratings.values.map(() => (random.nextFloat() < 0.5 ? 1 : 5)) };
    const { fitted } = await trainOn(trainRbm, noise, {
      options: { hidden: 30, epochs: 60, batchSize: 10, learningRate: 0.1, validationShare: 0.4 },
      onEpoch: (report) => void reports.push(report),
    });
    const best = reports.reduce((one, other) => (other.validation! < one.validation! ? other : one));
    expect(best.epoch).toBeLessThan(60);
    expect(fitted.objective).toBe(best.objective);
  });

  it("refuses data and options of which no machine can be made, and says what to do", async () => {
    const many = { ...ratings, values: ratings.values.map((_, at) => at % 21) };
    await expect(trainOn(trainRbm, many)).rejects.toThrow(
      "rbm: expected at most 20 different ratings, got 21, such as 0, 1, 2; round them before, bring counts to a short scale by --transform, or choose biased-mf",
    );
    const equal = { ...ratings, values: ratings.values.map(() => 3) };
    await expect(trainOn(trainRbm, equal)).rejects.toThrow("rbm: expected ratings of at least two values, got 3 alone");
    const none = trainOn(
      trainRbm,
      ratingsOf(2, 1, [
        [0, 0, 1],
        [1, 0, 5],
      ]),
      { options: { validationShare: 0.1 } },
    );
    await expect(none).rejects.toThrow(
      "validationShare: expected ratings on both sides, got 0 of 2 for validation (0.1)",
    );
    expect(() => rbm.readOptions({ patience: 3 })).toThrow("patience: expected a validation to wait for");
    const wild = trainOn(trainRbm, ratings, { options: { ...FEW, epochs: 100, learningRate: 900, momentum: 0.99 } });
    await expect(wild).rejects.toMatchObject({ code: "diverged" });
    await expect(wild).rejects.toThrow("got 900; try 0.03, the default");
  });

  it("is trained on one item", async () => {
    const model = await trainOn(
      trainRbm,
      ratingsOf(2, 1, [
        [0, 0, 1],
        [1, 0, 5],
      ]),
      { options: FEW },
    );
    const wanted = ratingsOf(1, 1, [[0, 0, 1]]);
    const [prediction] =
      model.predictBatch?.({ users: Uint32Array.of(7), histories: ratingsOf(1, 1, []), wanted }) ?? [];
    expect(prediction).toBeCloseTo(3, 1);
  });

  it("says before training what memory it takes, in proportion to hidden units and items", () => {
    const options = rbm.readOptions({}) as RbmOptions;
    const shape = { users: 1000, items: 2000, interactions: 100_000 };
    const { kernelBytes } = rbmMemory(options, shape);
    const more = rbmMemory({ ...options, hidden: 200 }, { ...shape, items: 4000 }).kernelBytes;
    expect(kernelBytes).toBeGreaterThan(3 * 4 * 2000 * 10 * 100);
    expect(more / kernelBytes).toBeGreaterThan(3.5);
    // A copy and a file, of weights and velocities; with validation of the best weights too.
    const weights = 4 * 2000 * 10 * 100;
    const kept = [0, 0.1].map(
      (validationShare) => rbmMemory({ ...options, validationShare }, shape).checkpointBytes ?? 0,
    );
    expect(kept[0]! / (4 * weights)).toBeCloseTo(1, 1);
    expect(kept[1]! / (6 * weights)).toBeCloseTo(1, 1);
    expect(rbmMemory({ ...options, hidden: 512 }, { ...shape, items: 1e6 }).remedy).toBe(
      "use fewer hidden units (now 512), or leave out rare items",
    );
  });
});

describe("the prior of weights over rating values", () => {
  it.each([2, 3, 5, 10, 20])("of %i values has variance 3 for constants and 1 for lines", (count) => {
    const prior = valuePrior(count);
    const times = (vector: readonly number[]) =>
      Array.from({ length: count }, (_, row) =>
        vector.reduce((sum, value, at) => sum + prior[row * count + at]! * value, 0),
      );
    const line = Array.from({ length: count }, (_, at) => at - (count - 1) / 2);
    for (const value of times(new Array(count).fill(1))) expect(value).toBeCloseTo(3, 5);
    for (const [at, value] of times(line).entries()) expect(value).toBeCloseTo(line[at]!, 4);
    if (count > 3) {
      const wiggle = Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 1 : -1));
      expect(Math.abs(times(wiggle)[Math.floor(count / 2)]!)).toBeLessThan(0.6);
    }
  });
});
