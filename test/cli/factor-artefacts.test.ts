import { describe, expect, it } from "vitest";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import { interactionsFrom, toCsr } from "../../src/data/interactions.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { dequantise, quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { trainArtefact } from "../by-text.ts";
import { someRatings } from "../models/rating-fixtures.ts";
import { temporaryFolder } from "./nearedge.ts";

const { write } = temporaryFolder();
const ratings = someRatings(5);
const lines = Array.from({ length: ratings.rowCount }, (_, user) =>
  Array.from(rowIndices(ratings, user), (item, at) => `u${user},i${item},${rowValues(ratings, user)[at]}`),
);
const dataset = await openDataset(write("ratings.csv", ["user,item,rating", ...lines.flat(), ""].join("\n")));
const control = {
  ...{ seed: 3, threads: 1, signal: new AbortController().signal },
  ...{ onPhase: () => {}, onEpoch: () => {} },
};

async function train(model: string, set: Readonly<Record<string, string>>, source = dataset) {
  const request = { model, set, head: undefined, name: "Stars", users: true };
  const { files, evaluations } = await trainArtefact(source, request, control);
  const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
  const artefact = await decodeArtefact(async (name) => byName.get(name) ?? new Uint8Array());
  return { artefact, evaluations, engine: createRecommender(artefact, await kernelModule()) };
}

/** The history of a user as requests have it. */
function sent(artefact: Awaited<ReturnType<typeof train>>["artefact"], userId: string) {
  const histories = artefact.users?.histories;
  const user = artefact.users?.userIds.indexOf(userId);
  if (!histories || user === undefined) throw new Error("expected users");
  const values = rowValues(histories, user);
  return Array.from(rowIndices(histories, user), (item, at) => ({
    itemId: artefact.items.itemIds.idOf(item),
    value: values[at] ?? Number.NaN,
  }));
}

describe.each(["funk-mf", "biased-mf", "svdpp", "explicit-als", "nmf", "svd"])("an artefact of %s", (model) => {
  it("says what folding in costs, and answers a known user as a user who has the same history", async () => {
    const { artefact, evaluations, engine } = await train(model, { factors: "4" });
    expect(artefact.manifest.model).toMatchObject({ kind: model, factorCount: 0, options: { factors: 4 } });
    const subjects = ["popularity", "user-item-baseline", "ratings", "ratings, folded in"];
    expect(evaluations.map(({ subject }) => subject)).toEqual(subjects);
    for (const { metrics } of evaluations.slice(1)) expect(metrics.rmse).toBeLessThan(1.5);
    expect(artefact.users?.histories.values).toEqual(toCsr(dataset.interactions).values);
    const known = engine.recommend({ userId: "u4", k: 30 });
    expect(known.items.length).toBeGreaterThan(5);
    expect(engine.recommend({ history: sent(artefact, "u4"), k: 30 })).toEqual(known);
  });
});

describe.each(["funk-mf", "biased-mf", "svdpp", "explicit-als", "nmf", "svd"])("an artefact of %s in int8", (model) => {
  it("keeps matrices as rows of int8 with their scales, and predicts what these stand for", async () => {
    const wide = await train(model, { factors: "4" });
    const narrow = await train(model, { factors: "4", precision: "int8" });
    expect(narrow.artefact.manifest.model.precision).toBe("int8");
    expect(narrow.evaluations.map(({ subject }) => subject).slice(3)).toEqual(["ratings, folded in", "ratings, int8"]);
    const [folded, int8] = narrow.evaluations.slice(3).map(({ metrics }) => metrics.rmse ?? Number.NaN);
    expect(int8).not.toBe(folded);
    expect(int8).toBeCloseTo(folded ?? Number.NaN, 1);
    const state = new Map(narrow.artefact.state);
    for (const [name, { shape, values }] of wide.artefact.state ?? []) {
      const own = state.get(name);
      if (shape.length < 2) {
        expect(own?.values).toEqual(values);
        continue;
      }
      const [rowCount = 0, columnCount = 0] = shape;
      const expected = quantiseRows({ rowCount, columnCount, values });
      expect(own).toEqual({ shape, values: expected.values });
      expect(state.get(`${name}.scales`)?.values).toEqual(expected.scales);
      const rows = dequantise({ rowCount, columnCount, values: expected.values }, expected.scales);
      state.delete(`${name}.scales`);
      state.set(name, { shape, values: Float32Array.from(rows.values) });
    }
    const restored = createRecommender({ ...narrow.artefact, state }, await kernelModule());
    const wanted = { userId: "u4", items: [...narrow.artefact.items.itemIds.ids] };
    expect(narrow.engine.predict(wanted)).toEqual(restored.predict(wanted));
    expect(narrow.engine.recommend({ userId: "u4", k: 30 })).toEqual(restored.recommend({ userId: "u4", k: 30 }));
  });
});

