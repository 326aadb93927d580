import { openItemTable } from "../../src/data/open-item-table.ts";
import { toNetflixText, toNetflixTitles, writeLatin1 } from "./conversions.ts";
import { joinedOverviews } from "./overviews.ts";
import { explored, listed, measured, needing } from "./readings.ts";
import { ownStep, type Reading, type Recipe, type Step } from "./recipe.ts";
import { withOptions } from "./settings.ts";
import { surpriseSteps } from "./surprise.ts";

const FILE = ["{ratings}", "--format", "{format}"] as const;
/** Counted once, in the whole table, as the document counts. */
const FILTER: readonly string[] = [
  ...["--min-item-interactions", "{minItem}", "--min-user-interactions", "{minUser}", "--filter-passes", "once"],
];
const REPEATED = FILTER.with(-1, "until-stable");
const EXPLORE = ["explore", ...FILE, "--items", "{items}", "--out", "{report}"] as const;
const RATINGS = ["--only", "ratings"] as const;
const BASELINES = ["--models", "weighted-mean,user-item-baseline", ...RATINGS] as const;
const FILM_MEAN = [...BASELINES, "--set", "weighted-mean.m=0"] as const;

/** The document's split: some ratings of the filtered table, at random. */
const THERE = ["evaluate", ...FILE, ...FILTER, "--protocol", "random:{share}"] as const;
/** Nobody left out, and the model asked about what came later. */
const LATER = ["evaluate", ...FILE, "--protocol", "temporal:0.2"] as const;
const FOLDS = ["compare", ...FILE, ...FILTER, "--folds", "5", "--out", "{report}"] as const;
const WARP = [
  "--models",
  "warp,implicit-als",
  ...withOptions("warp", { factors: 20, epochs: 20 }),
  "--at",
  "20",
] as const;
const LISTS = [...THERE, ...WARP] as const;
/** Test rows that are the train rows. */
const ON_TRAIN = [
  ...["evaluate", "--train-file", "{ratings}", "--test-file", "{ratings}", "--format", "{format}"],
  ...WARP,
] as const;

/** The hundred nearest of all users by cosine, users' means standing wherever nothing was rated. */
const FULL = { similarity: "cosine", imputation: "full-rows", neighbours: 100, kind: "basic" };
/** The same similarities, but of those who rated the film: nobody speaks through a mean. */
const FILLED = { ...FULL, imputation: "user-mean" };
/** The same of ratings less the user's mean, so that what was filled in counts 0. */
const CENTRED = { ...FILLED, similarity: "adjusted-cosine", kind: "means" };

const neighbours = (what: string, published: string | null, options: typeof FULL): Step => {
  const models = ["--models", "user-knn", ...withOptions("user-knn", options), ...RATINGS];
  return {
    what,
    published,
    same: measured([...THERE, ...models], "user-knn", "rmse"),
    right: measured([...LATER, ...models], "user-knn", "rmse"),
  };
};

const left = (filter: readonly string[]): Reading =>
  explored(["explore", ...FILE, ...filter, "--out", "{report}"], "interactions", ({ sizes }) => sizes.interactions);

/** The networks of the document beside the factorisation of the Surprise family, on its split and on what came last. */
const network = (what: string, published: string | null, model: string): Step => {
  const presets = ["--preset", "C7", "--preset", "C8", "--preset", "C9", "--items", "{items}"];
  const models = [...presets, "--models", "biased-mf", ...RATINGS];
  return {
    what,
    published,
    same: measured([...THERE, ...models], model, "rmse"),
    right: measured([...LATER, ...models], model, "rmse"),
  };
};

/** One epoch of the document is 14,337 steps; of fewer rows it takes more epochs. */
const AS_MANY_STEPS = ["--preset", "C7", ...withOptions("neural-mf", { epochs: "{epochs}" }), ...RATINGS] as const;

/** The network with texts, on the overviews that there are. */
const WITH_OVERVIEWS = [
  ...["--preset", "C9", "--items", "{overviews}", ...withOptions("hybrid-mlp", { columns: "overview" }), ...RATINGS],
] as const;

