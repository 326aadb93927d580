import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { interactionsFrom } from "../../src/data/interactions.ts";
import { toMatrixText, toMovieLensText } from "./conversions.ts";
import { counted, EXPLORE, explored, measured } from "./readings.ts";
import type { Recipe, Step } from "./recipe.ts";

/** The document's five users and four items; 0 is unknown. */
export const WORKED_EXAMPLE: readonly (readonly number[])[] = [
  [5, 3, 0, 1],
  [4, 0, 3, 1],
  [1, 1, 0, 5],
  [1, 0, 0, 4],
  [0, 1, 5, 4],
];

const SEEDS = [1, 2, 3, 4, 5] as const;

/** Three ratings of fourteen, drawn in another way for each seed. */
const covered = (seed: number) => [
  ...["evaluate", "{ratings}", "--format", "{format}", "--models", "user-item-baseline"],
  ...["--protocol", "random:0.2:covered", "--seed", String(seed)],
];
const LARGE = ["evaluate", "{movielens}", "--models", "user-item-baseline", "--protocol", "kfold:5"] as const;

const network = (what: string, published: string): Step => ({ what, published, same: null, right: null });

/** E · matrix factorisation step by step, on a matrix of five users and four items. */
export const matrixFactorisation: Recipe = {
  name: "matrix-factorisation",
  title: "matrix factorisation step by step, on 5 users and 4 items",
  standIn: {
    data: "ml-100k",
    described: "the document's own 5 × 4 matrix; under a right protocol ml-100k",
    write: async ({ interactions }, folder) => {
      const list = WORKED_EXAMPLE.flatMap((line, user) => {
        return line.map((value, item) => ({ userId: String(user + 1), itemId: String(item + 1), value }));
      });
      const known = interactionsFrom(
        list.filter(({ value }) => value > 0),
        "explicit",
      );
      const [ratings, movielens] = [join(folder, "matrix.csv"), join(folder, "ratings.csv")];
      await writeFile(ratings, toMatrixText(known));
      await writeFile(movielens, toMovieLensText(interactions));
      return { ratings, movielens, format: "matrix" };
    },
  },
  original: undefined,
  rows: [
    {
      row: "E1",
      steps: [
        {
          what: "known cells of the matrix; the factorisation reaches them",
          published: "all 14 within 0.05 (the rows trained on)",
          same: explored(EXPLORE, "interactions", ({ sizes }) => sizes.interactions),
          right: null,
        },
      ],
      missing: ["funk-mf by stochastic gradient descent"],
    },
    {
      row: "E2",
      steps: [network("the same, a row of users and a column of items at a time", "the same (the rows trained on)")],
      missing: ["funk-mf by whole rows and columns"],
    },
    {
      row: "E3",
      steps: [
        {
          what: "ratings held out so that every user and item stays in train",
          published: "3 of 14 (20 % at random)",
          same: counted([...covered(SEEDS[0]), "--threshold", "3"], "user-item-baseline", "rows"),
          right: null,
        },
        ...SEEDS.map(
          (seed): Step => ({
            what: `one model, seed ${seed} of the split`,
            published: null,
            same: measured(covered(seed), "user-item-baseline", "rmse"),
            right: seed === SEEDS[0] ? measured(LARGE, "user-item-baseline", "rmse") : null,
          }),
        ),
      ],
      missing: [],
    },
    {
      row: "E4",
      steps: [network("dot of embeddings, 100 epochs", "RMSE 3.3634 (3 of 14 ratings)")],
      missing: ["neural network on the dot of embeddings"],
    },
    {
      row: "E5",
      steps: [network("dense layers, batch normalisation, dropout", "RMSE 2.6649 (3 of 14 ratings)")],
      missing: ["neural network with batch normalisation"],
    },
    {
      row: "E6",
      steps: [network("residual block joined with the dot", "RMSE 3.2406 (3 of 14 ratings)")],
      missing: ["residual neural network"],
    },
    {
      row: "E7",
      steps: [network("autoencoder of items", "RMSE 2.5722 (1 of 3 other users, unknown cells as 0)")],
      missing: ["autoencoder (AutoRec)"],
    },
    {
      row: "E8",
      steps: [network("restricted Boltzmann machine", "squared error 4.9 to 7.2 (the rows trained on)")],
      missing: ["restricted Boltzmann machine"],
    },
  ],
  wentWrong:
    "Three ratings in test, 3, 1 and 5, cannot tell models apart: the lines of E3 are one model under five seeds. Answering 0 " +
    "to all three has an RMSE of 3.4157, and the 3.36 of E4 and the 3.24 of E6 are hardly better than that. The split is said " +
    "to keep every user and item in train, but its code draws at random and does not look. The autoencoder ends in a sigmoid " +
    "that cannot reach a rating above 1 and takes unknown cells for 0; the Boltzmann machine is given ratings in place of " +
    "probabilities, and its error goes up and down without learning.",
};
