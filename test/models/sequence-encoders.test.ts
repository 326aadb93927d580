import { describe, expect, it } from "vitest";
import { attentionSizes, createAttentionEncoder } from "../../src/kernels/attention-encoder.ts";
import type { SequenceEncoder } from "../../src/kernels/encoder-memory.ts";
import { createGruEncoder, gruSizes } from "../../src/kernels/gru-encoder.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { createRetrieval } from "../../src/models/retrieval/create-retrieval.ts";
import { gru4rec, gruNames, gruShape } from "../../src/models/sequential/gru4rec.ts";
import { attentionNames, attentionShape, sasrec } from "../../src/models/sequential/sasrec.ts";
import { ITEM_ROWS, servedSequences } from "../../src/models/sequential/served-sequences.ts";
import {
  attentionNodes,
  type EncoderNodes,
  gruNodes,
  sequenceNetwork,
} from "../../src/models/sequential/train-sequence-nodes.ts";
import type { ByFactors } from "../../src/models/served-model.ts";
import { matrixState, readState } from "../../src/models/state.ts";
import { build, randomise } from "../neural/differences.ts";

const module = await kernelModule();
const [ITEMS, LENGTH] = [9, 7];
const given = { length: LENGTH, loss: "softmax", dropout: 0.3 } as const;

interface Case {
  readonly factors: number;
  readonly nodes: EncoderNodes;
  readonly names: readonly string[];
  readonly sizes: readonly number[];
  readonly create: (arrays: readonly Float32Array[]) => SequenceEncoder;
}

function attentionCase(own: Readonly<Record<string, number>>): Case {
  const options = sasrec.readOptions({ ...given, ...own });
  const shape = attentionShape(options);
  const [names, sizes] = [attentionNames(shape), attentionSizes(shape)];
  const create: Case["create"] = (arrays) => createAttentionEncoder(module, shape, arrays);
  return { factors: options.factors, nodes: attentionNodes(options), names, sizes, create };
}

function gruCase(own: Readonly<Record<string, number>>): Case {
  const options = gru4rec.readOptions({ ...given, ...own });
  const shape = gruShape(options);
  const create: Case["create"] = (arrays) => createGruEncoder(module, shape, arrays);
  return { factors: options.factors, nodes: gruNodes(options), names: gruNames(shape), sizes: gruSizes(shape), create };
}

const CASES: Readonly<Record<string, () => Case>> = {
  "attention, two blocks": () => attentionCase({ factors: 16 }),
  "attention, heads and a wider layer": () => attentionCase({ factors: 24, heads: 3, hidden: 36, blocks: 3 }),
  "attention, one block": () => attentionCase({ factors: 4, blocks: 1 }),
  "one unit": () => gruCase({ factors: 20 }),
  "two units": () => gruCase({ factors: 8, layers: 2 }),
};

describe.each(Object.keys(CASES))("the encoder of %s", (name) => {
  it.each([1, 2, LENGTH])("gives what the network in f64 gives for %i items", (count) => {
    const { factors, nodes, names, sizes, create } = CASES[name]!();
    const options = { factors, bound: 0.3, l2: 0, loss: "softmax" as const };
    const item = Uint32Array.from({ length: LENGTH }, (_, at) => (3 * at + 1) % ITEMS);
    const spec = sequenceNetwork(options, ITEMS, nodes);
    const network = build({
      network: spec,
      loss: "softmax",
      batch: {
        rows: LENGTH,
        inputs: { item },
        targets: { offsets: new Uint32Array(LENGTH + 1), indices: Uint32Array.of(0) },
      },
    });
    randomise(network);
    const logits = network.predict({ rows: LENGTH, inputs: { item } });
    const arrays = names.map((parameter) => Float32Array.from(network.weights(parameter)));
    expect(arrays.map(({ length }) => length)).toEqual(sizes);

    const [table, biases] = [network.weights("items.table"), network.weights("logits.bias")];
    // A lane more than the encoder reads.
    const rows = new Float32Array(count * (factors + 1)).fill(9);
    for (let row = 0; row < count; row++) {
      for (let lane = 0; lane < factors; lane++) rows[row * (factors + 1) + lane] = table[item[row]! * factors + lane]!;
    }
    const encoder = create(arrays);
    const state = encoder.encode(rows, count, factors + 1);
    for (let other = 0; other < ITEMS; other++) {
      let score = biases[other]!;
      for (let lane = 0; lane < factors; lane++) score += state[lane]! * table[other * factors + lane]!;
      expect(Math.abs(score - logits[(count - 1) * ITEMS + other]!), `item ${other}`).toBeLessThan(2e-5);
    }
    expect(encoder.encode(rows, count, factors + 1)).toEqual(state);
  });

  it("counts its memory into that of the retrieval", () => {
    const { factors, sizes, create } = CASES[name]!();
    const encoder = create(sizes.map((size) => new Float32Array(size)));
    const state = matrixState(ITEM_ROWS, new Float32Array(ITEMS * (factors + 1)), factors + 1);
    const reader = readState(name, state);
    const retrieve = servedSequences({ factors, length: LENGTH, biasLane: 1 }, encoder, reader, ITEMS);
    const context = { kernelModule: module, popularity: new Float32Array(ITEMS) };
    const bytesOf = (form: ByFactors) => createRetrieval({ retrieve: form }, context)?.memoryBytes ?? 0;
    const rows = bytesOf({ ...retrieve, memoryBytes: undefined });
    expect(encoder.memoryBytes).toBeGreaterThanOrEqual(4 * sizes.reduce((sum, size) => sum + size, 0));
    expect(rows).toBeGreaterThan(0);
    expect(bytesOf(retrieve)).toBe(rows + encoder.memoryBytes);
  });
});
