import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toMovieLensText } from "./conversions.ts";
import { counted, learned, measured } from "./readings.ts";
import type { Recipe, Step } from "./recipe.ts";
import { withOptions } from "./settings.ts";

const EVALUATE = [
  ...["evaluate", "{ratings}", "--format", "{format}", "--preset", "D1", "--models", "biased-mf,user-item-baseline"],
  ...["--transform", "centre", "--threshold", "{mean}", "--only", "ratings"],
] as const;
const THERE = [...EVALUATE, "--protocol", "random:0.2"] as const;
const LATER = [...EVALUATE, "--protocol", "temporal:0.2"] as const;

/** A tenth of train judges each epoch, and the report draws what both parts lose. */
const CURVES = [
  ...[
    "compare",
    "{ratings}",
    "--format",
    "{format}",
    "--preset",
    "D1",
    ...withOptions("ncf-mlp", { validationShare: 0.1 }),
  ],
  ...["--transform", "centre", "--protocol", "random:0.2", "--only", "ratings", "--out", "{report}"],
] as const;

const error = (what: string, published: string | null, model: string): Step => ({
  what,
  published,
  same: measured(THERE, model, "rmse"),
  right: measured(LATER, model, "rmse"),
});

const decisions = (what: string, published: string | null, model: string): Step => ({
  what,
  published,
  same: measured(THERE, model, "accuracy"),
  right: measured(LATER, model, "accuracy"),
});

const cell = (
  what: string,
  published: string,
  name: "truePositives" | "falsePositives" | "falseNegatives" | "trueNegatives",
): Step => ({
  what,
  published: `${published} (20 % at random)`,
  same: counted(THERE, "ncf-mlp", name),
  right: counted(LATER, "ncf-mlp", name),
});

/** D · MovieLens 20M: one wide layer on embeddings, and a confusion matrix at the mean. */
export const movielens20m: Recipe = {
  name: "movielens-20m",
  title: "MovieLens 20M: one wide layer on embeddings, a confusion matrix at the mean rating",
  standIn: {
    data: "ml-latest-small",
    described: "ml-latest-small, whose files look like those of MovieLens 20M",
    write: async ({ interactions }, folder) => {
      const path = join(folder, "ratings.csv");
      await writeFile(path, toMovieLensText(interactions));
      return { ratings: path, format: "movielens" };
    },
  },
  original: {
    described: "MovieLens 20M",
    files: [["ratings.csv"]],
    prepare: async ([ratings = ""]) => ({ ratings, format: "movielens" }),
  },
  rows: [
    {
      row: "D1",
      steps: [
        error(
          'error of the network on centred ratings, there called "accuracy 65 %"',
          "MSE 0.6527, RMSE 0.8079 (20 % at random)",
          "ncf-mlp",
        ),
        error("baseline of user and film without a network", null, "user-item-baseline"),
        error("factors and biases by stochastic gradient descent", null, "biased-mf"),
        {
          what: "loss curves of both parts in the report, and the epoch that validation data would stop at",
          published: "a curve of 25 epochs (20 % at random, looked at in every epoch)",
          same: null,
          right: learned(CURVES, "ncf-mlp"),
        },
      ],
      missing: [],
    },
    {
      row: "D2",
      steps: [
        decisions(
          "share of right decisions at the mean rating",
          "accuracy 0.7381 from its four cells (20 % at random)",
          "ncf-mlp",
        ),
        decisions("baseline of user and film without a network", null, "user-item-baseline"),
        cell("liked, and predicted so", "1,532,346, there called true negatives", "truePositives"),
        cell("not liked, predicted liked", "581,060", "falsePositives"),
        cell("liked, predicted not liked", "466,740", "falseNegatives"),
        cell("not liked, and predicted so", "1,419,907, there called true positives", "trueNegatives"),
      ],
      missing: [],
    },
  ],
  wentWrong:
    "The loss on test, an MSE of 0.6527, is printed with a percent sign and called accuracy; it is an error of 0.81 stars, and " +
    "a larger number would be worse. The share of right decisions that its confusion matrix holds is 73.8 %. The matrix has " +
    "the negatives first, so the cell called true positives holds the true negatives, and the other way round. Ratings are " +
    "held out at random though all are dated, and nothing trivial stands beside the figures.",
};
