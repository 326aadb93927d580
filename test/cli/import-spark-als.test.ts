import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { readArtefact } from "../../src/artefact/folder.ts";
import { openSession, quoteText } from "../../src/data/readers/session.ts";
import { loadRecommender } from "../../src/load-recommender.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";

const { folder, write } = temporaryFolder();
const [model, out] = [`${folder}/model`, `${folder}/out`];
const importSchema = z.object({ model: z.object({ kind: z.string(), options: z.record(z.string(), z.unknown()) }) });

/** What Spark 4 writes of an ALSModel. */
const METADATA = {
  class: "org.apache.spark.ml.recommendation.ALSModel",
  ...{ sparkVersion: "4.3.0", uid: "ALS_1", rank: 2 },
  paramMap: { itemCol: "item", userCol: "user" },
  defaultParamMap: { blockSize: 4096, predictionCol: "prediction" },
};
const FACTORS = "(30, [1, -0.5]), (10, [0.5, 1]), (20, [0.9, -0.4])";

/** Writes a saved model in two parts. */
async function save(metadata: object = METADATA, rows = FACTORS): Promise<void> {
  rmSync(model, { recursive: true, force: true });
  for (const part of ["itemFactors", "metadata"]) {
    mkdirSync(`${model}/${part}`, { recursive: true });
    writeFileSync(`${model}/${part}/_SUCCESS`, "");
    writeFileSync(`${model}/${part}/.part-0.crc`, "crc");
  }
  writeFileSync(`${model}/metadata/part-00000-1.txt`, `${JSON.stringify(metadata)}\n`);
  const session = await openSession();
  const table = `(SELECT id::INTEGER AS id, features::FLOAT[] AS features FROM (VALUES ${rows}) AS t(id, features))`;
  for (const [part, condition] of ["id < 25", "id >= 25"].entries()) {
    const path = quoteText(`${model}/itemFactors/part-0000${part}-1.snappy.parquet`);
    await session.run(`COPY (SELECT * FROM ${table} WHERE ${condition}) TO ${path} (FORMAT parquet)`);
  }
  session.close();
}

const SETTINGS = ["--set", "regularization=0.1", "--set", "confidence=4"];
const args = (...more: string[]) => ["import", model, "--kind", "spark-als", ...more, "--out", out];

