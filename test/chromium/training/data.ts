import type { ItemRecord } from "../../../src/data/dataset-from.ts";
import type { Feedback, Interaction } from "../../../src/data/interactions.ts";
import { createRandom } from "../../../src/random.ts";

const [USERS, ITEMS, DRAWS] = [120, 80, 2600];
const SUBJECTS = ["love", "war", "space", "crime", "music"];
const COMPANY = ["dogs", "cats", "rain"];

/** What is trained on both sides. The seed is the default one. */
export interface Job {
  readonly model: string;
  readonly feedback: Feedback;
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

const SHORT = { epochs: 3 };

/** Networks of every kind, and classical models, whose kernels and threads are others. */
export const JOBS: readonly Job[] = [
  {
    model: "multi-dae",
    feedback: "implicit",
    options: { ...SHORT, factors: 16, hidden: 8, validationShare: 0.1, patience: 2 },
  },
  { model: "multi-vae", feedback: "implicit", options: { ...SHORT, hidden: 16, latent: 8 } },
  { model: "autorec", feedback: "explicit", options: { ...SHORT, units: 12 } },
  { model: "autorec", feedback: "explicit", options: { ...SHORT, rows: "users", units: 12 } },
  { model: "neural-mf", feedback: "explicit", options: { ...SHORT, factors: 8 } },
  {
    model: "ncf-mlp",
    feedback: "explicit",
    options: { ...SHORT, factors: 8, layers: "16:relu:batch-norm:dropout=0.3/8:tanh" },
  },
  {
    model: "ncf-mlp",
    feedback: "implicit",
    options: { ...SHORT, factors: 8, layers: "16/8", learningRateSchedule: "cosine" },
  },
  { model: "neumf", feedback: "implicit", options: { ...SHORT, factors: 8 } },
  {
    model: "two-tower",
    feedback: "implicit",
    options: { ...SHORT, factors: 8, columns: "plot", minDocumentFrequency: 1 },
  },
  { model: "sasrec", feedback: "implicit", options: { ...SHORT, factors: 8, length: 10, heads: 2, patience: 2 } },
  {
    model: "sasrec",
    feedback: "implicit",
    options: { ...SHORT, factors: 8, length: 10, loss: "gbce", negatives: 20, patience: 2 },
  },
  { model: "gru4rec", feedback: "implicit", options: { ...SHORT, factors: 8, length: 10, patience: 2 } },
  { model: "rbm", feedback: "explicit", options: { ...SHORT, hidden: 8 } },
  { model: "implicit-als", feedback: "implicit", options: { ...SHORT, factors: 8 } },
  { model: "biased-mf", feedback: "explicit", options: { ...SHORT, factors: 8 } },
  { model: "item-knn", feedback: "explicit", options: {} },
  // Keeps squared logarithms in f64, in which the last bit of an engine's own would show.
  { model: "user-knn", feedback: "implicit", options: {} },
  { model: "ease", feedback: "implicit", options: {} },
  { model: "tf-idf", feedback: "implicit", options: {} },
  { model: "item-markov", feedback: "implicit", options: {} },
  // Its half-lives are powers with broken exponents.
  { model: "popular-recent", feedback: "implicit", options: {} },
];

/** Ratings, or counts, of users who like one subject better than others. Twelve stand for all. */
export function interactionsOf(feedback: Feedback): Interaction[] {
  const random = createRandom(7);
  const taken = new Set<number>();
  return Array.from({ length: DRAWS }, (_, second): Interaction[] => {
    const user = random.nextInteger(USERS);
    const item = Math.floor(ITEMS * random.nextFloat() ** 2);
    const value = 1 + random.nextInteger(5) / 2 + (item % SUBJECTS.length === user % SUBJECTS.length ? 2 : 0);
    if (taken.has(user * ITEMS + item)) return [];
    taken.add(user * ITEMS + item);
    const row = { userId: `u${user}`, itemId: `i${item}`, timestamp: second };
    return [feedback === "explicit" ? { ...row, value } : row];
  }).flat();
}

export const ITEM_RECORDS: readonly ItemRecord[] = Array.from({ length: ITEMS + 2 }, (_, item) => ({
  itemId: `i${item}`,
  title: `Title ${item}`,
  categories: { subject: [SUBJECTS[item % SUBJECTS.length] ?? ""] },
  numbers: { year: 1950 + item },
  texts: { plot: `A story of ${SUBJECTS[item % SUBJECTS.length]} and ${COMPANY[item % COMPANY.length]}.` },
}));

/** Histories that are asked about. */
export const HISTORIES: readonly (readonly string[])[] = Array.from({ length: 12 }, (_, at) => [
  `i${at}`,
  `i${at + SUBJECTS.length}`,
  `i${3 * at + 2}`,
]);
