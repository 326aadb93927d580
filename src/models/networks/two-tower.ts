import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { defineModel } from "../define-model.ts";
import { choice, flag, integer, number, type OptionsOf } from "../option-specs.ts";
import type { StateReader } from "../state.ts";
import { historyValue, ITEM_ROWS } from "./encoded-history.ts";
import { type EncoderLayer, encode, readEncoder } from "./encoder.ts";
import { loopOptions } from "./loop-options.ts";

const options = {
  factors: integer(1, MAXIMUM_FACTOR_COUNT, 64),
  hidden: integer(0, 4096, 0),
  similarity: choice(["cosine", "dot"], "cosine"),
  temperature: number(0.001, 100, 0.1),
  sharedItems: flag(false),
  heldShare: number(0.01, 0.99, 0.5),
  positives: integer(1, 100_000, 16),
  negatives: integer(0, 1_000_000, 1024),
  logQ: number(0, 1, 1),
  targetPower: number(0, 1, 1),
  bound: number(0, 10, 0.05),
  dropout: number(0, 0.99, 0),
  l2: number(0, 1000, 0),
  ...loopOptions({ learningRate: 0.002, batchSize: 512, epochs: 50 }),
};

/** The options of two-tower. */
export type TwoTowerOptions = OptionsOf<typeof options>;

export const twoTower = defineModel({
  name: "two-tower",
  summary: "a tower for the history and one for the item, by softmax over sampled items",
  learnsFrom: "interactions",
  options,
  restore: (given, state, { itemCount }) => ({ retrieve: servedTowers(given, state, itemCount) }),
});

/** The layers of the tower of histories, the bag first. */
export function historyLayers({ hidden, factors }: Pick<TwoTowerOptions, "hidden" | "factors">): EncoderLayer[] {
  const last: EncoderLayer = { units: factors, activation: "none" };
  return hidden > 0 ? [{ units: hidden, activation: "tanh" }, last] : [last];
}

function servedTowers(given: TwoTowerOptions, state: StateReader, itemCount: number) {
  const encoder = readEncoder(state, itemCount, historyLayers(given));
  return {
    by: "factors",
    factors: state.factors(ITEM_ROWS, itemCount, given.factors),
    factorCount: given.factors,
    query: (_: unknown, items: Uint32Array) => {
      const values = new Float64Array(items.length).fill(historyValue(items.length));
      return Float32Array.from(encode(encoder, items, values));
    },
  } as const;
}
