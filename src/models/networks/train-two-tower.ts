import { type Csr, rowIndices, rowValues } from "../../data/csr.ts";
import type { Network } from "../../neural/network.ts";
import { countInteractions } from "../item-counts.ts";
import { joinStates, type ModelState, matrixState, stateOf } from "../state.ts";
import { checkTermColumns } from "../text/item-terms.ts";
import { trainable } from "../train-model.ts";
import { ITEM_ROWS } from "./encoded-history.ts";
import { ENCODER, ENCODER_BIAS, encode, hiddenBiasName, hiddenName } from "./encoder.ts";
import { inverseLength } from "./served-towers.ts";
import { denseWeights, numbersOf } from "./train-autoencoder.ts";
import { networkTerms } from "./train-item-terms.ts";
import { type NetworkJob, networkMemory, trainNetwork } from "./train-loop.ts";
import { type TowerExamples, towerExamples } from "./train-tower-examples.ts";
import { layerNames, PARAMETERS, towerNetwork } from "./train-tower-nodes.ts";
import { readsContent, type TwoTowerOptions, twoTower } from "./two-tower.ts";

/** Histories are of uneven length: what the largest batch has beside an average one. */
const LARGEST_BATCH = 4;

/** What texts are taken to have where they are not read yet: terms in all, and terms of an item. */
const USUAL_TERMS = { terms: 25_000, each: 30 };
/** Counts, corrections and places of an item, and about what the list of a user's items takes as an object. */
const [ITEM_BYTES, USER_BYTES] = [60, 200];

/** Fits two-tower. Errors: those of networkTerms, towerExamples and trainNetwork. */
export const trainTwoTower = trainable(twoTower, {
  resumes: "all",
  packing: { narrows: true },
  checkColumns: (options, { items }) => {
    if (readsContent(options)) checkTermColumns(twoTower.name, items, options.columns);
  },
  memory: (options, { users, items, interactions }) => {
    const { batchSize, positives, negatives, factors } = options;
    const batch = Math.min(users, batchSize);
    const read = Math.min(interactions, Math.ceil((LARGEST_BATCH * batch * interactions) / users));
    const candidates = Math.min(items, Math.min(read, batch * positives) + negatives);
    const { terms, each } = readsContent(options) ? USUAL_TERMS : { terms: 0, each: 0 };
    const job = jobOf(
      options,
      { items, terms },
      { candidates, entries: Math.max(1, read, each * (read + candidates)) },
    );
    // Rows as they are copied and served, with layers once more; terms of the items; lists of items and users.
    const rows = 4 * items * factors * (options.itemHidden > 0 ? 4 : 2) + 4 * terms * factors;
    return networkMemory(job, users, rows + 8 * items * each + ITEM_BYTES * items + USER_BYTES * users);
  },
  fit: async ({ matrix, items }, options, context) => {
    const content = readsContent(options) ? networkTerms(twoTower.name, items, options) : undefined;
    const examples = towerExamples(twoTower.name, matrix, content, options, context.seed);
    const sizes = { items: matrix.columnCount, terms: content?.columnCount ?? 0 };
    const validation = examples.validation && { examples: examples.validation };
    const { network, objective } = await trainNetwork(jobOf(options, sizes, examples), examples, context, validation);
    return { options, state: stateOfTowers(network, matrix, content, options), objective };
  },
});

function jobOf(
  options: TwoTowerOptions,
  sizes: { readonly items: number; readonly terms: number },
  { candidates, entries }: Pick<TowerExamples, "candidates" | "entries">,
): NetworkJob {
  return {
    model: twoTower.name,
    // Users who validate are chosen by towerExamples.
    options: { ...options, validationShare: 0 },
    network: towerNetwork(options, { ...sizes, candidates }),
    loss: "softmax",
    limits: { candidates, entries },
  };
}

/**
 * The rows that histories are made of, with the layers behind them; and those of items where they have layers of their own. A
 * row is e_i + Σ_t x_it w_t; with content, that of an item without interactions is the sum alone.
 */
function stateOfTowers(
  network: Network,
  matrix: Csr,
  content: Csr | undefined,
  { factors, historyHidden, itemHidden, similarity }: TwoTowerOptions,
): ModelState {
  const rows = numbersOf(network, PARAMETERS.items);
  if (content !== undefined) addContent(rows, numbersOf(network, PARAMETERS.text), factors, content, matrix);
  const layersOf = (tower: "history" | "item", hidden: number) =>
    hidden > 0 ? layerNames(tower).map((name) => denseWeights(network, name)) : [];
  return joinStates(
    matrixState(ENCODER, rows, factors),
    stateOf({ [ENCODER_BIAS]: numbersOf(network, PARAMETERS.bias) }),
    ...layersOf("history", historyHidden).flatMap(({ kernel, bias }, at) => [
      matrixState(hiddenName(at), kernel, bias.length),
      stateOf({ [hiddenBiasName(at)]: bias }),
    ]),
    itemHidden > 0
      ? matrixState(ITEM_ROWS, itemRows(rows, factors, layersOf("item", itemHidden), similarity), factors)
      : new Map(),
  );
}

/** rows ← e_i + Σ_t x_it w_t */
function addContent(rows: Float32Array, text: Float32Array, width: number, content: Csr, matrix: Csr): void {
  const counts = countInteractions(matrix);
  for (let item = 0; item < content.rowCount; item++) {
    const own = rows.subarray(item * width, (item + 1) * width);
    if (counts[item] === 0) own.fill(0);
    const values = rowValues(content, item);
    for (const [place, term] of rowIndices(content, item).entries()) {
      for (let lane = 0; lane < width; lane++) own[lane]! += values[place]! * text[term * width + lane]!;
    }
  }
}

/** What the tower of items makes of its rows. */
function itemRows(
  rows: Float32Array,
  width: number,
  [hidden, linear]: readonly ReturnType<typeof denseWeights>[],
  similarity: TwoTowerOptions["similarity"],
): Float32Array {
  if (hidden === undefined || linear === undefined) return rows;
  const layers = [
    { ...hidden, activation: "tanh" },
    { ...linear, activation: "none" },
  ] as const;
  const out = new Float32Array(rows.length);
  const tower = {
    table: { precision: "f32", values: rows },
    bias: new Float32Array(width),
    activation: "none",
    layers,
  } as const;
  for (let item = 0; item < rows.length / width; item++) {
    const row = encode(tower, Uint32Array.of(item), [1]);
    const scale = similarity === "cosine" ? inverseLength(row) : 1;
    out.set(
      row.map((value) => scale * value),
      item * width,
    );
  }
  return out;
}
