import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ALONE, type Crew, type Job, jobLength, readJob, writeJob } from "../../src/neural/jobs.ts";
import { LAYERS } from "../../src/neural/layers/layers.ts";
import { lossOf } from "../../src/neural/losses.ts";
import type { NetworkSpec } from "../../src/neural/network-spec.ts";
import { PLAIN_MATH } from "../../src/neural/plain-math.ts";
import { withNetworkThreads } from "../../src/neural/threads.ts";
import { createTraining, planTraining, type TrainingOptions, type TrainingSource } from "../../src/neural/training.ts";
import type { Examples } from "../../src/neural/validation.ts";
import { linger } from "../training/board-tasks.ts";
import { indices, normals, terms } from "./differences.ts";
import { LAYER_PROBLEMS, NETWORK_PROBLEMS } from "./problems.ts";
import { bytesOf, checkerboard, OPTIONS, start } from "./sample-training.ts";

const PROBLEMS = { ...LAYER_PROBLEMS, ...NETWORK_PROBLEMS };
const ITEMS = 40;
const CANDIDATES = 70;
const ROWS = 150;

/** A tower for histories and one for candidates, of nearly every layer. */
const TOWERS: NetworkSpec = {
  inputs: {
    history: { kind: "terms", count: ITEMS },
    user: { kind: "index", count: 30 },
    candidate: { kind: "index", count: ITEMS, per: "candidate" },
    features: { kind: "reals", width: 5, per: "candidate" },
  },
  nodes: [
    { name: "items", layer: "embedding", inputs: ["candidate"], options: { width: 36, table: "shared" } },
    { name: "described", layer: "concat", inputs: ["items", "features"] },
    { name: "itemTower", layer: "dense", inputs: ["described"], options: { units: 24, activation: "tanh" } },
    { name: "itemNormal", layer: "batch-norm", inputs: ["itemTower"] },
    { name: "itemBias", layer: "embedding", inputs: ["candidate"], options: { width: 1 } },
    { name: "bag", layer: "bag", inputs: ["history"], options: { width: 36, table: "shared" } },
    { name: "users", layer: "embedding", inputs: ["user"], options: { width: 36, l2: 1e-4 } },
    { name: "both", layer: "residual", inputs: ["bag", "users"] },
    { name: "product", layer: "dot", inputs: ["bag", "users"] },
    { name: "joined", layer: "concat", inputs: ["both", "product"] },
    { name: "hidden", layer: "dense", inputs: ["joined"], options: { units: 24 } },
    { name: "bent", layer: "activation", inputs: ["hidden"], options: { name: "leaky-relu" } },
    { name: "normal", layer: "batch-norm", inputs: ["bent"] },
    { name: "dropped", layer: "dropout", inputs: ["normal"], options: { rate: 0.2 } },
    { name: "logits", layer: "softmax-items", inputs: ["dropped", "itemNormal", "itemBias"] },
  ],
  output: "logits",
};

const towers: TrainingOptions = {
  network: TOWERS,
  loss: "softmax",
  optimiser: { name: "adamw", learningRate: 0.01, decay: 0.01 },
  epochs: 3,
  batchSize: ROWS,
  clipNorm: 0.5,
  validationShare: 0.2,
  limits: { candidates: CANDIDATES, entries: 1000 },
};

const histories: Examples = {
  count: 1000,
  fingerprint: "made up",
  batch: (examples, random) => {
    const [rows, seed] = [examples.length, random.nextInteger(1e6)];
    return {
      rows,
      candidates: CANDIDATES,
      inputs: {
        history: terms(rows, ITEMS, seed),
        user: indices(rows, 30, seed + 1),
        candidate: indices(CANDIDATES, ITEMS, seed + 2),
        features: normals(CANDIDATES * 5, seed + 3),
      },
      targets: terms(rows, CANDIDATES, seed + 4),
    };
  },
};

