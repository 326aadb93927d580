import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { checkerboard, rows, tastes } from "./tables.ts";

const { folder, write } = temporaryFolder();
const ratings = write("ratings.csv", checkerboard());
const { interactions, items } = tastes();
const taken = write("taken.csv", interactions);
const catalogue = write("items.csv", items);
/** Half of the items that were taken, and others that nobody took. */
const strange = write(
  "strange.csv",
  rows(
    "itemId,title,tags",
    Array.from({ length: 30 }, (_, item) => `i${item + 15},Item ${item},t${item % 3}`),
  ),
);

const evaluate = (path: string, model: string, ...more: string[]) =>
  nearedge(["evaluate", path, "--models", model, "--protocol", "random:0.2", "--json", ...more]);

const set = (model: string, ...options: string[]) => options.flatMap((option) => ["--set", `${model}.${option}`]);

describe("ratings and behaviour", () => {
  it.each([
    "global-mean",
    "weighted-mean",
    "user-item-baseline",
    "funk-mf",
    "biased-mf",
    "svdpp",
    "explicit-als",
    "nmf",
    "svd",
    "slope-one",
    "co-clustering",
  ])("do not go together with %s where there are no ratings", async (model) => {
    const { status, stdout, stderr } = await evaluate(taken, model);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`nearedge: ${model}: expected ratings to learn from, but the feedback is implicit; `);
    expect(stderr).toContain("[needs-ratings]");
  });

  it.each(["implicit-als", "bpr"])(
    "go together with %s where there are ratings, and it says what they mean",
    async (model) => {
      const { status, stderr } = await evaluate(ratings, model);
      expect(status).toBe(0);
      expect(stderr).toContain(
        `note: the data are ratings, and ${model} learns from who rated what: a low rating counts too`,
      );
    },
  );

  it.each([
    ["implicit-als", true],
    ["svd", false],
    ["popularity", false],
  ])("are remarked upon by train where the model takes them for something else: %s", async (model, remarked) => {
    const { status, stderr } = await nearedge([
      "train",
      ratings,
      "--model",
      model,
      "--head",
      "none",
      "--out",
      join(folder, model),
    ]);
    expect(status).toBe(0);
    expect(stderr.includes("the data are ratings")).toBe(remarked);
  });

  it("are not remarked upon where nothing is taken for something else", async () => {
    expect((await evaluate(taken, "implicit-als")).stderr).not.toContain("the data are ratings");
    expect((await evaluate(ratings, "biased-mf,popularity")).stderr).not.toContain("the data are ratings");
  });
});

describe("options out of range", () => {
  const FACTORISATIONS = [
    ["implicit-als", 512],
    ["bpr", 511],
    ["warp", 511],
    ["funk-mf", 512],
    ["biased-mf", 512],
    ["svdpp", 512],
    ["explicit-als", 512],
    ["nmf", 512],
    ["svd", 2048],
    ["pure-svd", 512],
    ["gf-cf", 2048],
  ] as const;

  it.each(FACTORISATIONS.map(([model, most], place) => [model, place % 2 === 0 ? "0" : "1000000000", most] as const))(
    "are refused before any data are read: %s, %s factors",
    async (model, factors, most) => {
      const { status, stdout, stderr } = await evaluate("nowhere.csv", model, ...set(model, `factors=${factors}`));
      expect(stderr).toBe(`nearedge: factors: expected an integer from 1 to ${most}, got ${factors}\n`);
      expect([status, stdout]).toEqual([2, ""]);
    },
  );

  it.each([
    ["implicit-als", "regularization"],
    ["bpr", "regularization"],
    ["bpr", "biasRegularization"],
    ["warp", "userRegularization"],
    ["funk-mf", "itemRegularization"],
    ["biased-mf", "regularization"],
    ["svdpp", "regularization"],
    ["explicit-als", "regularization"],
    ["nmf", "userRegularization"],
    ["user-item-baseline", "itemRegularization"],
    ["slim", "l2"],
    ["ease", "regularization"],
    ["item-knn", "shrinkage"],
  ])("are refused before any data are read: %s, negative %s", async (model, option) => {
    const { status, stdout, stderr } = await evaluate("nowhere.csv", model, ...set(model, `${option}=-1`));
    expect(stderr).toMatch(new RegExp(`^nearedge: ${option}: expected a number from [^ ]+ to [^ ]+, got -1\n$`));
    expect([status, stdout]).toEqual([2, ""]);
  });

  it.each([
    ["implicit-als", "factor", "factors"],
    ["bpr", "learningrate", "learningRate"],
    ["svdpp", "epoch", "epochs"],
    ["slim", "l3", "l1"],
    ["ease", "regularisation", "regularization"],
    ["item-knn", "shrinkige", "shrinkage"],
    ["gf-cf", "alhpa", "alpha"],
    ["hybrid", "metod", "method"],
  ])("are refused by name, and the nearest is named: %s has no %s", async (model, option, nearest) => {
    const { status, stdout, stderr } = await evaluate("nowhere.csv", model, ...set(model, `${option}=1`));
    expect(stderr).toMatch(
      new RegExp(`^nearedge: ${model} has no option ${option}; it has .*did you mean ${nearest}\\?`),
    );
    expect(stderr).toContain("[unknown-option]");
    expect([status, stdout]).toEqual([2, ""]);
  });
});

describe("warp with features of items", () => {
  const ALL = set("warp", "itemFeatures=all", "epochs=2");

  it("counts the items that the file does not know, and those that nobody took, and goes on", async () => {
    const args = ["evaluate", taken, "--models", "warp", "--protocol", "random:0.2", "--items", strange];
    const { status, stderr } = await nearedge([...args, ...ALL]);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/\d+ items are not in the catalogue/);
    expect(stderr).toMatch(/left out 15 items without interactions/);
  });

  it("refuses a column that the items do not have, and features without a file", async () => {
    const column = await evaluate(taken, "warp", "--items", catalogue, ...set("warp", "itemFeatures=tag"));
    expect([column.status, column.stdout]).toEqual([2, ""]);
    expect(column.stderr).toContain("itemFeatures: the items have no column tag; they have tags (did you mean tags?)");
    const none = await evaluate(taken, "warp", ...ALL);
    expect([none.status, none.stdout]).toEqual([2, ""]);
    expect(none.stderr).toContain(
      "itemFeatures: expected items with categories, but there are none; give them with --items",
    );
  });
});
