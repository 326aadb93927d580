import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadRecommender } from "../../src/load-recommender.ts";
import { createRandom } from "../../src/random.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "../cli/nearedge.ts";
import { answerSchema, predictionsSchema } from "../cli/schemas.ts";
import { npy, zip } from "../data/matrix-files.ts";
import { missingModules, python, titled } from "./python.ts";
import { ratings } from "./ratings.ts";

const { folder, write } = temporaryFolder();
const table = ratings();
const interactions = write("ratings.csv", table.interactions);
const items = write("items.csv", table.items);
const random = createRandom(11);
/** Vectors made elsewhere, with a bias each. */
const itemVectors = write(
  "vectors.npz",
  zip([
    { name: "items.npy", bytes: npy(normals(48 * 6), [48, 6]) },
    { name: "bias.npy", bytes: npy(normals(48), [48]) },
  ]),
);
const itemIds = write("ids.txt", Array.from({ length: 48 }, (_, item) => `i${item}\n`).join(""));
const reason = missingModules(["numpy", "safetensors.numpy"]);

function normals(count: number): Float32Array {
  return Float32Array.from({ length: count }, () => random.nextGaussian());
}

/** A history as the command line takes it: some with values, of one part of the catalogue and of both, known and new users. */
const QUESTIONS = [
  { history: ["i0", "i3", "i9", "i12"] },
  { history: ["i1"] },
  { history: ["i2", "i5", "i40"], values: [5, 2, 4] },
  { history: ["i7", "i10", "i13", "i16", "i22", "i4"], values: [4, 5, 1, 3.5, 9, 2], exclude: ["i19"] },
  { history: ["i46"] },
  { history: [] },
  { user: "u4" },
  { user: "u57" },
] as const;

/** Prints the lists, and where asked for the ratings, of every question. */
const PROGRAM = `
import json, sys
from nearedge_artefact import RATINGS, read_artefact

artefact = read_artefact(sys.argv[1])
answers = []
for question in json.load(sys.stdin):
    history, user, vector = question.get("history", []), question.get("user"), question.get("vector")
    if "values" in question:
        history = list(zip(history, question["values"]))
    listed = artefact.recommend(history, k=1000, user=user, exclude=question.get("exclude", []), vector=vector)
    ratings = artefact.predict(history, user=user).tolist() if artefact.kind in RATINGS and vector is None else []
    ratings = dict(zip(artefact.item_ids, ratings))
    answers.append({"items": [item._asdict() for item in listed], "ratings": ratings})
print(json.dumps(answers))
`;

const answersSchema = z.array(
  z.strictObject({
    items: z.array(z.strictObject({ id: z.string(), score: z.number(), title: z.string(), popular: z.boolean() })),
    ratings: z.record(z.string(), z.number()),
  }),
);

type Question = (typeof QUESTIONS)[number] | VectorQuestion;

interface VectorQuestion {
  readonly history: readonly string[];
  readonly vector: readonly number[];
}

/** Questions by a vector, where the model takes one: small and large, of nobody and of somebody with a history. */
async function vectorQuestions(artefact: string): Promise<VectorQuestion[]> {
  const { vector: length } = (await loadRecommender(artefact)).capabilities;
  if (length === 0) return [];
  return [
    { history: [], vector: [...normals(length)] },
    { history: ["i3", "i8"], vector: Array.from(normals(length), (value) => 100 * value) },
    { history: ["i1"], vector: Array.from({ length }, () => 0) },
  ];
}

/** The options of the command line that say the same of a person. */
function asPerson(question: Question): readonly string[] {
  if ("user" in question) return ["--user", question.user];
  const vector = "vector" in question ? ["--vector", JSON.stringify(question.vector)] : [];
  const values = "values" in question ? ["--ratings", question.values.join(",")] : [];
  return ["--history", JSON.stringify(question.history), ...values, ...vector];
}

/** Trains a model, or imports vectors. */
async function pack(name: string, args: readonly string[]): Promise<string> {
  const out = join(folder, name);
  const trained = ["train", interactions, "--cold-items", "--head", "none"];
  const imported = ["import", itemVectors, "--item-ids", itemIds, "--interactions", interactions, "--users"];
  const command = args.includes("--kind") ? imported : trained;
  const { status, stderr } = await nearedge([...command, "--items", items, ...args, "--out", out]);
  if (status !== 0) throw new Error(stderr);
  return out;
}