describe("an artefact of pure-svd", () => {
  it("keeps the vectors in f32 or int8, and says what int8 costs", async () => {
    const [wide, narrow] = [
      await train("pure-svd", { factors: "6" }),
      await train("pure-svd", { factors: "6", precision: "int8" }),
    ];
    expect(wide.artefact.manifest.model).toMatchObject({ precision: "f32", factorCount: 6 });
    expect(narrow.artefact.manifest.model).toMatchObject({ precision: "int8", factorCount: 6 });
    expect(narrow.artefact.factors?.values.byteLength).toBe((wide.artefact.factors?.values.byteLength ?? 0) / 4);
    expect(wide.evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval"]);
    expect(narrow.evaluations.map(({ subject }) => subject)).toEqual(["popularity", "retrieval", "retrieval, int8"]);
    const [first, second] = [wide, narrow].map(({ engine }) => engine.recommend({ userId: "u4", k: 3 }).items);
    for (const [place, { score }] of (second ?? []).entries()) expect(score).toBeCloseTo(first?.[place]?.score ?? 0, 1);
    expect(wide.artefact.gram).toEqual(Float32Array.from({ length: 36 }, (_, at) => (at % 7 === 0 ? 1 : 0)));
  });

  it("weighs stored histories by what the model was fitted on", async () => {
    const { artefact, engine } = await train("pure-svd", { factors: "6" });
    expect(new Set(artefact.users?.histories.values)).toEqual(new Set([1]));
    const ids = sent(artefact, "u4").map(({ itemId }) => itemId);
    expect(engine.recommend({ history: ids })).toEqual(engine.recommend({ userId: "u4" }));

    const rated = await train("pure-svd", { factors: "6", values: "rating" });
    const { values } = toCsr(dataset.interactions);
    expect(rated.artefact.users?.histories.values).toEqual(values);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(rated.artefact.manifest.model.options).toMatchObject({ values: "rating", unnamedValue: mean });
    const history = sent(rated.artefact, "u4");
    expect(rated.engine.recommend({ history })).toEqual(rated.engine.recommend({ userId: "u4" }));
    expect(rated.engine.recommend({ history: ids })).not.toEqual(rated.engine.recommend({ history }));
  });

  it("has as many factors as the data allow", async () => {
    const few = [1, 2, 3].flatMap((user) =>
      ["a", "b", "c", "d"].slice(user % 2).map((itemId) => ({ userId: `u${user}`, itemId, value: 1 })),
    );
    const small = { ...dataset, interactions: interactionsFrom(few, "implicit") };
    const items = { ...dataset.items, itemIds: small.interactions.itemIds, titles: ["", "", "", ""] };
    const { artefact, engine } = await train("pure-svd", {}, { ...small, items });
    expect(artefact.manifest.model).toMatchObject({ factorCount: 3, options: { factors: 50 } });
    expect(engine.recommend({ history: ["b"] }).items.map(({ itemId }) => itemId)).toHaveLength(3);
  });

  it.each([{ precision: "f16" }, { factors: "0" }, { unnamedValue: "3" }])("refuses %j", async (set) => {
    await expect(train("pure-svd", set)).rejects.toThrow(/precision|factors|unnamedValue/);
  });
});
