import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { interactionsFrom, toCsr } from "../../src/data/interactions.ts";
import { emptyItemTable } from "../../src/data/items.ts";
import { toOrderedCsr } from "../../src/data/sequences.ts";
import { MEASURED_NAMES } from "../../src/models/model-names.ts";
import { shapeOf, trainModel } from "../../src/models/train-model.ts";
import { TRAINABLE } from "../../src/models/trainable.ts";
import type { TrainingContext } from "../../src/training/context.ts";
import { modelCandidate } from "../by-text.ts";

const [USERS, ITEMS, HISTORY] = [3000, 400, 100];
const FACTORS = 8;
const K = 20;
/** User u32, item u32, value f32. */
const BYTES_AN_INTERACTION = 12;
const PAGE_BYTES = 65_536;

const interactions = interactionsFrom(
  Array.from({ length: USERS * HISTORY }, (_, row) => {
    const [user, place] = [Math.floor(row / HISTORY), row % HISTORY];
    const item = (place * 4 + ((user * 7 + place * place) % 4)) % ITEMS;
    return { userId: `u${user}`, itemId: `i${item}`, value: 1 + ((user + item) % 5), timestamp: row };
  }),
  "explicit",
);
const entries = interactions.users.length;
const factorBytes = 4 * FACTORS * (USERS + ITEMS);
/** Three tall matrices with 32 columns more than there are factors. */
const svdBytes = 4 * (FACTORS + 32) * (2 * USERS + ITEMS);
const listBytes = 8 * K * ITEMS;

const control: TrainingContext = { seed: 1, threads: 1 };

/** Of each model: options, and what docs/models.md says it holds beside three times the interactions. In bytes. */
const EXTRAS: Readonly<Record<string, readonly [set: Record<string, string>, extra: number]>> = {
  // Served from a copy of the item factors.
  "implicit-als": [{ factors: `${FACTORS}` }, factorBytes + 4 * FACTORS * ITEMS],
  // A bias in the rows, which are padded to four lanes; items are served from a copy.
  bpr: [{ factors: `${FACTORS - 1}`, epochs: "1" }, factorBytes + 4 * FACTORS * ITEMS],
  // The same, and as much again for adagrad.
  warp: [{ factors: `${FACTORS - 1}`, epochs: "1" }, 2 * factorBytes + 4 * FACTORS * ITEMS],
  "biased-mf": [{ factors: `${FACTORS}`, epochs: "1" }, factorBytes],
  "funk-mf": [{ factors: `${FACTORS}`, epochs: "1", update: "vectorised" }, factorBytes],
  // A second row of factors for each item.
  svdpp: [{ factors: `${FACTORS}`, epochs: "1" }, factorBytes + 4 * FACTORS * ITEMS],
  "explicit-als": [{ factors: `${FACTORS}`, epochs: "1" }, factorBytes],
  nmf: [{ factors: `${FACTORS}`, epochs: "1" }, factorBytes],
  svd: [{ factors: `${FACTORS}` }, svdBytes],
  "pure-svd": [{ factors: `${FACTORS}` }, svdBytes + 4 * FACTORS * ITEMS],
  // Signals of 64 users at a time, over users and twice over items.
  "gf-cf": [{ factors: `${FACTORS}` }, svdBytes + 4 * FACTORS * ITEMS + 4 * 64 * (USERS + 2 * ITEMS)],
  rp3beta: [{ neighbours: `${K}` }, listBytes + 16 * ITEMS],
  slim: [{ neighbours: `${K}` }, listBytes + 28 * ITEMS + 4 * USERS],
  ease: [{ keep: `${K}` }, 4 * (ITEMS + 64) ** 2 + 2 * 4 * 64 * (ITEMS + 64)],
  "slope-one": [{}, 4 * ITEMS ** 2],
  "co-clustering": [{}, 0],
  // Weights, velocities and gradients of five values.
  rbm: [{ hidden: `${FACTORS}`, epochs: "1" }, 3 * 4 * 5 * FACTORS * ITEMS],
  // Both halves: ranking and ratings.
  "item-knn": [
    { rankingNeighbours: `${K}`, keep: `${K}` },
    3 * BYTES_AN_INTERACTION * entries + 2 * listBytes + 160 * ITEMS,
  ],
  "user-knn": [{}, 80 * USERS],
};