const small = ["--set", "factors=8", "--set", "epochs=4"];
/** Long enough for factors that count beside the biases. */
const trained = ["--set", "factors=8", "--set", "epochs=60"];
const elsewhere = ["--kind", "dot", "--tensor", "items"];
/** Every kind that the module knows, and what else changes its equations. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  "implicit-als": ["--model", "implicit-als", ...small],
  "implicit-als of int8": ["--model", "implicit-als", ...small, "--set", "precision=int8"],
  "implicit-als weighted": [
    "--model",
    "implicit-als",
    ...small,
    "--set",
    "weighting=log",
    "--set",
    "regularizationExponent=0.5",
  ],
  "implicit-als of hkv": [
    ...["--model", "implicit-als", ...small],
    ...["--set", "objective=hkv", "--set", "weighting=linear", "--set", "confidence=2", "--set", "regularization=0.1"],
  ],
  "implicit-als of hkv, all alike": [
    ...["--model", "implicit-als", ...small, "--set", "objective=hkv", "--set", "confidence=20"],
    ...["--set", "confidenceOffset=0", "--set", "regularizationExponent=0", "--set", "precision=int8"],
  ],
  bpr: ["--model", "bpr", ...trained],
  "bpr of int8": ["--model", "bpr", ...trained, "--set", "precision=int8"],
  warp: ["--model", "warp", ...trained],
  "pure-svd": ["--model", "pure-svd", "--set", "factors=6"],
  "pure-svd of ratings": ["--model", "pure-svd", "--set", "factors=6", "--set", "values=rating"],
  "explicit-als": ["--model", "explicit-als", ...small],
  "explicit-als without biases": ["--model", "explicit-als", ...small, "--set", "biases=false"],
  "explicit-als of int8": ["--model", "explicit-als", ...small, "--set", "precision=int8"],
  nmf: ["--model", "nmf", ...small],
  svd: ["--model", "svd", "--set", "factors=6"],
  "svd without a centre": ["--model", "svd", "--set", "factors=6", "--set", "centre=none"],
  "funk-mf": ["--model", "funk-mf", ...small],
  "biased-mf": ["--model", "biased-mf", ...small],
  "biased-mf, penalties by rating": ["--model", "biased-mf", ...small, "--set", "frequencyRegularization=false"],
  svdpp: ["--model", "svdpp", ...small],
  "item-knn": ["--model", "item-knn"],
  slim: ["--model", "slim"],
  ease: ["--model", "ease"],
  edlae: ["--model", "edlae"],
  rp3beta: ["--model", "rp3beta"],
  "gf-cf": ["--model", "gf-cf", "--set", "factors=8"],
  "tf-idf": ["--model", "tf-idf"],
  popularity: ["--model", "popularity"],
  "dot, means": [...elsewhere, "--fold-in", "mean"],
  "dot, means with a bias": [...elsewhere, "--fold-in", "mean", "--bias", "bias"],
  "dot, cosine": [...elsewhere, "--fold-in", "mean", "--normalise"],
  "dot, cosine of int8 with a bias": [
    ...[...elsewhere, "--fold-in", "mean", "--normalise", "--bias", "bias"],
    ...["--precision", "int8"],
  ],
  "dot, ridge": [...elsewhere, "--fold-in", "ridge", "--set", "regularization=2"],
  "dot, ridge of int8 with a bias": [
    ...[...elsewhere, "--fold-in", "ridge", "--set", "regularization=2", "--bias", "bias"],
    ...["--precision", "int8"],
  ],
  "dot, vectors alone": [...elsewhere, "--fold-in", "none"],
  "user-item-baseline": ["--model", "user-item-baseline"],
};

/** Of the largest score of a list; lists of popular items have whole numbers. */
const TOLERANCE = 1e-5;
/** The same against int8 rows, where a lane of the rounded query may be a step of max|x| / 32767 away. */
const INT8_TOLERANCE = 5e-5;

describe("the module of examples/python gives the lists of the command line", () => {
  it.skipIf(reason).each(Object.entries(MODELS))(
    titled("%s", reason),
    async (name, args) => {
      const artefact = await pack(name, args);
      const tolerance = args.some((arg) => arg.endsWith("int8")) ? INT8_TOLERANCE : TOLERANCE;
      const questions: readonly Question[] = [...QUESTIONS, ...(await vectorQuestions(artefact))];
      const { status, stdout, stderr } = await python(PROGRAM, JSON.stringify(questions), [artefact]);
      expect(stderr).toBe("");
      expect(status).toBe(0);
      const answers = answersSchema.parse(JSON.parse(stdout));
      for (const [at, question] of questions.entries()) {
        const exclude = "exclude" in question ? ["--exclude", question.exclude.join(",")] : [];
        const asked = [...asPerson(question), ...exclude];
        const { answer } = await nearedgeJson(answerSchema, [
          "recommend",
          artefact,
          ...asked,
          "--k",
          "1000",
          "--no-rerank",
        ]);
        const listed = answers[at]?.items ?? [];
        const largest = Math.max(...answer.items.map(({ score }) => Math.abs(score)));
        const theirs = new Map(listed.map((item) => [item.id, item]));
        expect(listed.length).toBe(answer.items.length);
        for (const [place, { itemId, score, title, source }] of answer.items.entries()) {
          const item = theirs.get(itemId);
          expect(item).toMatchObject({ title, popular: source === "popular" });
          expect(Math.abs((item?.score ?? Number.NaN) - score)).toBeLessThanOrEqual(tolerance * largest);
          // Items whose scores cannot be told apart may change places.
          expect(Math.abs((listed[place]?.score ?? Number.NaN) - score)).toBeLessThanOrEqual(tolerance * largest);
          if (source === "popular") expect(listed[place]?.id).toBe(itemId);
        }
      }
      await comparePredictions(artefact, answers);
    },
    120_000,
  );
});

/** Ratings of all items, where the model predicts any by factors. */
async function comparePredictions(artefact: string, answers: z.infer<typeof answersSchema>): Promise<void> {
  for (const [at, question] of QUESTIONS.entries()) {
    const predicted = answers[at]?.ratings ?? {};
    const ids = Object.keys(predicted);
    if (ids.length === 0) continue;
    const args = ["predict", artefact, ...asPerson(question), "--items", ids.join(",")];
    const { answer } = await nearedgeJson(predictionsSchema, args);
    expect(answer.items.map(({ itemId }) => itemId)).toEqual(ids);
    for (const { itemId, predictedRating = Number.NaN } of answer.items) {
      expect(Math.abs((predicted[itemId] ?? Number.NaN) - predictedRating)).toBeLessThanOrEqual(TOLERANCE * 5);
    }
  }
}
