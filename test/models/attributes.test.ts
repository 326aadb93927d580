import { describe, expect, it } from "vitest";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { createCategoryColumn, emptyItemTable } from "../../src/data/items.ts";
import { ArtefactError, OptionsError, RequestError } from "../../src/errors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { attributesState, factorsOfAttributes, readAttributes } from "../../src/models/pairwise/attributes.ts";
import { userFeatures } from "../../src/models/pairwise/features.ts";
import { readState } from "../../src/models/state.ts";
import { createRandom } from "../../src/random.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { CONTROL, decodeFiles } from "../agreement/artefacts.ts";
import { modelCandidate, trainArtefact } from "../by-text.ts";

const COLUMNS = new Map([
  ["gender", ["F", "M"]],
  ["age", ["20", "30", "40"]],
]);
const ATTRIBUTES = { columns: COLUMNS, factors: Float32Array.from({ length: 10 }, (_, at) => at) };

/** Sixty users: half like even items, half odd ones, and nothing but the attribute says who. */
async function twoTastes() {
  const random = createRandom(4);
  const rows = Array.from({ length: 60 }, (_, user) => {
    const own = new Set<number>();
    while (own.size < 8) own.add(2 * random.nextInteger(15) + (user % 2));
    return Array.from(own, (item) => ({ userId: `u${String(user).padStart(2, "0")}`, itemId: `i${item}`, value: 1 }));
  });
  const interactions = interactionsFrom(rows.flat(), "implicit");
  const camps = interactions.userIds.ids.map((id) => [Number(id.slice(1)) % 2 === 0 ? "even" : "odd"]);
  const users = { userIds: interactions.userIds, categories: new Map([["camp", createCategoryColumn(camps)]]) };
  const report = {
    rowsRead: 0,
    badRows: 0,
    badRowExamples: [],
    duplicatesMerged: 0,
    catalogueOnlyItems: 0,
    uncataloguedItems: 0,
  };
  const items = emptyItemTable(interactions.itemIds);
  return { name: "tastes", note: "", fingerprint: "0".repeat(64), interactions, items, users, report };
}

async function engine(userFeaturesOption: string) {
  const request = {
    model: "warp",
    set: { factors: "8", userFeatures: userFeaturesOption },
    head: "none",
    name: undefined,
    users: true,
  };
  const { files } = await trainArtefact(await twoTastes(), request, CONTROL);
  return createRecommender(await decodeFiles(files), await kernelModule());
}

describe("attributes of users", () => {
  it("give the mean of the embeddings of their values", () => {
    const { F, both } = {
      F: factorsOfAttributes(ATTRIBUTES, 2, { gender: "F" }, 1),
      both: factorsOfAttributes(ATTRIBUTES, 2, { age: ["30", "40", "30"], gender: "M" }, 1),
    };
    expect([...(F ?? [])]).toEqual([0, 1, 1]);
    // Rows 1, 3 and 4 of the embeddings: (2, 3), (6, 7), (8, 9).
    expect([...(both ?? [])].map((value) => Math.fround(value))).toEqual(
      [16 / 3, 19 / 3, 1].map((value) => Math.fround(value)),
    );
  });

  it("say nothing where no value is known, and refuse columns that the model does not have", () => {
    expect(factorsOfAttributes(ATTRIBUTES, 2, { gender: "X" }, 1)).toBeUndefined();
    expect(factorsOfAttributes(ATTRIBUTES, 2, {}, 1)).toBeUndefined();
    expect(() => factorsOfAttributes(ATTRIBUTES, 2, { toString: "F" }, 1)).toThrow(RequestError);
  });

  it("come back from a state, and a damaged one is refused", () => {
    const state = attributesState(ATTRIBUTES);
    expect(readAttributes(readState("warp", state), 2)).toEqual(ATTRIBUTES);
    expect(() => readAttributes(readState("warp", state), 3)).toThrow(ArtefactError);
    const values = new TextEncoder().encode('[["gender", ["F", 3]]]');
    const damaged = new Map([...state, ["userAttributes.columns", { shape: [values.length], values }]]);
    expect(() => readAttributes(readState("warp", damaged), 2)).toThrow("expected columns with their values as JSON");
  });

  it("lead users without a history to the items of users with the same attributes", async () => {
    const recommender = await engine("camp");
    for (const [camp, parity] of [["even", 0] as const, ["odd", 1] as const]) {
      const { items, fallback } = recommender.recommend({ attributes: { camp }, k: 10 });
      expect(fallback).toBeUndefined();
      expect(items.map(({ itemId }) => Number(itemId.slice(1)) % 2)).toEqual(new Array(10).fill(parity));
    }
  });

  it("count for nothing beside a history, and give way to the popular items where no value is known", async () => {
    const recommender = await engine("camp");
    const history = ["i1", "i3", "i5"];
    const alone = recommender.recommend({ history });
    expect(recommender.recommend({ history, attributes: { camp: "even" } })).toEqual(alone);
    expect(recommender.recommend({ attributes: { camp: "neither" } }).fallback).toBe("empty-history");
    expect(() => recommender.recommend({ attributes: { town: "x" } })).toThrow(
      "this model did not learn from such a column",
    );
  });

  it("are refused by a model that did not learn from any", async () => {
    const recommender = await engine("none");
    expect(() => recommender.recommend({ attributes: { camp: "even" } })).toThrow(RequestError);
    expect(recommender.recommend({ attributes: {} }).fallback).toBe("empty-history");
  });

  it("must be in the table of users", async () => {
    const { users } = await twoTastes();
    expect(() => userFeatures(users, "camps")).toThrow(OptionsError);
    expect(() => userFeatures(users, "camps")).toThrow("the users have no column camps; they have camp");
    expect(() => userFeatures(undefined, "all")).toThrow("give them with --user-table");
  });

  it("reach a member of a mix, when it is measured and when it is kept", async () => {
    const dataset = await twoTastes();
    const set = { models: "warp,popularity", "warp.factors": "8", "warp.userFeatures": "camp" };
    const fitted = modelCandidate("hybrid", set, dataset.items, CONTROL, dataset.users);
    expect(fitted.options).toMatchObject({ "warp.userFeatures": "camp" });
    const request = { model: "hybrid", set, head: "none", name: undefined, users: true };
    const { files, options } = await trainArtefact(dataset, request, CONTROL);
    expect(options).toMatchObject({ "warp.userFeatures": "camp" });
    const engine = createRecommender(await decodeFiles(files), await kernelModule());
    const { items } = engine.recommend({ history: ["i0", "i2", "i4"], k: 3 });
    expect(items.map(({ itemId }) => Number(itemId.slice(1)) % 2)).toEqual([0, 0, 0]);
  });
});