const TRAININGS: Readonly<Record<string, readonly [TrainingOptions, Examples]>> = {
  "two towers": [towers, histories],
  "a loss of all items, with momentum": [
    {
      network: {
        inputs: { history: { kind: "terms", count: ITEMS } },
        nodes: [
          { name: "code", layer: "bag", inputs: ["history"], options: { width: 50 } },
          { name: "logits", layer: "softmax-items", inputs: ["code"], options: { items: CANDIDATES } },
        ],
        output: "logits",
      },
      loss: "softmax",
      optimiser: { name: "sgd", momentum: 0.9 },
      epochs: 2,
      batchSize: ROWS,
      limits: { entries: 1000 },
    },
    {
      ...histories,
      batch: (examples, random) => {
        const batch = histories.batch(examples, random);
        return { rows: batch.rows, inputs: { history: batch.inputs.history! }, targets: batch.targets };
      },
    },
  ],
  // Products that take long enough to meet each other: they have no memory in common but what they read.
  "wide layers": [
    {
      network: {
        inputs: { user: { kind: "index", count: 30 } },
        nodes: [
          { name: "users", layer: "embedding", inputs: ["user"], options: { width: 40 } },
          { name: "wide", layer: "dense", inputs: ["users"], options: { units: 300, activation: "relu" } },
          { name: "narrow", layer: "dense", inputs: ["wide"], options: { units: 100, activation: "tanh" } },
          { name: "out", layer: "dense", inputs: ["narrow"], options: { units: 1 } },
        ],
        output: "out",
      },
      loss: "mse",
      optimiser: { name: "adam", learningRate: 0.01 },
      epochs: 6,
      batchSize: 500,
    },
    {
      count: 1000,
      fingerprint: "made up",
      batch: ({ length: rows }, random) => ({
        rows,
        inputs: { user: indices(rows, 30, random.nextInteger(1e6)) },
        targets: { values: normals(rows, random.nextInteger(1e6)) },
      }),
    },
  ],
  "pairs of embeddings": [{ ...OPTIONS, batchSize: 140 }, checkerboard],
};

/** A source whose trainings count what this thread does of the work that is shared, and begin when others are there. */
const counted = (source: TrainingSource, counts: { own: number; all: number }, joinMs = 200): TrainingSource => ({
  ...source,
  share: (...given) => {
    const { crew, ready } = source.share!(...given);
    const counting: Crew = (job, units, nanoseconds, work) => {
      counts.all += units;
      crew(job, units, nanoseconds, (own, unit) => {
        counts.own++;
        // Others get their turn, however busy the machine is.
        if (counts.own + units > counts.all) linger(2);
        work(own, unit);
      });
    };
    return { ready: ready.then(() => sleep(joinMs)), crew: counting };
  },
});

describe("a training on threads", () => {
  it("has the bytes of one thread with every layer and loss that gradients are tried with", async () => {
    const train = async (source: TrainingSource, name: string): Promise<Buffer> => {
      const { network, loss, batch } = PROBLEMS[name]!;
      const limits = { candidates: batch.candidates ?? 0, entries: 1000 };
      const optimiser = { name: "adam", learningRate: 0.01 };
      const options = { network, loss, optimiser, epochs: 5, batchSize: batch.rows, limits };
      const examples = { count: batch.rows, fingerprint: name, batch: () => batch };
      const training = createTraining(options, examples, undefined, { seed: 4 }, source);
      await training.run();
      return bytesOf(training);
    };
    const counts = { own: 0, all: 0 };
    const trainAll = (threads: number) =>
      withNetworkThreads(
        { threads },
        async (given) => {
          const source = threads === 1 ? given : counted(given, counts, 40);
          const bytes = new Map<string, string>();
          for (const name of Object.keys(PROBLEMS)) bytes.set(name, (await train(source, name)).toString("base64"));
          return bytes;
        },
        0,
      );
    expect(await trainAll(3)).toEqual(await trainAll(1));
    expect(counts.own).toBeLessThan(counts.all);
    const tried = new Set(Object.values(PROBLEMS).flatMap(({ network }) => network.nodes.map(({ layer }) => layer)));
    expect([...tried].sort()).toEqual(LAYERS.map(({ name }) => name).sort());
  });

  it.each(Object.keys(TRAININGS))("has the bytes of one thread: %s", async (name) => {
    const [options, examples] = TRAININGS[name]!;
    const train = async (threads: number) => {
      const counts = { own: 0, all: 0 };
      const work = async (source: TrainingSource) => {
        const own = threads === 1 ? source : counted(source, counts);
        const training = createTraining(options, examples, undefined, { seed: 4 }, own);
        return { report: await training.run(), training };
      };
      return { ...(await withNetworkThreads({ threads }, work, 0)), counts };
    };
    const [one, two, four] = [await train(1), await train(2), await train(4)];
    expect(two.report).toEqual(one.report);
    expect(four.report).toEqual(one.report);
    expect(bytesOf(two.training).equals(bytesOf(one.training))).toBe(true);
    expect(bytesOf(four.training).equals(bytesOf(one.training))).toBe(true);
    expect(two.training.save()).toEqual(one.training.save());
    for (const { counts } of [two, four]) {
      expect(counts.own).toBeGreaterThan(0);
      expect(counts.own).toBeLessThan(counts.all);
    }
  });

  it.each(Object.keys(TRAININGS))("has one result in whatever order units are done: %s", async (name) => {
    const [options, examples] = TRAININGS[name]!;
    const backwards: Crew = (job, units, _, work) => {
      for (let unit = units - 1; unit >= 0; unit--) work(job, unit);
    };
    const share = () => ({ crew: backwards, ready: Promise.resolve() });
    const [forth, back] = await withNetworkThreads({ threads: 1 }, async (source) =>
      [source, { ...source, share }].map((one) => createTraining(options, examples, undefined, { seed: 4 }, one)),
    );
    expect(await back!.run()).toEqual(await forth!.run());
    expect(bytesOf(back!).equals(bytesOf(forth!))).toBe(true);
  });

  it("gives the threads to the training that comes next, and networks answer when they have ended", async () => {
    const counts = { own: 0, all: 0 };
    const trainings = await withNetworkThreads(
      { threads: 2 },
      async (source) => {
        const first = start({}, {}, undefined, checkerboard, source);
        await first.run();
        const second = start({}, {}, undefined, checkerboard, counted(source, counts));
        await second.run();
        return [first, second];
      },
      0,
    );
    expect(counts.own).toBeLessThan(counts.all);
    const batch = checkerboard.batch(
      Uint32Array.from({ length: 70 }, (_, at) => at),
      undefined as never,
    );
    const [one, two] = trainings.map(({ network }) => network.predict(batch));
    expect(one).toEqual(two);
    expect(bytesOf(trainings[0]!).equals(bytesOf(trainings[1]!))).toBe(true);
  });

  it("stays on one thread where it is small", async () => {
    const crews = await withNetworkThreads({ threads: 2 }, async ({ share, create, base }) => {
      const crewOf = (options: TrainingOptions): Crew => {
        const plan = planTraining(options, { realBytes: 4, base });
        return share!(options, plan, create(plan.bytes)).crew;
      };
      return [crewOf(OPTIONS), crewOf({ ...OPTIONS, batchSize: 10_000 })];
    });
    expect(crews[0]).toBe(ALONE);
    expect(crews[1]).not.toBe(ALONE);
  });

  it.each([0, 65, 1.5])("is refused on %d threads", async (threads) => {
    await expect(withNetworkThreads({ threads }, async () => 1)).rejects.toThrow(
      /^threads: expected an integer from 1 to 64/,
    );
  });
});

