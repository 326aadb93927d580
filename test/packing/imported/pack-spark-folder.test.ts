import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readArtefact } from "../../../src/artefact/folder.ts";
import { loadRecommender } from "../../../src/node-training.ts";
import { packSparkFolder } from "../../../src/packing/imported/pack-spark-folder.ts";
import { type JobContent, jobContent, wholeHistory, withSums, writeJobFolder } from "../../data/spark-job-folder.ts";

const CONTROL = { seed: 1, threads: 1 };

let folder: string;
let out: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nearedge-spark-"));
  out = join(folder, "artefact");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function work(explicit = false, change: (content: JobContent) => void = () => undefined): Promise<string> {
  const content = jobContent(explicit);
  change(content);
  await writeJobFolder(join(folder, "work"), content);
  return join(folder, "work");
}

describe("packSparkFolder", () => {
  it("packs an implicit job in int8 with the options of its parameters, and measures it", async () => {
    const made = await packSparkFolder(await work(), { out }, CONTROL);
    const { manifest, users } = await readArtefact(out);
    expect(manifest).toMatchObject({
      formatVersion: 6,
      name: "plays",
      model: {
        kind: "implicit-als",
        precision: "int8",
        factorCount: 4,
        options: {
          ...{ objective: "hkv", confidence: 40, confidenceOffset: 1, weighting: "log" },
          ...{ regularization: 0.1, regularizationExponent: 1, factors: 4, epochs: 8 },
        },
      },
      seed: 5,
      origin: { kind: "spark-job", version: "4.3.0" },
      data: { fingerprint: "ab".repeat(32), fingerprintKind: "row-sum", users: 20, items: 60, feedback: "implicit" },
    });
    expect(users).toBeUndefined();
    expect(made.evaluations.map((one) => [one.subject, one.users, one.sampledFrom])).toEqual([
      ["popularity", 20, 100],
      ["retrieval, int8", 20, 100],
    ]);
    // The factors tell the halves apart, of which each user keeps to one.
    const [popularity, retrieval] = made.evaluations;
    expect(retrieval?.metrics["recall@20"]).toBeGreaterThan(popularity?.metrics["recall@20"] ?? 1);
    expect(retrieval?.standardErrors?.["ndcg@10"]).toBeGreaterThan(0);
    expect(made.warnings).toEqual([]);
    const engine = await loadRecommender(out);
    const { items } = engine.recommend({ history: [{ itemId: "i02" }, { itemId: "i04" }], k: 5 });
    expect(items.map(({ itemId }) => Number(itemId.slice(1)) % 2)).toEqual(new Array(5).fill(0));
  });

  it("ranks the popular items by what the factors were fitted to, which counts nothing that is held out", async () => {
    const figures = async (change?: (content: JobContent) => void) => {
      const { evaluations } = await packSparkFolder(await work(false, change), { out }, CONTROL);
      return evaluations[0];
    };
    const before = await figures();
    const turned = await figures(({ items }) => {
      const all = items.flat();
      const counts = all.map(({ popularity }) => popularity).reverse();
      for (const [at, item] of all.entries()) item.popularity = counts[at] ?? 0;
    });
    expect(before?.subject).toBe("popularity");
    expect(turned?.metrics).toEqual(before?.metrics);
  });

  it("folds in by the equation of Hu, Koren and Volinsky", async () => {
    await packSparkFolder(await work(), { out, precision: "f32" }, CONTROL);
    const content = jobContent();
    const rows = content.items.flat().map(({ factors }) => factors.map((value) => Math.fround(value ?? 0)));
    const engine = await loadRecommender(out);
    const history = [2, 4, 7].map((item, at) => ({ item, value: 1 + at }));
    // (YᵀY + Σ (C − 1) y yᵀ + λ|S| I) x = Σ C y, C = 1 + 40·ln(1 + value), by Gauss–Jordan.
    const system = rows[0]?.map((_, left) => [
      ...(rows[0] ?? []).map((_, right) => {
        const gram = rows.reduce((sum, row) => sum + (row[left] ?? 0) * (row[right] ?? 0), left === right ? 0.3 : 0);
        return history.reduce((sum, { item, value }) => {
          return sum + 40 * Math.log1p(value) * (rows[item]?.[left] ?? 0) * (rows[item]?.[right] ?? 0);
        }, gram);
      }),
      history.reduce((sum, { item, value }) => sum + (1 + 40 * Math.log1p(value)) * (rows[item]?.[left] ?? 0), 0),
    ]);
    const x = solved(system ?? []);
    const scores = rows.map((row) => row.reduce((sum, value, lane) => sum + value * (x[lane] ?? 0), 0));
    const { items } = engine.recommend({
      history: history.map(({ item, value }) => ({ itemId: `i${String(item).padStart(2, "0")}`, value })),
      k: 20,
    });
    expect(items).toHaveLength(20);
    for (const { itemId, score } of items) expect(score).toBeCloseTo(scores[Number(itemId.slice(1))] ?? 0, 4);
  });

  it.each(["f32", "int8"] as const)(
    "packs a job of ratings, and measures it beside the baseline: %s",
    async (precision) => {
      const made = await packSparkFolder(
        await work(true),
        { out, precision, name: "films", note: "a sample" },
        CONTROL,
      );
      const { manifest } = await readArtefact(out);
      expect(manifest).toMatchObject({
        name: "films",
        data: { name: "plays", note: "a sample", feedback: "explicit" },
        model: {
          kind: "explicit-als",
          options: { factors: 4, regularization: 0.1, regularizationExponent: 1, epochs: 8, biases: false },
        },
      });
      const subject = precision === "int8" ? "ratings, int8" : "ratings";
      expect(made.evaluations.map((one) => one.subject)).toEqual(["popularity", "user-item-baseline", subject]);
      expect(made.evaluations[2]?.metrics.rmse).toBeGreaterThan(0);
      const engine = await loadRecommender(out);
      const history = [
        { itemId: "i02", value: 5 },
        { itemId: "i04", value: 4 },
      ];
      expect(engine.recommend({ history, k: 3 }).items).toHaveLength(3);
    },
  );

  it("says of a job of an earlier release that the baseline is weaker, with the same figures", async () => {
    const now = await packSparkFolder(await work(true), { out }, CONTROL);
    expect(now.warnings.map(({ code }) => code)).not.toContain("weak-baseline");
    const before = await packSparkFolder(await work(true, withSums), { out: join(folder, "old") }, CONTROL);
    expect(before.warnings.at(-1)).toEqual({
      code: "weak-baseline",
      message: expect.stringContaining("is weaker than"),
    });
    expect(before.evaluations[1]?.metrics.rmse).toBeCloseTo(now.evaluations[1]?.metrics.rmse ?? Number.NaN, 9);
  });

  it("packs histories of users where they are asked for", async () => {
    const path = await work(false, (content) => {
      content.histories = true;
    });
    const made = await packSparkFolder(path, { out, users: true }, CONTROL);
    expect(made.userCount).toBe(20);
    const { users } = await readArtefact(out);
    const [first] = jobContent().users.map(wholeHistory);
    const own = users?.histories.indices.subarray(0, users.histories.offsets[1]);
    expect([...(own ?? [])]).toEqual(first?.items);
    // C = 1 + 40·ln(1 + value)
    expect(users?.histories.values[0]).toBeCloseTo(1 + 40 * Math.log1p(first?.values[0] ?? 0), 4);
    const engine = await loadRecommender(out);
    expect(engine.recommend({ userId: "u03", k: 4 }).items).toHaveLength(4);
  });

  it("joins a catalogue as train does, and says what it lacks", async () => {
    const catalogue = join(folder, "items.csv");
    await writeFile(catalogue, "itemId,title,genre,year\ni01,One,rock,1999\ni00,Nought,jazz,2001\nx9,Cold,rock,2002\n");
    const made = await packSparkFolder(await work(), { out, items: catalogue }, CONTROL);
    expect([made.catalogueOnlyItems, made.uncataloguedItems]).toEqual([1, 58]);
    const { items } = await readArtefact(out);
    expect(items.titles.slice(0, 3)).toEqual(["Nought", "One", ""]);
    expect([...items.categories.keys(), ...items.numbers.keys()]).toEqual(["genre", "year"]);
  });

  it.each([
    ["plays", false, "implicit-als", { nonNegative: true }],
    ["ratings", true, "nmf", { biases: false }],
  ] as const)("folds in without negative factors where they were fitted so: %s", async (_, explicit, kind, options) => {
    const path = await work(explicit, ({ job, items }) => {
      job.parameters.nonnegative = true;
      for (const item of items.flat()) item.factors = item.factors.map((value) => Math.abs(value ?? 0));
    });
    await packSparkFolder(path, { out }, CONTROL);
    const { manifest } = await readArtefact(out);
    expect(manifest.origin).toEqual({ kind: "spark-job", version: "4.3.0", nonNegative: true });
    expect(manifest.model).toMatchObject({ kind, options });
    expect(manifest.evaluations.length).toBeGreaterThan(1);
  });

  it("leaves nothing when factors are not finite", async () => {
    const path = await work(false, ({ items }) => Object.assign(items[1]?.[4] ?? {}, { factors: [1, "nan", 3, 4] }));
    await expect(packSparkFolder(path, { out }, CONTROL)).rejects.toMatchObject({ code: "non-finite-factor" });
    expect(await readdir(folder)).toEqual(["work"]);
  });

  it("gives the same bytes a second time", async () => {
    const path = await work();
    const [first, second] = [
      await packSparkFolder(path, { out }, CONTROL),
      await packSparkFolder(path, { out: join(folder, "again") }, { ...CONTROL, seed: 99 }),
    ];
    expect(second.version).toBe(first.version);
  });
});

/** x of equations whose last column is the right side. */
function solved(rows: number[][]): number[] {
  for (const [pivot, row] of rows.entries()) {
    const scale = row[pivot] ?? 1;
    for (const [column, value] of row.entries()) row[column] = value / scale;
    for (const [other, target] of rows.entries()) {
      const share = target[pivot] ?? 0;
      if (other !== pivot)
        for (const [column, value] of row.entries()) target[column] = (target[column] ?? 0) - share * value;
    }
  }
  return rows.map((row) => row.at(-1) ?? 0);
}
