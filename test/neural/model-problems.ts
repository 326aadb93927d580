import { trainAutorec } from "../../src/models/networks/train-autorec.ts";
import { trainMultiDae } from "../../src/models/networks/train-multi-dae.ts";
import { trainMultiVae } from "../../src/models/networks/train-multi-vae.ts";
import { trainNcfMlp } from "../../src/models/networks/train-ncf-mlp.ts";
import { trainNeumf } from "../../src/models/networks/train-neumf.ts";
import { trainNeuralMf } from "../../src/models/networks/train-neural-mf.ts";
import { embeddings, oneNumber } from "../../src/models/networks/train-pair-nodes.ts";
import { trainResidualMf } from "../../src/models/networks/train-residual-mf.ts";
import { towerNetwork } from "../../src/models/networks/train-tower-nodes.ts";
import { twoTower } from "../../src/models/networks/two-tower.ts";
import type { Trainable } from "../../src/models/train-model.ts";
import type { Batch, Terms } from "../../src/neural/batch.ts";
import type { NetworkSpec } from "../../src/neural/network-spec.ts";
import { madeOf } from "../models/made-network.ts";
import { indices, normals, type Problem, terms } from "./differences.ts";

/** One part of a batch, since tfjs has the moments of the whole batch. */
const ROWS = 60;
const CANDIDATES = 14;

const PAIRS = { factors: 3, dropout: 0 };
const MODELS: Readonly<Record<string, readonly [Trainable, Readonly<Record<string, unknown>>]>> = {
  "neural-mf": [trainNeuralMf, { factors: 3, dense: true, target: "rating" }],
  "neural-mf of pairs": [trainNeuralMf, { factors: 3, target: "implicit", loss: "bpr" }],
  "ncf-mlp with batch norm": [
    trainNcfMlp,
    { ...PAIRS, layers: "6:tanh:batch-norm/4", skip: "after", target: "rating" },
  ],
  "ncf-mlp of shares": [trainNcfMlp, { ...PAIRS, layers: "6", target: "rating", output: "sigmoid" }],
  neumf: [trainNeumf, { ...PAIRS, layers: "6/4" }],
  "residual-mf": [trainResidualMf, { factors: 3, hidden: 5, target: "rating" }],
  "multi-dae": [trainMultiDae, { factors: 4, hidden: 5, dropout: 0 }],
  "multi-vae": [trainMultiVae, { hidden: 5, latent: 3, factors: 4, dropout: 0, annealSteps: 0 }],
  autorec: [trainAutorec, { units: 4 }],
};

/** The network of each model, as it trains, with a batch for it. */
export const MODEL_NAMES = [...Object.keys(MODELS), "hybrid-mlp", "two-tower"];

export async function problemOf(name: string): Promise<Problem> {
  if (name === "hybrid-mlp") return withBatch(hybrid, "mse");
  if (name === "two-tower") return withBatch(towers(), "softmax");
  const [trainer, given] = MODELS[name]!;
  const made = await madeOf(trainer, { ...given, validationShare: 0 });
  return withBatch(made.network, String(made.loss));
}

/** The nodes of hybrid-mlp, which needs a catalogue with texts to be made. */
const hybrid: NetworkSpec = {
  inputs: {
    user: { kind: "index", count: 9 },
    item: { kind: "index", count: 7 },
    terms: { kind: "terms", count: 11 },
  },
  nodes: [
    ...embeddings({ users: 3, items: 2 }, 0),
    { name: "texts", layer: "bag", inputs: ["terms"], options: { width: 5, bias: true } },
    { name: "texts-relu", layer: "activation", inputs: ["texts"], options: { name: "relu" } },
    { name: "content", layer: "dense", inputs: ["texts-relu"], options: { units: 4, activation: "relu" } },
    { name: "joined", layer: "concat", inputs: ["users", "items", "content"] },
    { name: "hidden", layer: "dense", inputs: ["joined"], options: { units: 6, activation: "relu" } },
    ...oneNumber(["hidden"]).nodes,
  ],
  output: "score",
};

function towers(): NetworkSpec {
  const options = twoTower.readOptions({
    factors: 4,
    historyHidden: 5,
    itemHidden: 6,
    idDropout: 0,
    temperature: 0.5,
    bound: 0.5,
  });
  return towerNetwork(options, { items: 16, terms: 9, candidates: CANDIDATES });
}

/** Without penalties, which are no part of the loss that is compared. */
function withBatch(made: NetworkSpec, loss: string): Problem {
  const nodes = made.nodes.map((node) =>
    node.options && "l2" in node.options ? { ...node, options: { ...node.options, l2: 0 } } : node,
  );
  const network = { ...made, nodes };
  const inputs: Record<string, Batch["inputs"][string]> = {};
  for (const [place, [name, input]] of Object.entries(network.inputs).entries()) {
    const [count, seed] = [input.per === "candidate" ? CANDIDATES : ROWS, 20 + place];
    if (input.kind === "index") inputs[name] = indices(count, input.count, seed);
    else if (input.kind === "reals") inputs[name] = normals(count * input.width, seed);
    // Candidates that a row leaves out are the last four, and none of its targets.
    else if (name === "left") inputs[name] = shifted(terms(count, 4, seed, false), CANDIDATES - 4);
    else inputs[name] = terms(count, input.count, seed);
  }
  const candidates = "left" in inputs ? { candidates: CANDIDATES } : {};
  return { network, loss, batch: { rows: ROWS, ...candidates, inputs, ...targetsOf(network, loss) } };
}

function targetsOf(network: NetworkSpec, loss: string): Pick<Batch, "targets"> {
  const last = network.nodes.at(-1)!;
  const { units = 1, items = CANDIDATES - 4 } = last.options ?? {};
  if (loss === "bpr") return {};
  if (loss === "softmax") return { targets: terms(ROWS, Number(items), 9) };
  const width = last.layer === "dense" ? Number(units) : 1;
  const values = normals(ROWS * width, 5);
  return { targets: { values: loss === "bce" ? values.map((value) => Number(value > 0)) : values } };
}

const shifted = ({ offsets, indices: own }: Terms, by: number): Terms => ({
  offsets,
  indices: own.map((at) => at + by),
});
