import { describe, expect, it } from "vitest";
import { z } from "zod";
import { MEASURED_NAMES, MODEL_SUMMARIES, PACKED_NAMES } from "../../src/cli/model-names.ts";
import { MEASURED_MODELS } from "../../src/cli/models.ts";
import { MODEL_NAMES } from "../../src/cli/train-artefact.ts";
import { TRAINABLE } from "../../src/models/trainable.ts";
import { nearedge, nearedgeJson } from "./nearedge.ts";

const listSchema = z.strictObject({
  models: z.array(
    z.strictObject({
      name: z.string(),
      summary: z.string().min(10),
      predicts: z.boolean(),
      packable: z.boolean(),
      options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    }),
  ),
});

/** Models that can be measured and not be packed, each with its reason. A model that comes leaves this list. */
const NOT_PACKED: ReadonlyMap<string, string> = new Map([
  ["implicit-als+head", "the head is packed with implicit-als, where it wins"],
]);

describe("models that can be measured", () => {
  it("are those of help texts, in the same order", () => {
    expect(MEASURED_NAMES).toEqual(MEASURED_MODELS);
    expect(PACKED_NAMES).toEqual(MODEL_NAMES);
  });

  it("can be packed, but for those with a reason", () => {
    expect(MEASURED_MODELS.filter((name) => !MODEL_NAMES.includes(name)).sort()).toEqual([...NOT_PACKED.keys()].sort());
    for (const name of MODEL_NAMES) expect(MEASURED_MODELS).toContain(name);
  });
});

describe("a re-ranker", () => {
  it("is listed by name behind the models that it is tried behind unasked", () => {
    const tried = TRAINABLE.filter(({ reranker }) => reranker === "tried").map(({ model }) => `${model.name}+head`);
    expect(MEASURED_MODELS.filter((name) => name.endsWith("+head"))).toEqual(tried);
  });
});

describe("nearedge models", () => {
  it("lists every model once, with a sentence and its defaults", async () => {
    const { answer } = await nearedgeJson(listSchema, ["models"]);
    expect(answer.models.map(({ name }) => name)).toEqual(MEASURED_MODELS);
    for (const { name, summary } of answer.models) expect(summary).toBe(MODEL_SUMMARIES[name]);
    const options = (name: string) => answer.models.find((model) => model.name === name)?.options;
    expect(options("implicit-als")).toMatchObject({ factors: 64, solver: "cholesky", unobservedWeight: "auto" });
    expect(options("popularity")).toEqual({});
  });

  it("says what predicts ratings and what can be packed", async () => {
    const { answer } = await nearedgeJson(listSchema, ["models"]);
    const packable = answer.models.filter((model) => model.packable).map(({ name }) => name);
    expect(packable.sort()).toEqual([...MODEL_NAMES].sort());
    expect(answer.models.filter(({ predicts }) => predicts).map(({ name }) => name)).toContain("user-item-baseline");
    const { stdout, stderr } = await nearedge(["models"]);
    expect(stderr).toBe("");
    expect(stdout).toContain("weighted-mean (predicts ratings, can be packed)\n  each item's mean");
  });
});
