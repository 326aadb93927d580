import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { loadRecommender } from "../../src/load-recommender.ts";
import { jobContent, withSums, writeJobFolder } from "../data/spark-job-folder.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";

const { folder, write } = temporaryFolder();
const [work, out] = [`${folder}/work`, `${folder}/out`];

const importSchema = z.object({
  model: z.object({ name: z.string(), kind: z.string(), precision: z.string() }),
  origin: z.object({ kind: z.literal("spark-job"), version: z.string() }),
  items: z.number(),
  evaluations: z.array(z.object({ subject: z.string() })),
  read: z.array(z.object({ table: z.literal("interactions") })),
});

async function job(explicit = false): Promise<void> {
  rmSync(work, { recursive: true, force: true });
  await writeJobFolder(work, jobContent(explicit));
}

describe("the folder of our Spark job", () => {
  it.each([
    [false, "implicit-als"],
    [true, "explicit-als"],
  ])("is packed without being told its kind: explicit %s", async (explicit, kind) => {
    await job(explicit);
    const { answer } = await nearedgeJson(importSchema, ["import", work, "--name", "mine", "--out", out]);
    expect(answer.model).toEqual(expect.objectContaining({ name: "mine", kind, precision: "int8" }));
    expect(answer.evaluations[0]?.subject).toBe("popularity");
    const recommender = await loadRecommender(out);
    expect(recommender.recommend({ k: 3 }).items.length).toBe(3);
  });

  it("of an earlier release is packed with a warning that its baseline is weaker", async () => {
    const content = jobContent(true);
    withSums(content);
    rmSync(work, { recursive: true, force: true });
    await writeJobFolder(work, content);
    const { status, stderr } = await nearedge(["import", work, "--out", out]);
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining("the user-item-baseline beside the model is weaker than"),
    ]);
  });

  it("says itself what other files have to be told", async () => {
    await job();
    for (const more of [
      ["--item-ids", "rows"],
      ["--set", "confidence=1"],
      ["--interactions", "plays.csv"],
      ["--fold-in", "mean"],
    ]) {
      const { status, stderr } = await nearedge(["import", work, ...more, "--out", `${folder}/none`]);
      expect(status).toBe(2);
      expect(stderr).toContain(`${more[0]}: the folder of our Spark job says`);
    }
  });

  it("is told from the folder of a saved model, and from an address that nobody reads here", async () => {
    await job();
    const saved = await nearedge(["import", work, "--kind", "spark-als", "--out", `${folder}/none`]);
    expect([saved.status, saved.stderr]).toEqual([1, expect.stringContaining("leave --kind out [not-a-spark-model]")]);
    const away = await nearedge(["import", "s3a://bucket/out", "--out", `${folder}/none`]);
    expect([away.status, away.stderr]).toEqual([1, expect.stringContaining("copy it to this machine first")]);
  });

  it("packs no users unless that is said, and says so", async () => {
    await job();
    const { stderr } = await nearedge(["import", work, "--out", out]);
    expect(stderr).toContain("userId gets the popular items; --users packs them\n");
  });

  it("is not taken for what has no job.json", async () => {
    const { status, stderr } = await nearedge(["import", write("x.npz", "PK"), "--out", `${folder}/none`]);
    expect(status).toBe(2);
    expect(stderr).toContain("is no folder of our Spark job, which has a job.json [missing-option]");
  });
});
