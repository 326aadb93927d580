import { describe, expect, it } from "vitest";
import {
  csrState,
  FACTORS,
  factorsState,
  GRAM,
  joinStates,
  type ModelState,
  matrixState,
  personalState,
  stateOf,
  WEIGHTS,
} from "../../src/models/state.ts";
import { splitState } from "../../src/packing/split-state.ts";
import { createRandom } from "../../src/random.ts";
import { stateOfArtefact } from "../../src/serving/artefact-state.ts";
import { gaussians, integers } from "../kernels/samples.ts";
import { sparse } from "../kernels/sparse-samples.ts";

const ITEMS = 6;
const COUNT = 3;
const random = createRandom(5);
const factors = factorsState({ precision: "f32", values: gaussians(random, ITEMS * COUNT) }, COUNT);
const narrow = factorsState(
  {
    precision: "int8",
    values: Int8Array.from(integers(random, ITEMS * COUNT, 127)),
    scales: gaussians(random, ITEMS).map(Math.abs),
  },
  COUNT,
);
const gram = stateOf({ [GRAM]: gaussians(random, COUNT * COUNT) });
const weights = csrState(
  WEIGHTS,
  sparse(random, ITEMS, ITEMS, () => random.nextGaussian()),
);
const scale = stateOf({ scale: Float64Array.of(3.5, 1, 5), connected: new Uint32Array(ITEMS) });
const ofUsers = personalState(
  csrState(
    "ratings",
    sparse(random, 4, ITEMS, () => 1),
  ),
);
const member = csrState(
  "members.0.weights",
  sparse(random, ITEMS, ITEMS, () => 1),
);
const bias = matrixState("rows", gaussians(random, ITEMS * 2), 2);

const STATES: readonly (readonly [string, ModelState, number])[] = [
  ["nothing", new Map(), 0],
  ["factors", factors, COUNT],
  ["factors with a Gram matrix", joinStates(factors, gram), COUNT],
  ["factors in int8 with a Gram matrix", joinStates(narrow, gram), COUNT],
  ["weights", weights, 0],
  ["lists", scale, 0],
  ["factors, weights, lists and a matrix", joinStates(factors, gram, weights, scale, bias), COUNT],
  ["user data", joinStates(scale, ofUsers), 0],
  ["weights of a member beside its own", joinStates(weights, member), 0],
];

describe("a state divided for the format", () => {
  it.each(STATES)("comes back the same: %s", (_, state, factorCount) => {
    const stored = splitState("some-model", state, ITEMS);
    expect(stored.factorCount).toBe(factorCount);
    const manifest = {
      model: { kind: "some-model", options: {}, precision: "f32" as const, factorCount },
      data: { feedback: "implicit" as const },
    };
    const back = stateOfArtefact({ ...stored.content, manifest });
    expect(new Set(back.keys())).toEqual(new Set(state.keys()));
    for (const [name, tensor] of state) {
      expect(back.get(name)?.values, name).toEqual(tensor.values);
      expect(back.get(name)?.personal, name).toBe(tensor.personal);
      // The format keeps a Gram matrix without its shape.
      if (name !== GRAM) expect(back.get(name)?.shape, name).toEqual(tensor.shape);
    }
  });

  it("has tables for factors, their Gram matrix and weights, and one list of all others", () => {
    const { content } = splitState("some-model", joinStates(factors, gram, weights, scale, ofUsers), ITEMS);
    expect(content.factors).toEqual({ precision: "f32", values: factors.get(FACTORS)?.values });
    expect(content.gram).toBe(gram.get(GRAM)?.values);
    expect(content.weights?.indices).toBe(weights.get("weights.indices")?.values);
    expect([...(content.state?.keys() ?? [])]).toEqual([...scale.keys(), ...ofUsers.keys()]);
    expect(splitState("some-model", weights, ITEMS).content).toMatchObject({
      factors: undefined,
      gram: undefined,
      state: undefined,
    });
  });

  it.each([
    ["factors of another catalogue", factors, ITEMS + 1],
    ["a Gram matrix of another size", joinStates(factors, stateOf({ [GRAM]: new Float32Array(COUNT) })), ITEMS],
    ["weights of another catalogue", weights, ITEMS + 1],
    ["factors in int8 without scales", new Map([...narrow].filter(([name]) => name === FACTORS)), ITEMS],
  ])("is refused with %s", (_, state: ModelState, itemCount) => {
    expect(() => splitState("some-model", state, itemCount)).toThrow(expect.objectContaining({ code: "model-state" }));
  });
});
