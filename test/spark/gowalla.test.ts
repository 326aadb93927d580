import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { loadRecommender } from "../../src/load-recommender.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "../cli/nearedge.ts";
import { CLUSTER, DATA, describeSpark, factorDifference, trained, WARM } from "./spark.ts";

const { folder, write } = temporaryFolder();
const source = join(DATA, "gowalla-lightgcn");
const isHere = existsSync(source);
const [one, two, ours] = ["one", "two", "ours"].map((name) => join(folder, name)) as [string, string, string];
const OPTIONS = [
  ...["--set", "confidence=100.7", "--set", "regularization=5.085", "--set", "epochs=8", "--judge-users", "1000"],
  ...["--name", "gowalla"],
];
/** Every so many of 29,858 users are asked: the standard error of their mean recall is about 0.004, and far less of a difference. */
const EVERY = 7;
const K = 20;

const histories = (name: string): Map<string, string[]> => {
  const lines = readFileSync(join(source, name), "utf8").trim().split("\n");
  return new Map(lines.map((line) => line.trim().split(" ")).map(([user = "", ...items]) => [user, items]));
};

/** Mean recall@20 on the test part, of users with something in it. */
async function recall(artefact: string): Promise<number> {
  const engine = await loadRecommender(artefact);
  const train = histories("train.txt");
  const asked = [...histories("test.txt")].filter(([, items], place) => items.length > 0 && place % EVERY === 0);
  const recalls = asked.map(([user, items]) => {
    const list = engine.recommend({ history: train.get(user) ?? [], k: K }).items.map(({ itemId }) => itemId);
    const wanted = new Set(items);
    return list.filter((item) => wanted.has(item)).length / wanted.size;
  });
  return recalls.reduce((sum, value) => sum + value, 0) / recalls.length;
}

const answer = z.looseObject({
  engine: z.object({
    name: z.literal("spark"),
    version: z.string(),
    master: z.string(),
    executors: z.number(),
    seconds: z.number(),
  }),
  evaluations: z.array(
    z.looseObject({ subject: z.string(), users: z.number(), metrics: z.record(z.string(), z.number()) }),
  ),
});

describeSpark("Gowalla on Spark (skipped where the data set is absent)", () => {
  let said: z.infer<typeof answer>;

  beforeAll(async () => {
    if (!isHere) return;
    const pairs = [...histories("train.txt")].flatMap(([user, items]) => items.map((item) => `${user},${item}\n`));
    const table = write("gowalla.csv", `user,item\n${pairs.join("")}`);
    await trained(table, "local[2]", [...WARM, ...OPTIONS, "--work", `${one}-work`, "--out", one]);
    const { stdout } = await trained(table, CLUSTER, [
      ...WARM,
      ...OPTIONS,
      "--work",
      `${two}-work`,
      "--out",
      two,
      "--json",
    ]);
    said = answer.parse(JSON.parse(stdout));
    const local = ["--set", "objective=hkv", "--set", "regularizationExponent=1", "--set", "precision=int8"];
    const rest = ["--head", "none", "--bought-together", "none", "--no-users", "--threads", "2", "--out", ours];
    const { status, stderr } = await nearedge(["train", table, ...OPTIONS, ...local, ...rest]);
    expect(status, stderr).toBe(0);
  });

  it.skipIf(!isHere)("has the same factors in one process and in executors of their own, to rounding", async () => {
    // Spark adds partial sums as they arrive: most runs have the same bits, and not all.
    const { count, changed, difference } = await factorDifference(`${one}-work`, `${two}-work`);
    console.info(`Gowalla: ${changed} of ${count} factors differ, by ${difference} of the largest at most`);
    expect(count).toBe(40_981 * 64);
    expect(difference).toBeLessThan(1e-4);
  });

  it.skipIf(!isHere)("recommends within 0.004 of our own training with the same numbers", async () => {
    const [spark, local] = [await recall(one), await recall(ours)];
    expect(local).toBeGreaterThan(0.14);
    expect(Math.abs(spark - local), `${spark} and ${local}`).toBeLessThan(0.004);
  });

  it.skipIf(!isHere)("is judged on the users whose rows the job held out, beside popularity", () => {
    const { engine, evaluations } = said;
    expect(engine).toMatchObject({ master: CLUSTER, executors: 2 });
    const of = (subject: string) => evaluations.find((one) => one.subject === subject);
    const [model, popularity] = [of("retrieval, int8"), of("popularity")];
    expect(model?.users).toBe(1000);
    expect(model?.metrics["ndcg@10"]).toBeGreaterThan(popularity?.metrics["ndcg@10"] ?? 1);
  });

  it.skipIf(!isHere)("makes an artefact that inspect accepts", async () => {
    const { answer: inspected } = await nearedgeJson(z.looseObject({}), ["inspect", one]);
    expect(JSON.stringify(inspected)).toContain("spark-job");
  });
});
