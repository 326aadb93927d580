import type { Network } from "../../neural/network.ts";
import type { NodeSpec } from "../../neural/network-spec.ts";
import { joinStates, type ModelState, matrixState, stateOf } from "../state.ts";
import { trainable } from "../train-model.ts";
import { ITEM_ROWS } from "./encoded-history.ts";
import { ENCODER, ENCODER_BIAS, hiddenBiasName, hiddenName } from "./encoder.ts";
import { denseWeights, numbersOf } from "./train-autoencoder.ts";
import { type NetworkJob, networkMemory, trainNetwork } from "./train-loop.ts";
import { type TowerExamples, towerExamples } from "./train-tower-examples.ts";
import { type TwoTowerOptions, twoTower } from "./two-tower.ts";

/** Fits two-tower. */
export const trainTwoTower = trainable(twoTower, {
  packing: { narrows: true },
  memory: (options, { users, items, interactions }) => {
    const batch = Math.min(users, options.batchSize);
    const candidates = Math.min(items, batch * options.positives + options.negatives);
    const job = jobOf(options, items, { candidates, entries: interactions });
    return networkMemory(job, users, 8 * items * options.factors + 4 * interactions);
  },
  fit: async ({ matrix }, options, context) => {
    const examples = towerExamples(twoTower.name, matrix, options);
    const { network, objective } = await trainNetwork(jobOf(options, matrix.columnCount, examples), examples, context);
    return { options, state: stateOfTowers(network, options, matrix.columnCount), objective };
  },
});

function jobOf(
  options: TwoTowerOptions,
  items: number,
  { candidates, entries }: Pick<TowerExamples, "candidates" | "entries">,
): NetworkJob {
  const { factors, hidden, l2, similarity, temperature, sharedItems, bound, dropout } = options;
  const width = hidden > 0 ? hidden : factors;
  const shared = sharedItems ? { table: "items" } : {};
  const table = { bound, l2 };
  const nodes: NodeSpec[] = [
    { name: "bag", layer: "bag", inputs: ["history"], options: { width, bias: true, dropout, ...table, ...shared } },
  ];
  let user = "bag";
  if (hidden > 0) {
    nodes.push({ name: "bent", layer: "activation", inputs: [user], options: { name: "tanh" } });
    nodes.push({ name: "dense", layer: "dense", inputs: ["bent"], options: { units: factors, l2 } });
    user = "dense";
  }
  nodes.push({ name: "id", layer: "embedding", inputs: ["item"], options: { width: factors, ...table, ...shared } });
  let item = "id";
  if (similarity === "cosine") {
    nodes.push({ name: "userUnit", layer: "l2-normalise", inputs: [user] });
    nodes.push({ name: "itemUnit", layer: "l2-normalise", inputs: [item] });
    [user, item] = ["userUnit", "itemUnit"];
  }
  nodes.push({
    name: "logits",
    layer: "softmax-items",
    inputs: [user, item, "correction", "left"],
    options: { temperature },
  });
  return {
    model: twoTower.name,
    options,
    network: {
      inputs: {
        history: { kind: "terms", count: items },
        item: { kind: "index", count: items, per: "candidate" },
        correction: { kind: "reals", width: 1, per: "candidate" },
        left: { kind: "terms", count: candidates },
      },
      nodes,
      output: "logits",
    },
    loss: "softmax",
    limits: { candidates, entries },
  };
}

function stateOfTowers(network: Network, options: TwoTowerOptions, itemCount: number): ModelState {
  const { factors, hidden, similarity, sharedItems } = options;
  const table = numbersOf(network, sharedItems ? "items.table" : "bag.table");
  const rows = numbersOf(network, sharedItems ? "items.table" : "id.table");
  if (similarity === "cosine") {
    for (let item = 0; item < itemCount; item++) {
      const own = rows.subarray(item * factors, (item + 1) * factors);
      const length = Math.hypot(...own);
      for (let lane = 0; lane < factors; lane++) own[lane]! /= length > 0 ? length : 1;
    }
  }
  const bias = numbersOf(network, "bag.bias");
  const dense = hidden > 0 ? denseWeights(network, "dense") : undefined;
  return joinStates(
    matrixState(ENCODER, table, bias.length),
    stateOf({ [ENCODER_BIAS]: bias }),
    ...(dense
      ? [matrixState(hiddenName(0), dense.kernel, factors), stateOf({ [hiddenBiasName(0)]: dense.bias })]
      : []),
    matrixState(ITEM_ROWS, rows, factors),
  );
}
