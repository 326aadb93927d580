import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { readArtefact } from "../../src/artefact/folder.ts";
import { loadRecommender } from "../../src/load-recommender.ts";
import { fitBiases, USER_ITEM_BASELINE_DEFAULTS } from "../../src/models/means/user-item-baseline.ts";
import { clipRating } from "../../src/models/rating-model.ts";
import { createApp } from "../../worker/app.ts";
import { nearedge, temporaryFolder } from "../cli/nearedge.ts";
import { ratingsOf } from "../models/rating-fixtures.ts";
import { CLUSTER, checksums, DATA, describeSpark, itemsChecksum, jobOf, query, trained } from "./spark.ts";

const { folder, write } = temporaryFolder();
const source = join(DATA, "ml-100k");
const isHere = existsSync(source);
const [one, two] = [join(folder, "one"), join(folder, "two")];
/** Our own trainings: results of one program from different first factors lie 0.002 apart. */
const OUR_SEEDS = [1, 2, 3, 4];
const oursOf = (seed: number): string => join(folder, `ours-${seed}`);

/** Rank 16, λ = 0.1 and 10 sweeps, by our names. Few users are judged, so that the factors are those of nearly all rows. */
const MODEL = ["--model", "explicit-als", "--set", "factors=16", "--set", "regularization=0.1", "--set", "epochs=10"];
const OPTIONS = [...MODEL, "--set", "precision=f32", "--judge-users", "20", "--name", "ml-100k"];

interface Rating {
  readonly user: string;
  readonly item: string;
  readonly value: number;
}

const ratings = (name: string): Rating[] => {
  const lines = readFileSync(join(source, name), "utf8").trim().split("\n");
  return lines.map((line) => {
    const [user = "", item = "", value] = line.split("\t");
    return { user, item, value: Number(value) };
  });
};

/** Biases of user-item-baseline by its own training, of the rows that a job did not hold out, and its error on those that it did. */
async function ownBaseline(work: string) {
  const ids = (await query(`SELECT id FROM '${work}/items/*.parquet' ORDER BY index`)).map(([id]) => String(id));
  const held = await query(`SELECT "user", unnest(test) FROM '${work}/judge/*.parquet'`);
  const isHeld = new Set(held.map(([user, item]) => `${user} ${ids[Number(item)]}`));
  const [gone = [], kept = []] = [true, false].map((wanted) =>
    ratings("ua.base").filter(({ user, item }) => isHeld.has(`${user} ${item}`) === wanted),
  );
  const itemOf = new Map(ids.map((id, place) => [id, place]));
  const rows = kept.map(({ user, item, value }) => [Number(user), itemOf.get(item) ?? -1, value] as const);
  const matrix = ratingsOf(944, ids.length, rows);
  const { scale, userBiases, itemBiases } = fitBiases(matrix, USER_ITEM_BASELINE_DEFAULTS);
  const errors = gone.map(({ user, item, value }) => {
    const bias = (userBiases[Number(user)] ?? Number.NaN) + (itemBiases[itemOf.get(item) ?? -1] ?? Number.NaN);
    return clipRating(scale, scale.mean + bias) - value;
  });
  return {
    itemBiases,
    count: errors.length,
    rmse: Math.sqrt(errors.reduce((sum, one) => sum + one ** 2, 0) / errors.length),
  };
}

/** Root mean squared error on ua.test of what an artefact makes of the histories of ua.base. */
async function rmse(artefact: string): Promise<number> {
  const engine = await loadRecommender(artefact);
  const base = Map.groupBy(ratings("ua.base"), ({ user }) => user);
  const known = new Set(ratings("ua.base").map(({ item }) => item));
  const errors = [...Map.groupBy(ratings("ua.test"), ({ user }) => user)].flatMap(([user, rows]) => {
    const asked = rows.filter(({ item }) => known.has(item));
    const history = (base.get(user) ?? []).map(({ item, value }) => ({ itemId: item, value }));
    const { predictions } = engine.predict({ history, items: asked.map(({ item }) => item) });
    return predictions.map(
      ({ predictedRating }, place) => (predictedRating ?? Number.NaN) - (asked[place]?.value ?? Number.NaN),
    );
  });
  return Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
}

