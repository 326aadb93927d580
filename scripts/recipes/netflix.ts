import { toNetflixText, toNetflixTitles, writeLatin1 } from "./conversions.ts";
import { explored, measured } from "./readings.ts";
import type { Recipe, Step } from "./recipe.ts";

const FILE = ["{ratings}", "--format", "{format}"] as const;
const FILTER = ["--min-item-interactions", "{minItem}", "--min-user-interactions", "{minUser}"] as const;
const EXPLORE = ["explore", ...FILE, "--items", "{items}", "--out", "{report}"] as const;
const BASELINES = ["--models", "weighted-mean,user-item-baseline"] as const;

/** The document's split: some ratings of the filtered table, at random. */
const THERE = ["evaluate", ...FILE, ...FILTER, "--protocol", "random:{share}"] as const;
/** Nobody left out, and the model asked about what came later. */
const LATER = ["evaluate", ...FILE, "--protocol", "temporal:0.2"] as const;
const FAMILY = [
  ...["compare", ...FILE, ...FILTER, "--folds", "5", "--models", "random,user-item-baseline", "--out", "{report}"],
] as const;
const LISTS = [...THERE, "--models", "implicit-als", "--at", "20"] as const;
/** Test rows that are the train rows. */
const ON_TRAIN = [
  ...["evaluate", "--train-file", "{ratings}", "--test-file", "{ratings}", "--format", "{format}"],
  ...["--models", "implicit-als", "--at", "20"],
] as const;

const only = (what: string, published: string): Step => ({ what, published, same: null, right: null });

/** C · the Netflix Prize: means, neighbours, networks, the Surprise family, LightFM. */
export const netflix: Recipe = {
  name: "netflix",
  title: "Netflix Prize: means, neighbours, networks, the Surprise family, LightFM",
  standIn: {
    data: "ml-100k",
    described:
      "ml-100k as Netflix Prize files; films from 100 and users from 50 ratings, m = 10, 2.4 % of rows in test",
    write: async ({ interactions, items }, folder) => ({
      ratings: await writeLatin1(folder, "combined_data_1.txt", toNetflixText(interactions)),
      items: await writeLatin1(folder, "movie_titles.csv", toNetflixTitles(items)),
      format: "netflix",
      minItem: "100",
      minUser: "50",
      m: "10",
      share: "0.024",
    }),
  },
  original: {
    described: "Netflix Prize as the document used it; films above 10,000 and users above 200 ratings, m = 1000",
    files: [["combined_data_1.txt", "movie_titles.csv"]],
    prepare: async ([ratings = "", items = ""]) => ({
      ratings,
      items,
      format: "netflix",
      minItem: "10001",
      minUser: "201",
      m: "1000",
      share: "0.024",
    }),
  },
  rows: [
    {
      row: "C1",
      steps: [
        {
          what: "ratings read",
          published: "24,053,764 ratings (all)",
          same: explored(EXPLORE, "interactions", ({ sizes }) => sizes.interactions),
          right: null,
        },
      ],
      missing: [],
    },
    {
      row: "C2",
      steps: [
        {
          what: "films a year, values, ratings a day, ratings a film and a user",
          published: "5 charts (all)",
          same: explored(EXPLORE, "charts", countCharts),
          right: null,
        },
      ],
      missing: [],
    },
    {
      row: "C3",
      steps: [
        {
          what: "ratings left by the filter; right: everybody",
          published: "4,178,032 ratings (all)",
          same: explored(
            ["explore", ...FILE, ...FILTER, "--out", "{report}"],
            "interactions",
            ({ sizes }) => sizes.interactions,
          ),
          right: explored(EXPLORE, "interactions", ({ sizes }) => sizes.interactions),
        },
      ],
      missing: [],
    },
    {
      row: "C4",
      steps: [
        {
          what: "mean of the film",
          published: "RMSE 0.9874 (100,000 ratings at random, filtered)",
          same: measured([...THERE, ...BASELINES, "--set", "weighted-mean.m=0"], "weighted-mean", "rmse"),
          right: measured([...LATER, ...BASELINES, "--set", "weighted-mean.m=0"], "weighted-mean", "rmse"),
        },
        {
          what: "weighted mean of the film",
          published: "RMSE 0.9884 (100,000 ratings at random, filtered)",
          same: measured([...THERE, ...BASELINES, "--set", "weighted-mean.m={m}"], "weighted-mean", "rmse"),
          right: measured([...LATER, ...BASELINES, "--set", "weighted-mean.m={m}"], "weighted-mean", "rmse"),
        },
      ],
      missing: [],
    },
    {
      row: "C5",
      steps: [only("100 neighbours by cosine on imputed rows", "RMSE 1.3271 (100,000 ratings at random, filtered)")],
      missing: ["user-knn with cosine on mean-imputed rows", "user-knn with cosine on centred rows"],
    },
    {
      row: "C6",
      steps: [only("films with similar overviews", "a list of 10 films (no split)")],
      missing: ["TF-IDF with cosine over texts"],
    },
    {
      row: "C7",
      steps: [only("dot of 10-d embeddings", "RMSE 0.9243 (100,000 ratings at random, filtered)")],
      missing: ["neural network on the dot of embeddings"],
    },
    {
      row: "C8",
      steps: [only("embeddings 20 and 10, Dense 256", "MSE 0.8225, RMSE 0.907 (10 % of train)")],
      missing: ["neural network on concatenated embeddings"],
    },
    {
      row: "C9",
      steps: [only("embeddings with TF-IDF of overviews", "none: it crashed")],
      missing: ["hybrid neural network with TF-IDF"],
    },
    {
      row: "C10",
      steps: [
        {
          what: "ratings by lot",
          published: "a heat-map (5 folds; its numbers are in a picture)",
          same: measured(FAMILY, "random", "rmse"),
          right: null,
        },
        {
          what: "baseline of user and film",
          published: "a heat-map (5 folds; its numbers are in a picture)",
          same: measured(FAMILY, "user-item-baseline", "rmse"),
          right: measured([...LATER, ...BASELINES, "--set", "weighted-mean.m={m}"], "user-item-baseline", "rmse"),
        },
      ],
      missing: [
        "user-knn, plain, with means, with baseline, with z-scores",
        "slope one",
        "co-clustering",
        "svd",
        "svd++",
        "nmf",
      ],
    },
    {
      row: "C11",
      steps: [
        {
          what: "precision on the train rows; ours never recommends them",
          published: "precision@20 0.9568 (train rows)",
          same: measured(ON_TRAIN, "implicit-als", "precision@20"),
          right: null,
        },
        {
          what: "precision on the test rows; ours with train rows masked",
          published: "precision@20 0.0154 (100,000 ratings at random, filtered)",
          same: null,
          right: measured(LISTS, "implicit-als", "precision@20"),
        },
      ],
      missing: ["LightFM with WARP loss"],
    },
  ],
  wentWrong:
    "Ratings are held out at random though all are dated, so every model is asked about a past whose future it has seen. " +
    "The filter keeps the 491 best known films and the busiest users, and it counts test ratings too; a figure on what is " +
    "left says nothing about the others. Mean-imputed rows are nearly parallel for everybody, so the neighbours of C5 are " +
    "not alike in taste and do worse than the film's mean. LightFM's lists are not masked: the train items that it was fitted " +
    "on fill the lists, which makes 0.9568 on train and leaves no places for test items, hence 0.0154.",
};

function countCharts(profile: object): number {
  return ["itemsPerYear", "valueDistribution", "overTime", "perItem", "perUser"].filter((part) => part in profile)
    .length;
}
