import { describe, expect, it } from "vitest";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import { createCategoryColumn, emptyItemTable } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { ArtefactError } from "../../src/errors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { NO_ITEM } from "../../src/kernels/ranking.ts";
import { trainTfIdf } from "../../src/models/content/train-tf-idf.ts";
import { trainBiasedMf } from "../../src/models/gradient-descent/train-biased-mf.ts";
import { takingMembers } from "../../src/models/hybrid/cold-weights.ts";
import { hybrid, ownOptions } from "../../src/models/hybrid/hybrid.ts";
import type { Normalisation } from "../../src/models/hybrid/lists.ts";
import { trainHybrid } from "../../src/models/hybrid/train-hybrid.ts";
import { describeMix } from "../../src/models/hybrid/train-members.ts";
import { fittedRankings } from "../../src/models/hybrid/train-mixed-rankings.ts";
import { trainImplicitAls } from "../../src/models/implicit-als/train-implicit-als.ts";
import { countInteractions } from "../../src/models/item-counts.ts";
import { trainGfCf } from "../../src/models/item-weights/train-gf-cf.ts";
import { trainPopularity } from "../../src/models/means/train-popularity.ts";
import type { RankingModel } from "../../src/models/model.ts";
import type { OptionValues } from "../../src/models/option-specs.ts";
import { trainBpr } from "../../src/models/pairwise/train-bpr.ts";
import type { ModelState } from "../../src/models/state.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import { restoreTrained, type TrainedModel } from "../../src/models/train-restored.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { lookupOf, memberWith } from "../models/hybrid-members.ts";
import { contentOf } from "../models/packed-content.ts";
import { ratingsOf, someRatings } from "../models/rating-fixtures.ts";
import { dataOf } from "../models/train.ts";
import { artefact } from "./fixture.ts";

const module = await kernelModule();
/** Half stars of 40 users for 30 items; nobody has rated the last two. */
const ratings = someRatings(11);
const { columnCount: itemCount } = ratings;
const popularity = countInteractions(ratings);
const colours = Array.from({ length: itemCount }, (_, item) => ["red", "green", "blue"][(item * 7) % 3] ?? "");
const places = Array.from({ length: itemCount }, (_, item) => ["sea", "town", "wood", "moor"][(item * 5) % 4] ?? "");
const items = {
  ...emptyItemTable(createVocabulary(colours.map((_, item) => String(item)))),
  categories: new Map([
    ["colour", createCategoryColumn(colours.map((colour) => [colour]))],
    ["place", createCategoryColumn(places.map((place) => [place]))],
  ]),
};

const data = { ...dataOf(ratings), items };

async function member(trainer: Trainable, options: Record<string, unknown>, seed: number) {
  const fitted = await memberWith(trainer, options).fit(data, {}, { seed, threads: 1 });
  const name = `my-${trainer.model.name}`;
  const plan = {
    name,
    content: trainer.model.learnsFrom === "content",
    member: memberWith(trainer, options),
    options: fitted.options,
  };
  return { name, plan, fitted, content: plan.content, recommendBatch: fitted.recommendBatch };
}

const SMALL_ALS = { factors: 10, epochs: 12, unobservedWeight: 0.1, regularization: 0.02 };
const MEMBERS = [
  await member(trainImplicitAls, { ...SMALL_ALS, weighting: "linear", confidence: 0.5 }, 2),
  await member(trainTfIdf, {}, 1),
  await member(trainBiasedMf, { factors: 4, epochs: 30, learningRate: 0.03 }, 5),
  await member(trainBpr, { factors: 10, epochs: 60 }, 3),
  await member(trainGfCf, { factors: 4 }, 3),
  await member(trainPopularity, {}, 1),
];
const WEIGHTS = [0.3, 0.25, 0.2, 0.1, 0.1, 0.05];