/** Those that have no kernels to train with. */
const WITHOUT_KERNELS = ["popularity", "global-mean", "weighted-mean", "user-item-baseline", "popular-recent"];
/** Those that train what is above, and those whose training needs no kernels, but restoring what it leaves does. */
const OF_OTHERS = ["implicit-als+head", "hybrid", "tf-idf", "hybrid-mlp", "own-network", "item-markov"];
/** Those whose trainers state what they need, interactions among it; texts, which are not read before, are taken to be many. */
const STATED = TRAINABLE.filter(
  ({ memory, model }) => memory !== undefined && model.learnsFrom !== "content" && !OF_OTHERS.includes(model.name),
);

describe("kernel memory of training", () => {
  const Memory = WebAssembly.Memory;
  let memories: WebAssembly.Memory[] = [];

  beforeEach(() => {
    memories = [];
    WebAssembly.Memory = class extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        memories.push(this);
      }
    };
  });
  afterEach(() => {
    WebAssembly.Memory = Memory;
  });

  it.each(Object.entries(EXTRAS))(
    "of %s is at most three times the interactions and what is stated",
    async (name, [set, extra]) => {
      const candidate = modelCandidate(name, set, emptyItemTable(interactions.itemIds), control);
      await candidate.fit(interactions);
      const bytes = memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
      // Each is made of whole pages, and begins with the constants of the module; regions begin at multiples of 64 bytes.
      const rounding = 2 * PAGE_BYTES * memories.length;
      expect(bytes).toBeLessThanOrEqual(3 * BYTES_AN_INTERACTION * entries + extra + rounding);
      // The interactions themselves are there: the recorder did not fall asleep.
      expect(bytes).toBeGreaterThan(8 * entries);
    },
  );

  it.each(STATED.map((trainer) => [trainer.model.name, trainer] as const))(
    "of %s is what its trainer states before it starts",
    async (_, trainer) => {
      const matrix = toOrderedCsr(interactions);
      // A mix of what needs no texts; networks go over the data once.
      const isNetwork = "batchSize" in trainer.model.options;
      const given = trainer.model.name === "hybrid" ? { models: "slim,bpr" } : isNetwork ? { epochs: 1 } : {};
      if (isNetwork && trainer.model.readsOrder) Object.assign(given, { factors: FACTORS });
      const options = trainer.model.readOptions(given);
      const data = { interactions, matrix, items: emptyItemTable(interactions.itemIds) };
      await trainModel(trainer, data, options, control);
      // One after the other: the largest is what there must be room for.
      const bytes = Math.max(...memories.map(({ buffer }) => buffer.byteLength));
      const { kernelBytes = 0 } = trainer.memory?.(options, shapeOf(matrix, true), control.threads) ?? {};
      expect(bytes).toBeLessThanOrEqual(kernelBytes + 2 * PAGE_BYTES);
      expect(bytes).toBeGreaterThan(kernelBytes / 2);
    },
  );

  it.each(["funk-mf", "biased-mf", "svdpp", "bpr", "warp"])(
    "of %s is beside what comes out of it: the factors of both sides",
    (name) => {
      const trainer = STATED.find(({ model }) => model.name === name);
      const options = trainer?.model.readOptions({ factors: FACTORS }) ?? {};
      const shape = shapeOf(toCsr(interactions));
      expect(trainer?.memory?.(options, shape, 1).heapBytes).toBeGreaterThanOrEqual(factorBytes);
    },
  );

  it("of item-knn on ratings is beside the lists of both halves", () => {
    const trainer = STATED.find(({ model }) => model.name === "item-knn");
    const options = trainer?.model.readOptions({ keep: K, rankingNeighbours: K }) ?? {};
    const bytes = (explicit: boolean) =>
      trainer?.memory?.(options, shapeOf(toCsr(interactions), explicit), 1).heapBytes;
    expect(bytes(true)).toBe((bytes(false) ?? 0) + listBytes);
  });

  it("is stated for every model", () => {
    const stated = STATED.map(({ model }) => model.name);
    const known = new Set([...Object.keys(EXTRAS), ...stated, ...WITHOUT_KERNELS, ...OF_OTHERS]);
    expect([...MEASURED_NAMES].sort()).toEqual([...known].sort());
  });

  it.each(WITHOUT_KERNELS)("is none with %s", async (name) => {
    await modelCandidate(name, {}, emptyItemTable(interactions.itemIds), control).fit(interactions);
    expect(memories).toEqual([]);
  });
});
