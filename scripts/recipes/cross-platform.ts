import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Interactions } from "../../src/data/interactions.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { likedOnly, toMatrixText, toZeroFilledText } from "./conversions.ts";
import { chosen, EXPLORE, explored, measured, runsOf, tuned, tunedSpread } from "./readings.ts";
import { ownStep, type Recipe, type Values } from "./recipe.ts";
import { withOptions } from "./settings.ts";

/** What people who rate mean by a film that they liked; the document has likes only. */
const LIKED = 4;

/** The document kept a tenth of all cells for want of memory. */
const SHARE_OF_CELLS = 0.1;

const READ = ["evaluate", "{ratings}", "--format", "{format}"] as const;
const RANKED = [...READ, "--models", "implicit-als", "--protocol", "random:0.2"] as const;
const STRONG = [...READ, "--models", "implicit-als", "--protocol", "strong:0.2"] as const;
const PROJECTED = [
  ...[...READ, "--models", "pure-svd", "--set", "pure-svd.factors=100", "--protocol", "strong:0.2"],
] as const;
const LIKED_ONLY = [...RANKED, "--threshold", "1"] as const;
const ZEROS = [
  ...["evaluate", "{zeros}", "--models", "user-item-baseline,explicit-als", "--set", "explicit-als.biases=false"],
  ...["--set", "explicit-als.factors=10", "--protocol", "random:0.2"],
] as const;
const SEARCH = [
  ...["tune", "{ratings}", "--format", "{format}", "--model", "implicit-als", "--set", "epochs=10"],
  ...["--grid", "factors=10,20", "--grid", "regularization=0.01,1", "--metric", "ndcg@10", "--protocol", "kfold:5"],
] as const;

/** The network of the document, whose test set has likes alone; and the same asked for lists. */
const NETWORK = [...READ, "--preset", "A5"] as const;
/** All 32 settings of the document, poor ones with few epochs. */
const GRID = [
  ...["tune", "{ratings}", "--format", "{format}", "--preset", "A6"],
  ...["--grid", "factors=20,50", "--grid", "layers=64,128", "--grid", "dropout=0.3,0.5"],
  ...["--grid", "learningRate=0.001,0.01", "--grid", "layerRegularization=0.01,0.05"],
  ...["--halving", "--metric", "ndcg@10", "--protocol", "random:0.2", "--out", "{grid}"],
] as const;
/** Books, albums and films in one catalogue. */
const DOMAINS = ["evaluate", "builtin:catalogue", "--protocol", "random:0.2"] as const;
/** A network that reads what the catalogue says of its works, beside behaviour alone. */
const CONTENT = [...DOMAINS, "--preset", "A7", "--models", "implicit-als"] as const;

async function zeroFilled(interactions: Interactions, folder: string): Promise<string> {
  const path = join(folder, "zeros.csv");
  await writeFile(path, toZeroFilledText(interactions, SHARE_OF_CELLS, 42));
  return path;
}

async function prepare(path: string, interactions: Interactions, folder: string): Promise<Values> {
  const zeros = await zeroFilled(interactions, folder);
  return { ratings: path, format: "matrix", zeros, grid: join(folder, "grid.csv") };
}