/** A mix of these weights as training leaves it, with what it says of itself and keeps. */
async function mixOf(weights: readonly number[], normalisation: Normalisation, depth: number): Promise<TrainedModel> {
  const taking = takingMembers({ members: MEMBERS, weights: Float64Array.from(weights), coldWeight: 0.7 });
  const lookup = lookupOf(Object.fromEntries(MEMBERS.map(({ name, plan }) => [name, plan.member])));
  const options = hybrid({ find: (name) => lookup.find(name)?.model, names: lookup.names }).readOptions({
    models: MEMBERS.map(({ name }) => name).join(","),
    ...{ normalisation, depth },
    task: "ranking",
  });
  const own = ownOptions(options);
  const members = taking.map(({ member: taken }) => taken);
  const described = describeMix(
    own,
    members.map(({ plan }) => plan),
    weights,
    members,
  );
  const fitted = fittedRankings(data, taking, own, described);
  return { ...(await restoreTrained(trainHybrid(lookup), fitted, data)), fitted, state: () => fitted.state };
}

function artefactOf(options: OptionValues, state: ModelState | undefined): Artefact {
  const whole = artefact();
  const userIds = createVocabulary(Array.from({ length: ratings.rowCount }, (_, user) => `user ${user}`));
  return {
    ...{ items, popularity, factors: undefined, gram: undefined, weights: undefined, head: undefined, state },
    users: { userIds, histories: ratings },
    manifest: {
      ...whole.manifest,
      model: { kind: "hybrid", options, precision: "f32", factorCount: 0 },
      data: { ...whole.manifest.data, feedback: "explicit" },
    },
  };
}

async function engineOf(mix: TrainedModel): Promise<Recommender> {
  const { content } = await contentOf(mix, itemCount);
  return createRecommender(artefactOf(mix.options, content.state), module);
}

/** Every third user without their first rating: histories that no member was fitted to. */
const histories = ratingsOf(
  14,
  itemCount,
  Array.from({ length: 14 }, (_, row) => {
    const values = rowValues(ratings, 3 * row);
    return Array.from(rowIndices(ratings, 3 * row), (item, at) => [row, item, values[at] ?? 0] as const).slice(1);
  }).flat(),
);
const historyOf = (row: number) => {
  const values = rowValues(histories, row);
  return Array.from(rowIndices(histories, row), (item, at) => ({ itemId: String(item), value: values[at] ?? 0 }));
};
const listOf = (mix: RankingModel, row: number): number[] =>
  [...mix.recommendBatch(histories, itemCount).items.subarray(row * itemCount, (row + 1) * itemCount)].filter(
    (item) => item !== NO_ITEM,
  );

