import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toMovieLensText } from "./conversions.ts";
import { counted, measured } from "./readings.ts";
import type { Recipe, Step } from "./recipe.ts";

const EVALUATE = [
  ...["evaluate", "{ratings}", "--format", "{format}", "--models", "user-item-baseline", "--transform", "centre"],
  ...["--threshold", "{mean}"],
] as const;
const THERE = [...EVALUATE, "--protocol", "random:0.2"] as const;
const LATER = [...EVALUATE, "--protocol", "temporal:0.2"] as const;

const cell = (
  what: string,
  published: string,
  name: "truePositives" | "falsePositives" | "falseNegatives" | "trueNegatives",
): Step => ({
  what,
  published: `${published} (20 % at random)`,
  same: counted(THERE, "user-item-baseline", name),
  right: counted(LATER, "user-item-baseline", name),
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
        {
          what: 'error on centred ratings, there called "accuracy 65 %"',
          published: "MSE 0.6527, RMSE 0.8079 (20 % at random)",
          same: measured(THERE, "user-item-baseline", "rmse"),
          right: measured(LATER, "user-item-baseline", "rmse"),
        },
      ],
      missing: ["neural network on concatenated embeddings (10 + 10, Dense 1024)"],
    },
    {
      row: "D2",
      steps: [
        {
          what: "share of right decisions at the mean rating",
          published: "accuracy 0.7381 from its four cells (20 % at random)",
          same: measured(THERE, "user-item-baseline", "accuracy"),
          right: measured(LATER, "user-item-baseline", "accuracy"),
        },
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
