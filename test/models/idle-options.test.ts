import { describe, expect, it } from "vitest";
import { PRESETS } from "../../src/cli/presets.ts";
import { idleOptions } from "../../src/models/idle-options.ts";
import { SERVED, servedModel } from "../../src/models/served.ts";

function idle(name: string, given: Readonly<Record<string, unknown>>, isExplicit = true): string[] {
  const model = servedModel(name);
  if (!model) throw new Error(name);
  return [...idleOptions(model, given, isExplicit).values()];
}

describe("options that do nothing beside the others", () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ["ncf-mlp", { negatives: 3 }, "negatives does nothing with target=rating; it is for target=implicit"],
    ["ncf-mlp", { threshold: 3 }, "threshold does nothing with target=rating; it is for target=binary"],
    [
      "neumf",
      { target: "binary", output: "linear" },
      "output does nothing with target=binary; it is for target=rating",
    ],
    ["ncf-mlp", { loss: "bce", output: "sigmoid" }, "output does nothing with loss=bce; it is for another loss"],
    ["ncf-mlp", { momentum: 0.5 }, "momentum does nothing with optimiser=adam; it is for optimiser=sgd"],
    [
      "multi-dae",
      { optimiser: "sgd", weightDecay: 0.1 },
      "weightDecay does nothing with optimiser=sgd; it is for optimiser=adamw",
    ],
    [
      "autorec",
      { minImprovement: 0.1 },
      "minImprovement does nothing with validationShare=0; it is for another validationShare",
    ],
    [
      "rbm",
      { minImprovement: 0.1 },
      "minImprovement does nothing with validationShare=0; it is for another validationShare",
    ],
    ["multi-vae", { beta: 0, annealSteps: 9 }, "annealSteps does nothing with beta=0; it is for another beta"],
    ["neumf", { layers: "none", dropout: 0.5 }, "dropout does nothing with layers=none; it is for another layers"],
    [
      "ncf-mlp",
      { layers: "none", layerRegularization: 0.5 },
      "layerRegularization does nothing with layers=none; it is for another layers",
    ],
    [
      "neural-mf",
      { biases: false, biasRegularization: 1 },
      "biasRegularization does nothing with biases=false; it is for another biases",
    ],
    ["two-tower", { idDropout: 0.1 }, "idDropout does nothing with columns=none; it is for another columns"],
    ["hybrid-mlp", { momentum: 0.1 }, "momentum does nothing with optimiser=adam; it is for optimiser=sgd"],
    [
      "user-item-baseline",
      { regUser: 3, method: "sgd" },
      "userRegularization does nothing with method=sgd; it is for method=als",
    ],
  ])("are found: %s %j", (name, given, sentence) => {
    expect(idle(name, given)).toEqual([sentence]);
  });

  it("go by what the data make of auto", () => {
    expect(idle("ncf-mlp", { negatives: 3 }, false)).toEqual([]);
    expect(idle("ncf-mlp", { output: "sigmoid" })).toEqual([]);
    expect(idle("ncf-mlp", { output: "sigmoid" }, false)).toHaveLength(1);
  });

  it("are none of those that are not given, nor where they do something", () => {
    for (const { name } of SERVED) expect(idle(name, {}), name).toEqual([]);
    expect(idle("ncf-mlp", { optimiser: "sgd", momentum: 0.5, target: "implicit", negatives: 2 })).toEqual([]);
  });

  it("are in no preset", () => {
    for (const { name, model, set } of PRESETS) {
      const definition = servedModel(model);
      if (!definition) throw new Error(model);
      expect([...idleOptions(definition, set, true).values()], name).toEqual([]);
    }
  });

  it("depend on options that their model has", () => {
    for (const { name, options } of SERVED) {
      const asked = Object.values(options).flatMap(({ when = [] }) => when.map(({ option }) => option));
      expect(Object.keys(options), name).toEqual(expect.arrayContaining(asked));
    }
  });
});