/** A · a wide matrix of likes of books, music and films: SVD, ALS and a network. */
export const crossPlatform: Recipe = {
  name: "cross-platform",
  title: "books, music and films in one 0/1 matrix: SVD, ALS, a network",
  standIn: {
    data: "ml-100k",
    described: `ml-100k as a 0/1 matrix: 1 where a film was rated ${LIKED} or 5`,
    write: async (dataset, folder) => {
      const liked = likedOnly(dataset.interactions, LIKED);
      const path = join(folder, "user_item_filtered.csv");
      await writeFile(path, toMatrixText(liked));
      return prepare(path, liked, folder);
    },
  },
  original: {
    described: "the document's user_item_filtered.csv",
    files: [["user_item_filtered.csv"]],
    prepare: async ([path = ""], folder) => {
      const { interactions } = await openDataset(path, { format: "matrix" });
      return prepare(path, interactions, folder);
    },
  },
  rows: [
    {
      row: "A1",
      steps: [
        {
          what: "wide matrix read as interactions",
          published: null,
          same: explored(EXPLORE, "interactions", ({ sizes }) => sizes.interactions),
          right: null,
        },
      ],
      missing: [],
    },
    {
      row: "A2",
      steps: [
        {
          what: "rankings for users who are held out whole",
          published: "RMSE 0.9996, F1 0 (20 % of users, predictions of other users)",
          same: null,
          right: measured(STRONG, "implicit-als", "ndcg@10"),
        },
        {
          what: "SVD of 100 factors by Lanczos, users folded in",
          published: "RMSE 0.9996 (20 % of users, predictions of other users)",
          same: null,
          right: measured([...PROJECTED, "--set", "pure-svd.method=lanczos"], "pure-svd", "ndcg@10"),
        },
        {
          what: "truncated SVD of 100 factors, randomised, users folded in",
          published: "RMSE 0.9996 (20 % of users, predictions of other users)",
          same: null,
          right: measured(PROJECTED, "pure-svd", "ndcg@10"),
        },
      ],
      missing: [],
    },
    {
      row: "A3",
      steps: [
        {
          what: "ALS, empty cells taken for ratings of 0",
          published: "RMSE 0.0203 (20 % of a tenth of all cells)",
          same: measured(ZEROS, "explicit-als", "rmse"),
          right: measured(RANKED, "implicit-als", "ndcg@10"),
        },
        {
          what: "the same for one number for every cell",
          published: null,
          same: measured(ZEROS, "global-mean", "rmse"),
          right: null,
        },
      ],
      missing: ["ALS on Spark"],
    },
    {
      row: "A4",
      steps: [
        {
          what: "grid: factors 10, 20; regularisation 0.01, 1; 5 folds",
          published: "RMSE 0.0201 and F1 1.0 for all four settings (5 folds of cells)",
          same: null,
          right: tuned(SEARCH, "ndcg@10"),
        },
        {
          what: "how far its four settings lie apart",
          published: "0: all four alike (5 folds of cells)",
          same: null,
          right: tunedSpread(SEARCH, "ndcg@10"),
        },
      ],
      missing: [],
    },
    {
      row: "A5",
      steps: [
        {
          what: "F1 of everything where every test row is a like; right: lists of the network",
          published: "F1 1.0 (likes of 20 % of users)",
          same: measured(LIKED_ONLY, "everything", "f1"),
          right: measured([...NETWORK, "--protocol", "random:0.2"], "ncf-mlp", "ndcg@10"),
        },
        ownStep(
          "lists of the network for users who are held out whole",
          measured([...NETWORK, "--protocol", "strong:0.2"], "ncf-mlp", "ndcg@10"),
        ),
        ownStep(
          "the same network without the penalty of its layer",
          measured(
            [...NETWORK, ...withOptions("ncf-mlp", { layerRegularization: 0 }), "--protocol", "random:0.2"],
            "ncf-mlp",
            "ndcg@10",
          ),
        ),
        ownStep("least squares in place of the network", measured(RANKED, "implicit-als", "ndcg@10")),
        {
          what: "RMSE where every test row is a like",
          published: "RMSE 0.0151 (likes of 20 % of users)",
          same: measured(LIKED_ONLY, "global-mean", "rmse"),
          right: null,
        },
      ],
      missing: [],
    },
    {
      row: "A6",
      steps: [
        {
          what: "trainings of the search over 32 settings, all in one CSV",
          published: "32 whole trainings (no split)",
          same: null,
          right: runsOf(GRID),
        },
        {
          what: "the best row of the CSV, by validation data",
          published: "best RMSE 0.0079, F1 1.0 (likes of 20 % of users)",
          same: null,
          right: chosen(GRID, "ndcg@10"),
        },
        ownStep("that setting on a test that had no part in the choice", tuned(GRID, "ndcg@10")),
      ],
      missing: [],
    },
    {
      row: "A7",
      steps: [
        ownStep(
          "books, albums and films in one model, re-ranked with tags",
          measured([...DOMAINS, "--models", "implicit-als+head"], "implicit-als+head", "ndcg@10"),
        ),
        ownStep(
          "behaviour, texts and popularity mixed",
          measured([...DOMAINS, "--models", "hybrid"], "hybrid", "ndcg@10"),
        ),
        ownStep(
          "two towers, of the history and of the work with its content",
          measured(CONTENT, "two-tower", "ndcg@10"),
        ),
        ownStep("behaviour alone, by least squares", measured(CONTENT, "implicit-als", "ndcg@10")),
      ],
      missing: ["mixing domains at request"],
    },
  ],
  wentWrong:
    "SVD predicts rows of training users, and the errors are read at rows of test users: the two have nothing to do with each " +
    "other. ALS takes empty cells for ratings of 0; nearly every cell is empty, the scores that it prints are about 10⁻²⁰, and " +
    "answering 0 everywhere has a tiny RMSE, whatever the setting. Its F1 1.0 is 0/0, which was told to count as 1, and the " +
    "grid fits the defaults again for each setting and scores predictions made before. The network sees likes only, in " +
    "training and in test: 1 is always right, so F1 1.0 and an RMSE near 0 are what a constant reaches.",
};