describe("a saved ALSModel", () => {
  beforeEach(() => save());

  it("has Spark's numbers for ids, in the order of its parts", async () => {
    const { answer } = await nearedgeJson(importSchema, args(...SETTINGS));
    expect(answer.model).toMatchObject({
      kind: "implicit-als",
      options: { objective: "hkv", confidence: 4, confidenceOffset: 1, regularization: 0.1, regularizationExponent: 1 },
    });
    const { manifest, items } = await readArtefact(out);
    expect(items.itemIds.ids).toEqual(["10", "20", "30"]);
    expect(manifest.origin).toEqual({ kind: "spark-als", version: "4.3.0" });
    expect(manifest.evaluations).toEqual([]);
  });

  it("takes names from a list by Spark's numbers", async () => {
    await nearedgeJson(
      importSchema,
      args(...SETTINGS, "--item-ids", write("ids.csv", "itemId,index\nc,30\nx,5\na,10\nb,20\n")),
    );
    expect((await readArtefact(out)).items.itemIds.ids).toEqual(["a", "b", "c"]);
    expect((await loadRecommender(out)).recommend({ history: ["c"], k: 1 }).items[0]?.itemId).toBe("b");
  });

  it("is believed what its metadata say, where they say it", async () => {
    await save({ ...METADATA, paramMap: { implicitPrefs: true, alpha: 7, regParam: 0.3 } });
    const { answer, stderr } = await nearedgeJson(importSchema, args("--set", "regularization=0.5"));
    expect(answer.model.options).toMatchObject({ confidence: 7, regularization: 0.5 });
    expect(stderr).toContain("model says regularization = 0.3; 0.5 is used, as it was given");
  });

  it("is said to count low ratings only where their values weigh nothing", async () => {
    const plays = write("plays.csv", "user,item,rating\nu,10,2\nu,20,5\nv,10,1\n");
    const note = "implicit-als learns from who rated what: a low rating counts too";
    const linear = await nearedge(args(...SETTINGS, "--interactions", plays));
    expect([linear.status, linear.stderr]).toEqual([0, expect.not.stringContaining(note)]);
    const binary = await nearedge(args(...SETTINGS, "--set", "weighting=binary", "--interactions", plays));
    expect([binary.status, binary.stderr]).toEqual([0, expect.stringContaining(note)]);
  });

  it("of ratings takes its scale from options where there are no ratings", async () => {
    const scale = ["mean=3.5", "minimum=1", "maximum=5"].flatMap((one) => ["--set", one]);
    const own = ["--set", "implicitPrefs=false", "--set", "regularization=0.1"];
    const { answer } = await nearedgeJson(importSchema, args(...own, ...scale));
    expect(answer.model).toMatchObject({ kind: "explicit-als", options: { biases: false, regularizationExponent: 1 } });
    const { state, manifest } = await readArtefact(out);
    expect([...(state?.get("scale")?.values ?? [])]).toEqual([3.5, 1, 5]);
    expect(manifest.data).toMatchObject({ feedback: "explicit", interactions: 0, fingerprintKind: "item-factors" });
    const wrong = await nearedge(args(...own, ...scale.slice(2), "--set", "mean=9"));
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain("--set mean: expected a number from minimum to maximum, got 9 of 1 to 5");
  });

  it.each<[string, string, number, () => Promise<void>, string[]]>([
    [
      "another class",
      "not-a-spark-model",
      1,
      () => save({ ...METADATA, class: "org.apache.spark.ml.PipelineModel" }),
      SETTINGS,
    ],
    ["another rank", "wrong-rank", 1, () => save({ ...METADATA, rank: 3 }), SETTINGS],
    ["a number twice", "duplicate-id", 1, () => save(METADATA, "(1, [1, -1]), (1, [2, 1])"), SETTINGS],
    ["vectors of two lengths", "wrong-rank", 1, () => save(METADATA, "(1, [1]), (2, [2, 1])"), SETTINGS],
    [
      "nothing below 0, and nobody to say why",
      "missing-option",
      2,
      () => save(METADATA, "(1, [1, 2]), (2, [2, 1])"),
      SETTINGS,
    ],
    [
      "something below 0 that may not be",
      "negative-factors",
      1,
      () => save(),
      [...SETTINGS, "--set", "nonNegative=true"],
    ],
    ["alpha beside ratings", "missing-option", 2, () => save(), [...SETTINGS, "--set", "implicitPrefs=false"]],
    ["numbers of rows for ids", "unused-option", 2, () => save(), [...SETTINGS, "--item-ids", "rows"]],
    [
      "a part that is not there yet",
      "incomplete-model",
      1,
      async () => rmSync(`${model}/itemFactors/_SUCCESS`),
      SETTINGS,
    ],
    [
      "metadata that are none",
      "not-a-spark-model",
      1,
      async () => writeFileSync(`${model}/metadata/part-00000-1.txt`, "{"),
      SETTINGS,
    ],
  ])("with %s is refused: %s", async (_, code, status, damage, more) => {
    rmSync(out, { recursive: true, force: true });
    await damage();
    const run = await nearedge(args(...more));
    expect({ status: run.status, code: /\[([a-z-]+)\]\n$/.exec(run.stderr)?.[1] }, run.stderr).toEqual({
      status,
      code,
    });
  });

  it("refuses interactions that weigh less than what was not observed, or are not liked", async () => {
    for (const value of ["0", "-1"]) {
      const plays = write("plays.csv", `user,item,rating\nu,10,2\nu,20,${value}\nv,10,1\n`);
      const { status, stderr } = await nearedge(args(...SETTINGS, "--interactions", plays));
      expect(status).toBe(1);
      expect(stderr).toContain(`that is 1 + 4 · value (weighting=linear); the smallest is ${value}.`);
    }
  });

  it("inside a pipeline is pointed to", async () => {
    rmSync(`${model}/itemFactors`, { recursive: true });
    mkdirSync(`${model}/stages`);
    expect((await nearedge(args(...SETTINGS))).stderr).toContain("name the folder of the stage inside stages/");
  });
});
