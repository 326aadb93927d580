import { describe, expect, it } from "vitest";
import { csrFromCoordinates } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { fittedModel } from "../../src/models/fitted-model.ts";
import { listingOfModel, mixRankings } from "../../src/models/hybrid/mixed-rankings.ts";
import { createRetrieval } from "../../src/models/retrieval/create-retrieval.ts";
import type { Retrieve, ServedModel } from "../../src/models/served-model.ts";

/** Behind item i comes item i + 1, and no other: what a model lists first that reads the last item alone. */
const ITEMS = 8;
const kernels = await kernelModule();
const popularity = Float32Array.from({ length: ITEMS }, (_, item) => ITEMS - item);
const context = { kernelModule: kernels, popularity };
const numbers = Uint32Array.from({ length: ITEMS - 1 }, (_, item) => item);
const next = csrFromCoordinates(
  ITEMS,
  ITEMS,
  numbers,
  numbers.map((item) => item + 1),
  new Float32Array(ITEMS - 1).fill(1),
);
const identity = Float32Array.from({ length: ITEMS * ITEMS }, (_, at) => (at % (ITEMS + 1) === 0 ? 1 : 0));

const forms: readonly Retrieve[] = [
  {
    by: "factors",
    factors: { precision: "f32", values: identity },
    factorCount: ITEMS,
    query: (_index, _items, _weights, sequence) => onlyAfter(sequence),
  },
  {
    by: "weights",
    weights: next,
    weigh: (_, items, sequence) => Float32Array.from(items, (item) => (item === sequence?.at(-1) ? 1 : 0)),
  },
  { by: "scores", scoresOf: (_items, _weights, _isOut, sequence) => ({ scores: onlyAfter(sequence) }) },
  {
    by: "scores",
    scoresOf: (_items, _weights, _isOut, sequence) => ({ scores: onlyAfter(sequence) }),
    together: {
      size: 2,
      scoresOf: (rows) => (row) => ({ scores: onlyAfter(rows[row]?.sequence) }),
    },
  },
];

function onlyAfter(sequence: Uint32Array | undefined): Float32Array {
  const last = sequence?.at(-1);
  return Float32Array.from({ length: ITEMS }, (_, item) => (last !== undefined && item === last + 1 ? 1 : 0));
}

const mixed = (served: ServedModel): ServedModel => ({
  retrieve: mixRankings([listingOfModel(served, createRetrieval(served, context), popularity)], {
    weights: Float64Array.of(1),
    coldWeights: Float64Array.of(1),
    normalisation: "rank",
    depth: ITEMS,
    popularity,
  }),
});

describe.each(forms.map((retrieve, at) => [`${retrieve.by} ${at}`, retrieve] as const))("by %s", (_, retrieve) => {
  const offsets = Uint32Array.of(0, 2, 4, 6);
  const histories = {
    ...{ rowCount: 3, columnCount: ITEMS, offsets },
    ...{ indices: Uint32Array.of(1, 4, 1, 4, 2, 6), values: new Float32Array(6).fill(1) },
  };
  const sequence = Uint32Array.of(1, 4, 4, 1, 6, 2);

  it.each([
    ["alone", { retrieve }],
    ["in a mix", mixed({ retrieve })],
  ] as const)("%s, order reaches the model from the matrix", (_name, served) => {
    const model = fittedModel({ kind: "next", options: {}, served }, context);
    const { items } = model.recommendBatch({ ...histories, sequence }, 1);
    expect([...items]).toEqual([5, 2, 3]);
  });

  it("order reaches the model with a request", () => {
    const scan = (order: readonly number[]) =>
      createRetrieval({ retrieve }, context)?.scan(Uint32Array.of(1, 4), Float32Array.of(1, 1), 2, {
        ...{ filter: undefined, exclude: Uint32Array.of(1, 4), sequence: Uint32Array.from(order) },
      }).ranking;
    expect(scan([1, 4])?.items[0]).toBe(5);
    expect(scan([4, 1])?.items[0]).toBe(2);
  });

  it("without order, lists the popular items and says so", () => {
    const model = fittedModel({ kind: "next", options: {}, served: { retrieve } }, context);
    const { items, popular } = model.recommendBatch(histories, 2);
    expect([...items]).toEqual([0, 2, 0, 2, 0, 1]);
    expect([...(popular ?? [])]).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
