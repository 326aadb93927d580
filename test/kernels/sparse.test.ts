import { describe, expect, it } from "vitest";
import type { CsrMatrix } from "../../src/kernels/csr-matrix.ts";
import { scoreBytes, shortlistBytes } from "../../src/kernels/layout.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { addRows, lookRows } from "../../src/kernels/reference/item-weights.ts";
import { topK } from "../../src/kernels/reference/scan.ts";
import { createHost, type Host } from "./host.ts";
import { EPSILON_F32, gaussians, integers, SIZES, seeded, selections } from "./samples.ts";
import { someItems, sparse } from "./sparse-samples.ts";

const host = createHost(await kernelModule());

/** The kernel's scores, with what it left in the padding. */
function kernelScores(matrix: CsrMatrix, rows: Uint32Array, weights: Float32Array): Float32Array {
  host.reset();
  const { offsets, indices, values, columnCount } = matrix;
  const scores = host.allocate(scoreBytes(columnCount));
  const pointers = [offsets, indices, values].map((array) => host.put(array)) as [number, number, number];
  host.kernels.addRows(host.put(rows), host.put(weights), rows.length, ...pointers, columnCount, scores);
  return host.f32(scores, scoreBytes(columnCount) / 4);
}

function kernelBest(
  scores: Float32Array,
  k: number,
  filter?: Uint8Array,
  exclude: Uint32Array = new Uint32Array(0),
): ReturnType<Host["heap"]> {
  host.reset();
  const padded = new Float32Array(scoreBytes(scores.length) / 4).fill(1e30);
  padded.set(scores);
  const [scoresPtr, mask, excluded] = [host.put(padded), filter ? host.put(filter) : 0, host.put(exclude)];
  const heap = host.allocate(shortlistBytes(k));
  const found = host.kernels.selectScores(scoresPtr, scores.length, mask, excluded, exclude.length, k, heap);
  return host.heap(heap, found);
}

const plain = ({ items, scores }: { items: ArrayLike<number>; scores: ArrayLike<number> }) => ({
  items: Array.from(items),
  scores: Array.from(scores),
});

describe("addRows", () => {
  it.each(SIZES)("adds up weighted rows of %i columns as the reference does, within its bound", (columnCount) => {
    seeded(11_000 + columnCount, (random) => {
      for (const rowCount of SIZES) {
        const matrix = sparse(random, rowCount, columnCount, () => random.nextGaussian());
        const rows = someItems(random, rowCount, 0.6);
        const weights = gaussians(random, rows.length);
        const found = kernelScores(matrix, rows, weights);
        const exact = addRows(matrix, rows, weights);
        const size = addRows({ ...matrix, values: matrix.values.map(Math.abs) }, rows, weights.map(Math.abs));
        for (const [item, score] of exact.entries()) {
          const bound = rows.length * EPSILON_F32 * size[item]!;
          expect(Math.abs(found[item]! - score), `${rowCount} rows, item ${item}`).toBeLessThanOrEqual(bound);
        }
        expect(found.subarray(columnCount).every((score) => score === 0)).toBe(true);
      }
    });
  });

  it.each(SIZES)("is exact on whole numbers, %i columns", (columnCount) => {
    seeded(12_000 + columnCount, (random) => {
      const matrix = sparse(random, 33, columnCount, () => random.nextInteger(9) - 4);
      const rows = someItems(random, 33, 0.7);
      const weights = integers(random, rows.length, 3);
      const found = kernelScores(matrix, rows, weights).subarray(0, columnCount);
      expect(Array.from(found, (score) => score + 0)).toEqual(
        Array.from(addRows(matrix, rows, weights), (score) => score + 0),
      );
    });
  });

  it("gives zeros for no rows and for empty rows, whatever was there", () => {
    const empty = {
      ...{ rowCount: 5, columnCount: 21, offsets: new Uint32Array(6) },
      ...{ indices: new Uint32Array(0), values: new Float32Array(0) },
    };
    for (const rows of [new Uint32Array(0), Uint32Array.of(0, 4)]) {
      expect([...kernelScores(empty, rows, new Float32Array(rows.length).fill(1))]).toEqual(new Array(32).fill(0));
    }
  });

  it("passes on NaN and infinities of the entries that it adds, and of no other", () => {
    const matrix = {
      ...{ rowCount: 2, columnCount: 3, offsets: Uint32Array.of(0, 2, 4), indices: Uint32Array.of(0, 1, 1, 2) },
      values: Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, 1, 2),
    };
    expect([...kernelScores(matrix, Uint32Array.of(1), Float32Array.of(1)).subarray(0, 3)]).toEqual([0, 1, 2]);
    const both = kernelScores(matrix, Uint32Array.of(0, 1), Float32Array.of(1, 1));
    expect([...both.subarray(0, 3)]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 2]);
  });
});

