import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseAssignments } from "../../src/cli/arguments.ts";
import { modelOf } from "../../src/cli/check-options.ts";
import { PRESETS, presetOf, withPreset, withPresets } from "../../src/cli/presets.ts";
import { typedOptions } from "../../src/cli/typed-options.ts";

const data = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const seeds = join(data, "..", "seeds.md");

describe("presets", () => {
  it("are the sixteen rows with networks, each once", () => {
    const rows = "A5 A6 A7 B4 B5 B6 B7 C7 C8 C9 D1 E4 E5 E6 E7 E8".split(" ");
    expect(PRESETS.map(({ name }) => name)).toEqual(rows);
  });

  it.each(PRESETS)("have options that their model takes, by their own names: $name", ({ model, set }) => {
    expect(modelOf(model).readOptions(set)).toMatchObject(set);
    // As text, which is what the command line makes of them.
    const texts = Object.fromEntries(Object.entries(set).map(([key, value]) => [key, String(value)]));
    expect(typedOptions(modelOf(model), texts)).toEqual(set);
  });

  /** What the rows say of their networks; what they do not say is left at our defaults. */
  const EARLY = { batchSize: 128, epochs: 25, patience: 3, validationShare: 0.1, minImprovement: 0.01 };
  const LIKES = { target: "implicit", batchSize: 64, patience: 3, validationShare: 0.1, layerRegularization: 0.01 };
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["A5", { ...LIKES, userFactors: 50, itemFactors: 50, layers: "128", dropout: 0.5, optimiser: "adam" }],
    ["A6", { ...LIKES, factors: 20, layers: "64", dropout: 0.3, learningRate: 0.001 }],
    ["A7", { columns: "auto" }],
    ["B4", { factors: 1, biases: false, dense: true, target: "rating", epochs: 5, batchSize: 128 }],
    ["B5", { ...EARLY, factors: 1, join: "dot", layers: "32", dropout: 0.95, target: "rating" }],
    ["B6", { ...EARLY, factors: 1, skip: "before", layers: "256/64", dropout: 0, target: "rating" }],
    ["B7", { ...EARLY, factors: 1, join: "dot", layers: "32", dropout: 0, target: "rating" }],
    ["C7", { factors: 10, biases: false, dense: false, target: "rating", batchSize: 256, epochs: 1 }],
    ["C8", { userFactors: 20, itemFactors: 10, layers: "256", dropout: 0, target: "rating", epochs: 1 }],
    ["C9", { userFactors: 10, itemFactors: 10, termUnits: 128, contentUnits: 32, hidden: 512, dropout: 0.2 }],
    ["C9", { batchSize: 1024, epochs: 2 }],
    ["D1", { factors: 10, layers: "1024", dropout: 0, target: "rating", batchSize: 1024, epochs: 25 }],
    ["D1", { optimiser: "sgd", learningRate: 0.08, momentum: 0.9 }],
    ["E4", { factors: 10, biases: false, target: "rating", epochs: 100 }],
    ["E5", { layers: "128/64", batchNorm: true, dropout: 0.5, target: "rating" }],
    ["E6", { hidden: 64, target: "rating" }],
    ["E7", { rows: "users", units: 128, epochs: 50 }],
    ["E8", { hidden: 64, epochs: 10, learningRate: 0.01, steps: 1 }],
  ])("are the networks of their rows: %s %j", (name, wanted) => {
    const { model, set } = presetOf(name);
    expect(modelOf(model).readOptions(set)).toMatchObject(wanted);
  });

  it("are found in any case, and an unknown one is told which there are", () => {
    expect(presetOf("d1").name).toBe("D1");
    expect(() => presetOf("D7")).toThrow(/--preset: expected one of A5, .*E8, got D7.*nearedge models --presets/);
  });

  it("give train their model, and options that are given win", () => {
    const given = { preset: "C7", model: "implicit-als", set: ["epochs=3"] };
    const { model, set } = withPreset(given, false);
    expect(model).toBe("neural-mf");
    expect(parseAssignments("--set", set)).toMatchObject({ factors: "10", epochs: "3" });
    expect(set.filter((text) => text.startsWith("epochs="))).toEqual(["epochs=3"]);
    expect(() => withPreset(given, true)).toThrow(
      /--model: expected neural-mf with --preset C7, or none; got implicit-als/,
    );
  });

  it("leave a search the options that it tries", () => {
    const given = { preset: "A6", model: "implicit-als", set: ["epochs=3"] };
    const { set } = withPreset(given, false, ["layers", "learningRate"]);
    expect(set.some((text) => text.startsWith("layers="))).toBe(false);
    expect(set).toContain("factors=20");
  });

  it("join the models of evaluate", () => {
    const given = { preset: ["C7", "D1"], models: "implicit-als", set: ["ncf-mlp.epochs=2"] };
    expect(withPresets(given, false).models).toBe("neural-mf,ncf-mlp");
    const { models, set } = withPresets(given, true);
    expect(models).toBe("neural-mf,ncf-mlp,implicit-als");
    // A model of a preset that is named too stands there once.
    expect(withPresets({ ...given, models: "ncf-mlp,slim" }, true).models).toBe("neural-mf,ncf-mlp,slim");
    expect(set).toContain("neural-mf.factors=10");
    expect(set.filter((text) => text.startsWith("ncf-mlp.epochs="))).toEqual(["ncf-mlp.epochs=2"]);
    expect(() => withPresets({ ...given, preset: ["C8", "D1"] }, true)).toThrow(
      /one preset of ncf-mlp at a time, got C8 and D1/,
    );
    expect(withPresets({ models: "slim", set: [] }, true)).toEqual({ models: "slim", set: [] });
  });

  it.skipIf(!existsSync(seeds))("stand for rows of the checklist", async () => {
    const text = await (await import("node:fs/promises")).readFile(seeds, "utf8");
    for (const { name } of PRESETS) expect(text).toContain(`| ${name} |`);
  });
});