describeSpark("ml-100k on Spark (skipped where the data set is absent)", () => {
  beforeAll(async () => {
    if (!isHere) return;
    const rows = readFileSync(join(source, "ua.base"), "utf8").replaceAll("\t", ",");
    const table = write("ua.csv", `userId,movieId,rating,timestamp\n${rows}`);
    await trained(table, "local[2]", [...OPTIONS, "--work", `${one}-work`, "--out", one]);
    await trained(table, CLUSTER, [...OPTIONS, "--work", `${two}-work`, "--out", two]);
    const local = ["--set", "biases=false", "--set", "regularizationExponent=1", "--bought-together", "none"];
    for (const seed of OUR_SEEDS) {
      const args = [...OPTIONS, ...local, "--no-first-seen", "--no-users", "--seed", `${seed}`, "--out", oursOf(seed)];
      const { status, stderr } = await nearedge(["train", table, ...args]);
      expect(status, stderr).toBe(0);
    }
  });

  it.skipIf(!isHere)("has the same bits of factors in one process and in executors of their own", async () => {
    expect(jobOf(`${two}-work`).spark.executors).toBe(2);
    expect(await itemsChecksum(`${two}-work`)).toBe(await itemsChecksum(`${one}-work`));
  });

  it.skipIf(!isHere)("has the same bytes of the artefact in a second run", () => {
    // The origin says nothing of where the job ran.
    expect(checksums(two)).toEqual(checksums(one));
  });

  it.skipIf(!isHere)("predicts ratings within 0.005 of our own explicit-als", async () => {
    const spark = await rmse(one);
    const local = await Promise.all(OUR_SEEDS.map((seed) => rmse(oursOf(seed))));
    const mean = local.reduce((sum, value) => sum + value, 0) / local.length;
    expect(mean).toBeGreaterThan(0.9);
    expect(Math.abs(spark - mean), `${spark} and ${local}`).toBeLessThan(0.005);
  });

  it.skipIf(!isHere)(
    "finds the biases of user-item-baseline, which makes of the rows held out what ours makes",
    async () => {
      const own = await ownBaseline(`${two}-work`);
      const biases = await query(`SELECT bias FROM '${two}-work/items/*.parquet' ORDER BY index`);
      const furthest = biases.map(([bias], item) => Math.abs(Number(bias) - (own.itemBiases[item] ?? Number.NaN)));
      expect(Math.max(...furthest)).toBeLessThan(1e-9);
      const { manifest } = await readArtefact(two);
      const baseline = manifest.evaluations.find(({ subject }) => subject === "user-item-baseline");
      expect(own.count).toBeGreaterThan(100);
      expect(Math.abs((baseline?.metrics.rmse ?? Number.NaN) - own.rmse)).toBeLessThan(1e-9);
    },
  );

  it.skipIf(!isHere)("makes artefacts that inspect and recommend accept", async () => {
    const inspected = await nearedge(["inspect", one]);
    expect([inspected.status, inspected.stdout]).toEqual([0, expect.stringContaining("spark-job")]);
    const asked = await nearedge(["recommend", one, "--history", "50,181", "--k", "5"]);
    expect(asked.status, asked.stderr).toBe(0);
    expect(asked.stdout.trim().split("\n").length).toBeGreaterThanOrEqual(5);
  });

  it.skipIf(!isHere)("makes artefacts that the worker answers from", async () => {
    const engine = await loadRecommender(two);
    const app = createApp({ recommenders: async () => engine, log: () => undefined, origins: "*" });
    const response = await app.request("/v1/recommendations", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ history: ["50", "181"], k: 5 }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ items: Array.from({ length: 5 }, () => expect.anything()) });
  });
});