describe("a mix of rankings that is served", () => {
  it.each([
    ["z-score", 1000],
    ["rank", 1000],
    ["z-score", 10],
    ["rank", 10],
  ] as const)("lists what the fitted mix lists (%s, depth %i)", async (normalisation, depth) => {
    const mix = await mixOf(WEIGHTS, normalisation, depth);
    const engine = await engineOf(mix);
    const { scores } = mix.recommendBatch(histories, itemCount);
    for (let row = 0; row < histories.rowCount; row++) {
      const answer = engine.recommend({ history: historyOf(row), k: itemCount });
      expect(answer.items.map(({ itemId }) => Number(itemId))).toEqual(listOf(mix, row));
      for (const [place, { score }] of answer.items.entries()) {
        expect(score).toBeCloseTo(scores[row * itemCount + place] ?? Number.NaN, 4);
      }
    }
  });

  it.each(MEMBERS.map(({ name }, place) => [name, place] as const))(
    "is %s where all weight is on it",
    async (_, place) => {
      const mix = await mixOf(
        WEIGHTS.map((_, other) => (other === place ? 1 : 0)),
        "rank",
        1000,
      );
      const engine = await engineOf(mix);
      for (let row = 0; row < histories.rowCount; row++) {
        const { items: list } = engine.recommend({ history: historyOf(row), k: itemCount });
        expect(list.map(({ itemId }) => Number(itemId))).toEqual(listOf(mix, row));
      }
    },
  );

  it("takes the values of a stored history as they are, and no value for the highest rating", async () => {
    const engine = await engineOf(await mixOf(WEIGHTS, "z-score", 1000));
    const values = rowValues(ratings, 7);
    const history = Array.from(rowIndices(ratings, 7), (item, at) => ({
      itemId: String(item),
      value: values[at] ?? 0,
    }));
    expect(engine.recommend({ userId: "user 7" }).items).toEqual(engine.recommend({ history }).items);
    const best = [
      { itemId: "4", value: 5 },
      { itemId: "9", value: 1 },
    ];
    expect(engine.recommend({ history: ["4", best[1] ?? ""] }).items).toEqual(
      engine.recommend({ history: best }).items,
    );
  });

  it("takes what the filter and the exclusions leave out of the whole mix", async () => {
    const mix = await mixOf(WEIGHTS, "z-score", 10);
    const engine = await engineOf(mix);
    const { items: list, work } = engine.recommend({
      history: historyOf(2),
      filter: { colour: "red" },
      exclude: ["12"],
      k: 30,
    });
    const expected = listOf(mix, 2).filter((item) => colours[item] === "red" && item !== 12);
    expect(list.map(({ itemId }) => Number(itemId))).toEqual(expected);
    // Popularity scores nothing; five others score every item.
    expect(work.itemsScored).toBe(5 * itemCount);
  });

  it("finds alike what its members find alike, each by its weight", async () => {
    const engine = await engineOf(await mixOf([0, 0.8, 0, 0, 0.2, 0], "z-score", 1000));
    const alike = engine.similar({ itemId: "3", k: 30 }).items;
    const [first] = alike;
    // The same colour and place: nothing is more alike for the member that counts most.
    expect([colours[Number(first?.itemId)], places[Number(first?.itemId)]]).toEqual([colours[3], places[3]]);
    expect(first?.score).toBeLessThanOrEqual(1);
    const falling = alike.map(({ score }) => score);
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    expect(falling.at(-1)).toBeGreaterThan(0);
    // Nobody has item 29: the member of content alone knows what is like it, and counts although the mix has no use for it.
    const behaviour = await engineOf(await mixOf([0, 0, 0, 0, 1, 0], "z-score", 1000));
    const cold = behaviour.similar({ itemId: "29", k: 30 }).items.map(({ itemId }) => Number(itemId));
    expect(cold.length).toBeGreaterThan(0);
    expect(cold.every((item) => colours[item] === colours[29] || places[item] === places[29])).toBe(true);
  });

  it("holds the same memory after hundreds of requests", async () => {
    const engine = await engineOf(await mixOf(WEIGHTS, "z-score", 1000));
    const ask = (row: number) => {
      engine.recommend({ history: historyOf(row % 14), k: 1 + (row % 30) });
      engine.similar({ itemId: String(row % itemCount) });
      engine.predict({ history: historyOf(row % 14), items: ["1", "2"] });
    };
    for (let row = 0; row < 30; row++) ask(row);
    const before = engine.memory();
    expect(before.wasmBytes).toBeGreaterThan(0);
    for (let row = 0; row < 300; row++) ask(row);
    expect(engine.memory()).toEqual(before);
  });

  it("leaves out members that count nothing", async () => {
    const mix = await mixOf([0, 0, 0, 1, 0, 0], "rank", 100);
    const { content } = await contentOf(mix, 5);
    // The member of content stays for the items that nobody has.
    expect(mix.options.members).toBe("my-tf-idf,my-bpr");
    const names = [...(content.state ?? new Map()).keys()];
    expect(names).toContain("members.1.factors");
    expect(names.some((name) => name.startsWith("members.2."))).toBe(false);
  });

  it("refuses a state that lacks an array, or has one of another length, or one too many", async () => {
    const mix = await mixOf(WEIGHTS, "rank", 100);
    const { content } = await contentOf(mix, itemCount);
    const state = content.state ?? new Map();
    const one = Float32Array.of(1);
    const broken: [string, ModelState][] = [
      ["one too many", new Map([...state, ["another", { shape: [1], values: one }]])],
      ["one of no member", new Map([...state, ["members.6.state.scale", { shape: [1], values: one }]])],
    ];
    for (const [name, { values }] of state) {
      const others = [...state].filter(([other]) => other !== name);
      const short = values.slice(0, -1);
      broken.push([`short ${name}`, new Map([...others, [name, { shape: [short.length], values: short }]])]);
      if (name !== "scale") broken.push([`no ${name}`, new Map(others)]);
    }
    for (const [name, tensors] of broken) {
      const make = () => createRecommender(artefactOf(mix.options, tensors), module);
      expect(make, name).toThrow(ArtefactError);
    }
  });
});
