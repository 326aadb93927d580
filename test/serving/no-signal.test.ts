import { beforeAll, describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import type { Interactions } from "../../src/data/interactions.ts";
import { emptyItemTable, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { PACKED_NAMES } from "../../src/models/model-names.ts";
import { createRandom } from "../../src/random.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { trainArtefact } from "../by-text.ts";

const ITEMS = 200;
const USERS = 60;
/** The last two items are had by one user alone, who has nothing else. */
const LONELY = [ITEMS - 2, ITEMS - 1];

/** Ratings of items near a place of the user's own, so that most pairs of items have nobody in common. */
function table(feedback: Interactions["feedback"]): Interactions {
  const random = createRandom(11);
  const rows = Array.from({ length: USERS }, (_, user) => {
    const centre = random.nextInteger(ITEMS - 2);
    const own = new Set(Array.from({ length: 9 }, () => (centre + random.nextInteger(24)) % (ITEMS - 2)));
    return [...own].sort((a, b) => a - b).map((item) => [user, item, 1 + random.nextInteger(5)] as const);
  });
  rows.push(LONELY.map((item) => [USERS, item, 4] as const));
  const all = rows.flat();
  const column = (at: 0 | 1 | 2) => all.map((row) => row[at]);
  return {
    userIds: createVocabulary(Array.from({ length: USERS + 1 }, (_, user) => `u${user}`)),
    itemIds: createVocabulary(Array.from({ length: ITEMS }, (_, item) => `i${item}`)),
    users: Uint32Array.from(column(0)),
    items: Uint32Array.from(column(1)),
    values: Float32Array.from(feedback === "explicit" ? column(2) : column(2).map(() => 1)),
    // One after the other.
    timestamps: Float64Array.from(all.keys()),
    feedback,
  };
}

/** Every seventh item is rare; titles share words with neighbours of the next ten. */
function catalogue(itemIds: ItemTable["itemIds"]): ItemTable {
  const offsets = Uint32Array.from({ length: ITEMS + 1 }, (_, item) => item);
  const codes = Uint32Array.from({ length: ITEMS }, (_, item) => (item % 7 === 0 ? 0 : 1));
  return {
    ...emptyItemTable(itemIds),
    titles: Array.from({ length: ITEMS }, (_, item) => `word${Math.floor(item / 10)} only${item}`),
    categories: new Map([["tags", { dictionary: ["rare", "common"], offsets, codes }]]),
  };
}

const CONTROL = { seed: 5, threads: 1, signal: new AbortController().signal, onPhase: () => {} };
/** Small fits; every other model has defaults that are quick on so little. */
const SETS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "gf-cf": { factors: "16" },
  "implicit-als": { factors: "16", epochs: "5" },
  bpr: { factors: "8", epochs: "5" },
  warp: { factors: "8", epochs: "5" },
  hybrid: { models: "item-knn,implicit-als,tf-idf" },
  // So long that interactions of any age count the same.
  "popular-recent": { halfLifeDays: "1000000000" },
};

async function engineOf(model: string, feedback: Interactions["feedback"]): Promise<Recommender> {
  const interactions = table(feedback);
  const items = catalogue(interactions.itemIds);
  const dataset: Dataset = {
    ...{ name: "sparse", note: "", interactions, items, users: undefined, fingerprint: "0".repeat(64) },
    report: {
      badRows: 0,
      badRowExamples: [],
      duplicatesMerged: 0,
      catalogueOnlyItems: 0,
      uncataloguedItems: 0,
      rowsRead: 0,
    },
  };
  const request = { model, set: SETS[model] ?? {}, head: "none", name: undefined, users: true };
  const { files } = await trainArtefact(dataset, request, CONTROL);
  const bytesOf = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const artefact = await decodeArtefact(async (name) => bytesOf.get(name) ?? new Uint8Array(0));
  return createRecommender(artefact, await kernelModule());
}

const POPULARITY = new Float32Array(ITEMS);
for (const item of table("implicit").items) POPULARITY[item]! += 1;
const numberOf = (itemId: string) => Number(itemId.slice(1));
const byPopularity = (a: number, b: number) => POPULARITY[b]! - POPULARITY[a]! || a - b;

/** Models to which the two items that one user alone has say nothing of any other. */
const SILENT = new Set([
  ...["item-knn", "user-knn", "rp3beta", "slim", "ease", "gf-cf", "slope-one", "co-clustering"],
  ...["biased-mf", "svdpp", "funk-mf", "explicit-als", "svd", "nmf"],
  "item-markov",
]);
/** Models whose order of the items is the same for everybody. */
const ALIKE = new Set(["popularity", "global-mean", "weighted-mean", "user-item-baseline", "popular-recent"]);

const CASES: readonly (readonly [model: string, feedback: Interactions["feedback"]])[] = [
  ...PACKED_NAMES.map((model) => [model, "explicit"] as const),
  ...["implicit-als", "item-knn", "user-knn", "hybrid", "ease"].map((model) => [model, "implicit"] as const),
];

describe.each(CASES)("lists of %s (%s)", (model, feedback) => {
  let engine: Recommender;
  beforeAll(async () => {
    engine = await engineOf(model, feedback);
  }, 60_000);

  it("have no item of score 0 without a source, for 200 histories of one item and a rare filter", () => {
    for (let item = 0; item < ITEMS; item++) {
      for (const filter of [{ tags: "rare" }, undefined]) {
        const history = [`i${item}`];
        const { items, fallback } = engine.recommend({ history, filter, k: 10 });
        expect(items.length).toBe(10);
        const popular = items.filter(({ source }) => source === "popular");
        expect(items.filter(({ score, source }) => score === 0 && source === undefined)).toEqual([]);
        expect(fallback !== undefined).toBe(popular.length === items.length);
        const scores = items.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        // What fills a list is the most popular of it: no popular item that is left out comes before the last of them.
        const numbers = popular.map(({ itemId }) => numberOf(itemId));
        expect(numbers).toEqual(numbers.toSorted(byPopularity));
        // A longer list goes on where the shorter one ends.
        const longer = engine.recommend({ history, filter, k: 20 }).items.slice(0, 10);
        expect(longer.map(({ itemId }) => itemId)).toEqual(items.map(({ itemId }) => itemId));
      }
    }
  });

  it("give a user who has all that is connected with their history what is popular, or what the model says of everybody", () => {
    const history = LONELY.map((item) => `i${item}`);
    const { items, fallback } = engine.recommend({ history, k: 4 });
    const best = [...POPULARITY.keys()].filter((item) => !LONELY.includes(item)).sort(byPopularity);
    if (SILENT.has(model) || ALIKE.has(model)) {
      expect(fallback).toBe(ALIKE.has(model) ? "model-not-personal" : "no-signal");
      expect(items.map(({ itemId, score }) => [numberOf(itemId), score])).toEqual(
        best.slice(0, 4).map((item) => [item, POPULARITY[item]]),
      );
    }
    expect(items.every(({ score, source }) => score !== 0 || source === "popular")).toBe(true);
    // Predictions say it too, ratings or not.
    const { predictions, fallback: ofPredictions } = engine.predict({ history, items: ["i0", "i1"] });
    expect(predictions.length).toBe(2);
    if (SILENT.has(model)) expect(ofPredictions).toBe("no-signal");
    if (ALIKE.has(model)) expect(ofPredictions).toBe("model-not-personal");
    if (SILENT.has(model) && feedback === "explicit") {
      expect(engine.predict({ history: LONELY.slice(1).map((item) => `i${item}`), items: ["i0"] }).fallback).toBe(
        "no-signal",
      );
    }
  });

  it("go on by popularity behind what is connected with the history", () => {
    if (!SILENT.has(model)) return;
    const { items } = engine.recommend({ history: [`i${LONELY[0]}`], k: 6 });
    const personal = items.filter(({ source }) => source === undefined).map(({ itemId }) => numberOf(itemId));
    expect(personal.filter((item) => item !== LONELY[1])).toEqual([]);
  });
});
