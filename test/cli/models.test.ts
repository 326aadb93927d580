import { describe, expect, it } from "vitest";
import { z } from "zod";
import { IMPORTED_NAMES, MEASURED_NAMES, PACKED_NAMES } from "../../src/models/model-names.ts";
import { SERVED, servedModel } from "../../src/models/served.ts";
import { TRAINABLE } from "../../src/models/trainable.ts";
import { nearedge, nearedgeJson } from "./nearedge.ts";

const listSchema = z.strictObject({
  models: z.array(
    z.strictObject({
      name: z.string(),
      summary: z.string().min(10),
      predicts: z.boolean(),
      packable: z.boolean(),
      imported: z.boolean(),
      options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    }),
  ),
});

/** Models that can be measured and not be packed, each with its reason. A model that comes leaves this list. */
const NOT_PACKED: ReadonlyMap<string, string> = new Map([
  ["implicit-als+head", "the head is packed with implicit-als, where it wins"],
]);

describe("models that can be measured", () => {
  it("are the definitions, which have a trainer each in the same order, but for those made elsewhere", () => {
    const trained = SERVED.filter(({ name }) => !IMPORTED_NAMES.includes(name)).map(({ name }) => name);
    expect(TRAINABLE.map(({ model }) => model.name)).toEqual(trained);
    expect(PACKED_NAMES).toEqual(trained);
    expect(IMPORTED_NAMES).toEqual(["dot"]);
  });

  it.each(IMPORTED_NAMES)(
    "are told from %s by every command that trains, which names nearedge import",
    async (name) => {
      for (const args of [
        ["train", "plays.csv", "--model", name, "--out", "artefact"],
        ["evaluate", "plays.csv", "--models", name, "--protocol", "random:0.2"],
        ["evaluate", "plays.csv", "--models", `${name}+head`, "--protocol", "random:0.2"],
        ["compare", "plays.csv", "--models", `popularity,${name}`, "--protocol", "random:0.2", "--out", "r.html"],
        ["tune", "plays.csv", "--model", name, "--grid", "factors=1,2", "--protocol", "random:0.2", "--out", "r.csv"],
        ["train", "plays.csv", "--model", "implicit-als", "--retrievers", `implicit-als,${name}`, "--out", "artefact"],
        ["train", "plays.csv", "--model", "hybrid", "--set", `models=slim,${name}`, "--out", "artefact"],
      ]) {
        const { status, stderr } = await nearedge(args);
        expect([status, stderr], args.join(" ")).toEqual([
          2,
          expect.stringContaining(`nearedge import FILE --kind ${name}`),
        ]);
      }
    },
  );

  it("can be packed, but for those with a reason", () => {
    expect(MEASURED_NAMES.filter((name) => !PACKED_NAMES.includes(name)).sort()).toEqual([...NOT_PACKED.keys()].sort());
    for (const name of PACKED_NAMES) expect(MEASURED_NAMES).toContain(name);
  });
});

describe("a re-ranker", () => {
  it("is listed by name behind the models that it is tried behind unasked", () => {
    const tried = SERVED.filter(({ reranker }) => reranker === "tried").map(({ name }) => `${name}+head`);
    expect(MEASURED_NAMES.filter((name) => name.endsWith("+head"))).toEqual(tried);
    expect(tried).toEqual(["implicit-als+head"]);
  });
});

describe("nearedge models", () => {
  it("lists every model once, with a sentence and its defaults", async () => {
    const { answer } = await nearedgeJson(listSchema, ["models"]);
    expect(answer.models.map(({ name }) => name)).toEqual([...MEASURED_NAMES, ...IMPORTED_NAMES]);
    for (const { name, summary } of answer.models)
      expect(summary).toBe(
        servedModel(name)?.summary ??
          "the same, with a re-ranking network behind it where that wins on validation data",
      );
    const options = (name: string) => answer.models.find((model) => model.name === name)?.options;
    expect(options("implicit-als")).toMatchObject({ factors: 64, solver: "cholesky", unobservedWeight: "auto" });
    expect(options("popularity")).toEqual({});
  });

  it("says what predicts ratings and what can be packed", async () => {
    const { answer } = await nearedgeJson(listSchema, ["models"]);
    const packable = answer.models.filter((model) => model.packable).map(({ name }) => name);
    expect(packable.sort()).toEqual([...PACKED_NAMES].sort());
    expect(answer.models.filter(({ predicts }) => predicts).map(({ name }) => name)).toContain("user-item-baseline");
    const { stdout, stderr } = await nearedge(["models"]);
    expect(stderr).toBe("");
    expect(answer.models.filter(({ imported }) => imported).map(({ name }) => name)).toEqual(IMPORTED_NAMES);
    expect(stdout).toContain("\ndot (made elsewhere: nearedge import)\n");
    expect(stdout).toContain("weighted-mean (predicts ratings, can be packed)\n  each item's mean");
  });
});