/** C · the Netflix Prize: means, neighbours, networks, the Surprise family, LightFM. */
export const netflix: Recipe = {
  name: "netflix",
  title: "Netflix Prize: means, neighbours, networks, the Surprise family, LightFM",
  standIn: {
    data: "ml-100k",
    described:
      "ml-100k as Netflix Prize files; films from 100 and users from 50 ratings, m = 10, 2.4 % of rows in test",
    write: async ({ interactions, items }, folder, further) => ({
      ...(await joinedOverviews(items, folder, further)),
      ratings: await writeLatin1(folder, "combined_data_1.txt", toNetflixText(interactions)),
      items: await writeLatin1(folder, "movie_titles.csv", toNetflixTitles(items)),
      format: "netflix",
      minItem: "100",
      minUser: "50",
      m: "10",
      share: "0.024",
      epochs: "67",
    }),
  },
  original: {
    described: "Netflix Prize as the document used it; films above 10,000 and users above 200 ratings, m = 1000",
    files: [["combined_data_1.txt", "movie_titles.csv"]],
    prepare: async ([ratings = "", items = ""], folder, further) => ({
      ...(further.texts === undefined ? {} : await joinedOverviews(await openItemTable(items), folder, further)),
      ratings,
      items,
      format: "netflix",
      minItem: "10001",
      minUser: "201",
      m: "1000",
      share: "0.024",
      epochs: "1",
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
          what: "ratings left by a filter that counts once, in the whole table; right: everybody",
          published: "4,178,032 ratings (all)",
          same: left(FILTER),
          right: explored(EXPLORE, "interactions", ({ sizes }) => sizes.interactions),
        },
        {
          what: "ratings left by the same limits, repeated until all that are left have enough",
          published: null,
          same: left(REPEATED),
          right: null,
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
          same: measured([...THERE, ...FILM_MEAN], "weighted-mean", "rmse"),
          right: measured([...LATER, ...FILM_MEAN], "weighted-mean", "rmse"),
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
      steps: [
        neighbours(
          "100 nearest of all users by cosine on imputed rows, which speak through imputed ratings",
          "RMSE 1.3271 (100,000 ratings at random, filtered)",
          FULL,
        ),
        neighbours("the same, of the raters of the film alone", null, FILLED),
        neighbours("the raters of the film, on centred rows", null, CENTRED),
        {
          what: "the film's mean, which costs nothing",
          published: "RMSE 0.9874 (100,000 ratings at random, filtered)",
          same: measured([...THERE, ...FILM_MEAN], "weighted-mean", "rmse"),
          right: measured([...LATER, ...FILM_MEAN], "weighted-mean", "rmse"),
        },
      ],
      missing: [],
    },
    {
      row: "C6",
      steps: [
        {
          what: "films whose overviews are like that of The Dark Knight Rises, by TF-IDF",
          published: "a list of 10 films (no split)",
          same: listed(["similar-texts", "{texts}", "The Dark Knight Rises", "columns=overview"], "films"),
          right: null,
        },
      ],
      missing: [],
    },
    {
      row: "C7",
      steps: [
        network("dot of 10-d embeddings, one epoch", "RMSE 0.9243 (100,000 ratings at random, filtered)", "neural-mf"),
        {
          what: "the same with as many steps as in the document's epoch: 67 epochs of fewer rows",
          published: null,
          same: measured([...THERE, ...AS_MANY_STEPS], "neural-mf", "rmse"),
          right: measured([...LATER, ...AS_MANY_STEPS], "neural-mf", "rmse"),
        },
        network("factors and biases without a network, on the same rows", null, "biased-mf"),
      ],
      missing: [],
    },
    {
      row: "C8",
      steps: [
        network(
          "embeddings 20 and 10, a dense layer of 256, one epoch",
          "MSE 0.8225, RMSE 0.907 (10 % of train)",
          "ncf-mlp",
        ),
      ],
      missing: [],
    },
    {
      row: "C9",
      steps: [
        network("embeddings with TF-IDF of titles, two epochs", null, "hybrid-mlp"),
        {
          what: "embeddings with TF-IDF of overviews, two epochs",
          published: "none: it crashed",
          same: needing("texts", measured([...THERE, ...WITH_OVERVIEWS], "hybrid-mlp", "rmse")),
          right: needing("texts", measured([...LATER, ...WITH_OVERVIEWS], "hybrid-mlp", "rmse")),
        },
      ],
      missing: [],
    },
    {
      row: "C10",
      steps: surpriseSteps([...FOLDS, ...RATINGS], [...LATER, ...RATINGS]),
      missing: [],
    },
    {
      row: "C11",
      steps: [
        {
          what: "precision on the train rows; ours never recommends them",
          published: "precision@20 0.9568 (train rows)",
          same: measured(ON_TRAIN, "warp", "precision@20"),
          right: null,
        },
        {
          what: "precision on the test rows; ours with train rows masked",
          published: "precision@20 0.0154 (100,000 ratings at random, filtered)",
          same: null,
          right: measured(LISTS, "warp", "precision@20"),
        },
        ownStep("the same by least squares", measured(LISTS, "implicit-als", "precision@20")),
      ],
      missing: [],
    },
  ],
  wentWrong:
    "Ratings are held out at random though all are dated, so every model is asked about a past whose future it has seen. " +
    "The filter keeps the 491 best known films and the busiest users, and it counts test ratings too; a figure on what is " +
    "left says nothing about the others. Mean-imputed rows are nearly parallel for everybody, so the neighbours of C5 are " +
    "not alike in taste, and most of them speak through their own mean of a film that they have not rated: they do worse " +
    "than the film's mean. LightFM's lists are not masked: the train items that it was fitted " +
    "on fill the lists, which makes 0.9568 on train and leaves no places for test items, hence 0.0154.",
};

function countCharts(profile: object): number {
  return ["itemsPerYear", "valueDistribution", "overTime", "perItem", "perUser"].filter((part) => part in profile)
    .length;
}
