import { describe, expect, it } from "vitest";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { quantiseFactors } from "../../src/kernels/quantise.ts";
import { biasedMf } from "../../src/models/gradient-descent/biased-mf.ts";
import { bpr } from "../../src/models/pairwise/bpr.ts";
import { BIAS_BARRIER } from "../../src/models/pairwise/pairwise-factors.ts";
import { stateOf } from "../../src/models/state.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import { artefact, ITEM_COUNT } from "./fixture.ts";

const module = await kernelModule();

/** Items 0 to 19 have the factors of the one ten away and the opposite bias. Item 20 has no factors. */
function factorsOf(item: number): readonly [number, number] {
  return item === 20 ? [0, 0] : [Math.cos((item % 10) / 4), Math.sin((item % 10) / 4)];
}
const BIAS = (item: number): number => (item < 10 ? 8 : -8);
const ITEMS = Array.from({ length: ITEM_COUNT }, (_, item) => item);

function pairs(precision: "f32" | "int8"): Artefact {
  const whole = artefact();
  const values = Float32Array.from(ITEMS.flatMap((item) => [...factorsOf(item), BIAS(item)]));
  const options = { ...bpr.readOptions({ factors: 2 }), foldInWeight: 1, foldInRegularization: 0.1 };
  const model = { kind: "bpr", options, precision, factorCount: 3 };
  const factors = precision === "f32" ? { precision, values } : quantiseFactors(module, values, 3).factors;
  const gram = Float32Array.of(0.5, 0, 0, 0, 0.5, 0, 0, 0, BIAS_BARRIER);
  return { ...whole, manifest: { ...whole.manifest, model }, factors, gram };
}

function ratings(): Artefact {
  const whole = artefact();
  const model = {
    ...{ kind: "biased-mf", options: biasedMf.readOptions({ factors: 2 }) },
    ...{ precision: "f32" as const, factorCount: 0 },
  };
  const state = stateOf({
    scale: Float64Array.of(3, 1, 5),
    itemFactors: Float32Array.from(ITEMS.flatMap((item) => [...factorsOf(item)])),
    itemBiases: Float32Array.from(ITEMS, BIAS),
  });
  return { ...whole, manifest: { ...whole.manifest, model }, factors: undefined, gram: undefined, state };
}

describe.each([
  ["bpr, f32", () => pairs("f32"), 6],
  ["bpr, int8", () => pairs("int8"), 1],
  ["biased-mf", ratings, 6],
] as const)("similar items of %s", (_, make, digits) => {
  const engine = createRecommender(make(), module);

  it("are those with the same factors, whatever their bias", () => {
    for (const item of ITEMS.slice(0, 20)) {
      const [first, second] = engine.similar({ itemId: String(item), k: 2 }).items;
      expect(first?.itemId).toBe(String((item + 10) % 20));
      expect(first?.score).toBeCloseTo(1, digits);
      expect(second?.score).toBeLessThan(first?.score ?? 0);
    }
  });
});
