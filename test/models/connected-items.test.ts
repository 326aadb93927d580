import { describe, expect, it } from "vitest";
import type { Csr } from "../../src/data/csr.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { connectedItems } from "../../src/models/connected-items.ts";
import { fittedModel } from "../../src/models/fitted-model.ts";
import { rankedByRatings } from "../../src/models/served-by-ratings.ts";

function matrix(columnCount: number, rows: readonly (readonly number[])[], value = 4): Csr {
  const offsets = Uint32Array.from(
    [0, ...rows].map((_, row) => rows.slice(0, row).reduce((sum, own) => sum + own.length, 0)),
  );
  const indices = Uint32Array.from(rows.flat());
  return { rowCount: rows.length, columnCount, offsets, indices, values: new Float32Array(indices.length).fill(value) };
}

describe("connected parts of a catalogue", () => {
  it("are numbered by their first items, through any chain of users", () => {
    const rows = [[4, 5], [0, 2], [7], [2, 6], [1, 5], [6, 8], []];
    expect(Array.from(connectedItems(matrix(10, rows)) ?? [])).toEqual([1, 2, 1, 0, 2, 2, 1, 3, 1, 0]);
  });

  it("are not named where there is one, however many items nobody has", () => {
    expect(
      connectedItems(
        matrix(5, [
          [0, 1],
          [1, 3],
        ]),
      ),
    ).toBeUndefined();
    expect(connectedItems(matrix(3, [[], []]))).toBeUndefined();
  });
});

/** Five items: 0 to 2 are connected, 3 and 4 too; factors make 3 look best for all users. */
const CONNECTED = Uint32Array.of(1, 1, 1, 2, 2);
const POPULARITY = Float32Array.of(2, 5, 4, 1, 1);
const KERNELS = await kernelModule();
const BIASES = [0.5, -0.5, 0.25, 1, 0];

function model(userFactor: number, connected?: Uint32Array) {
  const scoreOf = (item: number): number => 3 + BIASES[item]! + userFactor * item;
  const product = {
    rows: Float32Array.from(BIASES.flatMap((bias, item) => [item, bias])),
    laneCount: 2,
    factorCount: 1,
    queryOf: () => Float32Array.of(userFactor, 1),
  };
  const scale = { mean: 3, minimum: 0, maximum: 10 };
  const served = rankedByRatings({ scale, predictorOf: () => scoreOf, product }, POPULARITY, connected);
  return fittedModel({ kind: "test", options: {}, served }, { popularity: POPULARITY, kernelModule: KERNELS });
}

describe("what is evaluated of a model of ratings", () => {
  it("ranks what the history reaches, and the rest by popularity between what it is for and against", () => {
    const { items, popular } = model(0.125, CONNECTED).recommendBatch(matrix(5, [[2]]), 4);
    expect([...items]).toEqual([0, 3, 4, 1]);
    expect([...(popular ?? [])]).toEqual([0, 1, 1, 0]);
  });

  it("is popularity where factors have no part in the order, or nothing is connected with the history", () => {
    for (const [factor, connected, own] of [
      [0, undefined, 2],
      [1e-6, undefined, 2],
    ] as const) {
      const { items, popular } = model(factor, connected).recommendBatch(matrix(5, [[own]]), 4);
      expect([...items]).toEqual([1, 0, 3, 4]);
      expect([...(popular ?? [])]).toEqual([1, 1, 1, 1]);
    }
    const { items } = model(0.125, CONNECTED).recommendBatch(matrix(5, [[3, 4]]), 3);
    expect([...items]).toEqual([1, 2, 0]);
  });

  it("is the whole order of predictions elsewhere", () => {
    const { items, popular } = model(0.125).recommendBatch(matrix(5, [[2]]), 4);
    expect([...items]).toEqual([3, 0, 4, 1]);
    expect([...(popular ?? [])]).toEqual([0, 0, 0, 0]);
  });
});
