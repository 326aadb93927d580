import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nearedge, temporaryFolder } from "./nearedge.ts";
import { rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const PAIRS = Array.from({ length: 144 }, (_, at) => [Math.floor(at / 12), at % 12] as const).filter(
  ([user, item]) => (user + item) % 2 === 0 && user !== item,
);
const rated = (name: string, ratingOf: (user: number, item: number) => number): string =>
  write(
    name,
    rows(
      "userId,itemId,rating",
      PAIRS.map(([user, item]) => `u${user},i${item},${ratingOf(user, item)}`),
    ),
  );
const ratings = rated("ratings.csv", (user, item) => 1 + ((user * 3 + item) % 5));
const constant = rated("constant.csv", () => 4);
const one = write(
  "one.csv",
  rows(
    "userId,itemId,rating",
    Array.from({ length: 9 }, (_, user) => `u${user},x,${1 + (user % 5)}`),
  ),
);
const catalogue = (name: string, textOf: (item: number) => string): string =>
  write(
    name,
    rows(
      "itemId,title,plot",
      Array.from({ length: 12 }, (_, item) => `i${item},Item ${item},${textOf(item)}`),
    ),
  );
const empty = catalogue("empty.csv", () => "");
const plots = catalogue("plots.csv", (item) => (item % 2 === 0 ? "bright story" : "dark tale"));

type Case = readonly [model: string, data: string, args: readonly string[], status: number, message: string | RegExp];

const VALIDATION = (model: string, what: RegExp): Case => [
  model,
  ratings,
  ["validationShare=0.001"],
  2,
  new RegExp(`${model}: validationShare.*expected ${what.source}.*\\[no-validation\\]`),
];
const EXPLODES = (model: string, options: readonly string[] = []): Case => [
  model,
  ratings,
  ["learningRate=1000", "epochs=200", ...options],
  1,
  new RegExp(
    `nearedge: ${model}: the loss is \\S+ in epoch \\d+; lower learningRate \\(1000\\) or set clipNorm; the last good weights are those of step \\d+ \\[diverged\\]`,
  ),
];
const HUGE =
  /needs \d+ bytes (of kernel memory )?for these data, more than the (limit of )?\d+.*; use .*\[memory-limit\]/;

const CASES: Readonly<Record<string, readonly Case[]>> = {
  "constant labels": [
    ...["neural-mf", "autorec"].map(
      (model): Case => [model, constant, [], 1, `${model}: expected ratings that differ, got the same for all `],
    ),
    [
      "rbm",
      constant,
      [],
      1,
      "rbm: expected ratings of at least two values, got 4 alone; choose a model of interactions",
    ],
    ["hybrid-mlp", constant, ["--items", plots], 1, "hybrid-mlp: expected ratings that differ"],
  ],
  "one class": [
    [
      "ncf-mlp",
      ratings,
      ["target=binary", "threshold=1"],
      1,
      "both sides of threshold=1, got one class; set another threshold, or target=implicit [one-class]",
    ],
  ],
  "a text column that is missing or empty": [
    [
      "hybrid-mlp",
      ratings,
      [],
      1,
      "hybrid-mlp: expected items with text in any column, got none; give a catalogue of the items with --items",
    ],
    [
      "two-tower",
      ratings,
      ["columns=auto"],
      1,
      "two-tower: expected items with text in any column, got none; give a catalogue of the items with --items",
    ],
    [
      "hybrid-mlp",
      ratings,
      ["--items", plots, "columns=plott"],
      2,
      'hybrid-mlp: columns: expected auto or some of title, plot; got "plott" (did you mean plot?)',
    ],
    [
      "two-tower",
      ratings,
      ["--items", empty, "columns=plot"],
      2,
      'two-tower: columns: expected auto or some of title; got "plot"; columns without any value are left out',
    ],
    [
      "two-tower",
      ratings,
      ["--items", plots, "columns=plot", "minDocumentFrequency=50"],
      1,
      "expected terms in 50 items or more, got none; lower it, or name other columns",
    ],
  ],
  "no validation rows": [
    VALIDATION("neural-mf", /examples on both sides, got 0 of \d+ for validation/),
    VALIDATION("multi-dae", /users on both sides/),
    VALIDATION("autorec", /ratings on both sides/),
    VALIDATION("rbm", /ratings on both sides, got 0 of \d+/),
    VALIDATION("two-tower", /users on both sides, got 0 of \d+/),
    ["rbm", ratings, ["patience=3"], 2, "patience: expected a validation to wait for; set validationShare"],
  ],
  "a loss that explodes": [
    EXPLODES("neural-mf"),
    EXPLODES("multi-vae"),
    EXPLODES("autorec", ["optimiser=sgd"]),
    ["rbm", ratings, ["learningRate=1000", "epochs=200"], 1, "got 1000; try 0.03, the default [diverged]"],
  ],
  "layers that are none": [
    [
      "ncf-mlp",
      ratings,
      ["layers=64/0"],
      2,
      'layers: layer 2: expected a number of units from 1 to 65536, got "0" [layers]',
    ],
    [
      "neumf",
      ratings,
      ["layers=64/"],
      2,
      'layers: layer 2: expected a number of units from 1 to 65536, got "" [layers]',
    ],
    ["ncf-mlp", ratings, ["layers=64:relux"], 2, 'batch-norm, dropout=… or l2=…, got "relux" [layers]'],
    [
      "ncf-mlp",
      ratings,
      ["layers=64:dropout=1"],
      2,
      'layer 1: expected dropout from 0 to below 1, got "dropout=1" [layers]',
    ],
    ["hybrid-mlp", ratings, ["hidden=0"], 2, "hidden: expected an integer from 1 to 65536, got 0"],
    ["multi-dae", ratings, ["dropout=1"], 2, "dropout: expected a number from 0 to 0.99, got 1"],
    [
      "ncf-mlp",
      ratings,
      ["skip=after", "userFactors=3", "itemFactors=4"],
      2,
      "skip=after: expected userFactors and itemFactors of one width, since it has their product; got 3 and 4 [skip-widths]",
    ],
  ],
  "a catalogue of one item": [
    ["neumf", one, [], 1, "neumf: expected interactions with two items or more, got one"],
    ["multi-dae", one, [], 1, "multi-dae: expected two items or more to choose from, got 1 [too-few-items]"],
    ["autorec", one, [], 1, "autorec: expected two items or more, got 1 [too-few-items]"],
    ["two-tower", one, [], 1, "two-tower: expected two items or more to choose from, got 1 [too-few-items]"],
  ],
  "more memory than there is": [["ncf-mlp", ratings, ["factors=4096", "layers=65536/65536"], 1, HUGE]],
};

describe.each(Object.entries(CASES))("networks and %s", (_, cases) => {
  it.each(cases)("%s of %s with %j ends with status %i", async (model, data, args, status, message) => {
    const set = args.flatMap((one) => (one.includes("=") ? ["--set", one] : [one]));
    const out = join(folder, "out");
    const ended = await nearedge(["train", data, "--model", model, "--head", "none", ...set, "--out", out]);
    expect(ended.status, ended.stderr).toBe(status);
    expect(ended.stderr).toMatch(message);
    expect(ended.stdout).toBe("");
  });
});

describe("networks and a batch that is larger than the data", () => {
  it.each(["ncf-mlp", "multi-dae", "autorec", "rbm", "two-tower"])("%s says so and takes all", async (model) => {
    const set = ["--set", "batchSize=100000", "--set", "epochs=1"];
    const args = ["train", ratings, "--model", model, "--head", "none", ...set, "--out", join(folder, model)];
    const { status, stderr } = await nearedge(args);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(
      new RegExp(`${model}: batchSize 100000 is more than there are: all \\d+ (examples|users) a batch`),
    );
  });
});