describe("selectScores", () => {
  it.each(SIZES)("keeps the best of %i scores as the reference does, at every filter and exclusion", (itemCount) => {
    seeded(13_000 + itemCount, (random) => {
      const samples = {
        gaussian: gaussians(random, itemCount),
        "whole numbers": integers(random, itemCount, 2),
        "mostly zero": integers(random, itemCount, 20).map((value) => (value > 15 ? value : 0)),
        "all equal": new Float32Array(itemCount).fill(0.5),
        "all negative": gaussians(random, itemCount).map((value) => -Math.abs(value)),
      };
      for (const [kind, scores] of Object.entries(samples)) {
        for (const { name, filter, exclude } of selections(random, itemCount)) {
          for (const k of new Set([1, Math.ceil(itemCount / 2), itemCount])) {
            const expected = topK(scores, k, { filter, exclude });
            expect(plain(kernelBest(scores, k, filter, exclude)), `${kind}, ${name}, k ${k}`).toEqual(plain(expected));
          }
        }
      }
    });
  });

  it("never keeps NaN, nor lets it hide a neighbour, and puts infinities at the ends", () => {
    seeded(14, (random) => {
      const scores = gaussians(random, 200).map((value, item) => (item % 3 === 0 ? Number.NaN : value));
      scores[100] = Number.POSITIVE_INFINITY;
      scores[101] = Number.NEGATIVE_INFINITY;
      for (const k of [1, 5, 50, 200]) {
        const found = kernelBest(scores, k);
        expect(plain(found)).toEqual(plain(topK(scores, k)));
        expect(found.items[0]).toBe(100);
      }
    });
  });

  it("keeps the lower index of equal scores, however far apart they lie", () => {
    const scores = new Float32Array(5000);
    for (const item of [17, 4000, 4001, 4999]) scores[item] = 2;
    expect(plain(kernelBest(scores, 3))).toEqual({ items: [17, 4000, 4001], scores: [2, 2, 2] });
    expect(plain(kernelBest(scores, 6)).items).toEqual([17, 4000, 4001, 4999, 0, 1]);
  });
});

describe("lookRows", () => {
  /** The kernel's table, without its first row. */
  function kernelTable(
    matrix: CsrMatrix,
    items: Uint32Array,
    rows: Uint32Array,
    factors: Float32Array,
    recent: Uint32Array,
  ): Float32Array {
    host.reset();
    const width = 4 + recent.length;
    const { offsets, indices, values, columnCount } = matrix;
    const csr = [offsets, indices, values].map((array) => host.put(array)) as [number, number, number];
    const [itemsPtr, rowsPtr, factorsPtr] = [host.put(items), host.put(rows), host.put(factors)];
    const recentPtr = host.put(recent);
    const [places, sums, out] = [columnCount * 4, (items.length + 1) * 32, (items.length + 1) * width * 4].map(
      (bytes) => host.allocate(bytes),
    ) as [number, number, number];
    host.kernels.lookRows(
      ...([itemsPtr, items.length, rowsPtr, factorsPtr, rows.length, recentPtr, recent.length] as const),
      ...csr,
      ...([columnCount, places, sums, out] as const),
    );
    return host.f32(out, (items.length + 1) * width).slice(width);
  }

  it.each(SIZES)("gives the sums and entries of the reference to the last bit, %i columns", (columnCount) => {
    seeded(15_000 + columnCount, (random) => {
      for (const rowCount of SIZES) {
        const matrix = sparse(random, rowCount, columnCount, () => random.nextGaussian());
        const [rows, recent] = [someItems(random, rowCount, 0.6), someItems(random, rowCount, 0.3)];
        const items = someItems(random, columnCount, 0.7).reverse();
        const factors = gaussians(random, rows.length * 4);
        const found = kernelTable(matrix, items, rows, factors, recent);
        expect(
          Array.from(found, (value) => value + 0),
          `${rowCount} rows`,
        ).toEqual(Array.from(lookRows(matrix, items, rows, factors, recent), (value) => value + 0));
      }
    });
  });
});