describe("a training on threads that is cut short", () => {
  it("ends soon when it is interrupted, and so do its threads", async () => {
    const file = fileURLToPath(new URL("endless-training.ts", import.meta.url));
    const child = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    let interruptedMs = 0;
    child.stdout.on("data", (chunk) => {
      said += chunk;
      if (interruptedMs > 0) return;
      interruptedMs = performance.now();
      child.kill("SIGINT");
    });
    const [status, signal] = await once(child, "exit");
    expect({ said, status, signal }).toEqual({ said: "training\ninterrupted\n", status: 0, signal: null });
    expect(performance.now() - interruptedMs).toBeLessThan(5000);
  });

  it.each<[string, Partial<TrainingOptions>, RegExp]>([
    [
      "at its work",
      { batchSize: 1_000_000 },
      /^a training thread stopped: .*(out of bounds|outside the bounds|Invalid typed)/,
    ],
    ["before it", { loss: "none such" }, /^a training thread stopped; see the cause$/],
  ])("fails with TrainingError when a thread fails %s", async (_, other, message) => {
    // The thread is told of other options than those of the training.
    const train = (source: TrainingSource) => {
      const share: TrainingSource["share"] = (options, ...others) => source.share!({ ...options, ...other }, ...others);
      const context = { seed: 1, onEpoch: () => sleep(1) };
      return createTraining({ ...OPTIONS, epochs: 100_000 }, checkerboard, undefined, context, {
        ...source,
        share,
      }).run();
    };
    const failure = await withNetworkThreads({ threads: 2 }, train, 0).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: "TrainingError",
      code: "thread-failed",
      message: expect.stringMatching(message),
    });
    expect(failure).toHaveProperty("cause");
  });

  it("rejects with what the work rejects with", async () => {
    const work = withNetworkThreads({ threads: 2 }, async () => Promise.reject(new RangeError("mine")));
    await expect(work).rejects.toThrow(new RangeError("mine"));
  });
});

describe("a job", () => {
  it("is the same when it has been written in numbers and read again", () => {
    const plan = planTraining(towers, PLAIN_MATH);
    const touched = new Map(plan.groups.map((group, at) => [group, 3 + at]));
    const batch = { rows: 7, candidates: 5, terms: 11, weight: 2.5, hasWeights: true, touched };
    const seeded: Job = {
      task: "sum",
      batch,
      per: "candidate",
      seed: { seed: 2 ** 32 - 1, step: 0 },
      loss: undefined,
      factor: 0.1,
    };
    const jobs: readonly Job[] = [
      seeded,
      { ...seeded, task: "move", per: "row", batch: { ...batch, hasWeights: false }, loss: lossOf("mse") },
      { ...seeded, task: "rows", seed: undefined, loss: lossOf("softmax"), factor: 0 },
    ];
    expect(plan.groups.length).toBeGreaterThan(1);
    for (const job of jobs) {
      const numbers = new Float64Array(jobLength(plan));
      writeJob(plan, job, numbers);
      expect(readJob(plan, numbers)).toEqual(job);
    }
  });
});
