import { describe, expect, it } from "vitest";
import { LAYERS } from "../../src/neural/layers/layers.ts";
import { expectTrueGradients } from "./differences.ts";
import { LAYER_PROBLEMS, NETWORK_PROBLEMS } from "./problems.ts";

describe("gradients against central differences in f64", () => {
  it.each(Object.keys(LAYER_PROBLEMS))("agree for %s", (name) => expectTrueGradients(LAYER_PROBLEMS[name]!));

  it.each(Object.keys(NETWORK_PROBLEMS))("agree for %s", (name) => expectTrueGradients(NETWORK_PROBLEMS[name]!));

  it("are tried for every layer of the list", () => {
    expect(LAYERS.map(({ name }) => name).filter((name) => !(name in LAYER_PROBLEMS))).toEqual([]);
  });
});
