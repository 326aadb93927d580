import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemFactors, type ItemIndexOptions } from "../../src/kernels/item-index.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { dequantise, quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { scores } from "../../src/kernels/reference/scan.ts";
import type { Random } from "../../src/random.ts";
import { gaussianRows, gaussians, matrix, SIZES, seeded } from "./samples.ts";

const module = await kernelModule();

type Kind = "f32, direct" | "f32, two-pass" | "int8";
const KINDS: readonly Kind[] = ["f32, direct", "f32, two-pass", "int8"];

/** Rows whose lanes from `cosineFactors` on are large, so that a kernel that looks at them finds other items alike. */
function rowsWithLargeLanes(random: Random, itemCount: number, factorCount: number, cosineFactors: number) {
  const rows = gaussianRows(random, itemCount, factorCount);
  for (let at = 0; at < rows.values.length; at++) {
    if (at % factorCount >= cosineFactors) rows.values[at] = rows.values[at]! * 20;
  }
  return rows;
}

/** The same rows with 0 in those lanes. */
function without<V extends Float32Array | Int8Array>(values: V, factorCount: number, cosineFactors: number): V {
  const kept = values.slice() as V;
  for (let at = 0; at < kept.length; at++) if (at % factorCount >= cosineFactors) kept[at] = 0;
  return kept;
}

function optionsOf(kind: Kind, itemCount: number, factorCount: number, factors: ItemFactors): ItemIndexOptions {
  return { itemCount, factorCount, factors, scan: kind === "f32, two-pass" ? "two-pass" : "direct" };
}

/** An index that compares by the leading lanes, and one of rows that have no others. */
function twins(random: Random, kind: Kind, itemCount: number, factorCount: number, cosineFactors: number) {
  const rows = rowsWithLargeLanes(random, itemCount, factorCount, cosineFactors);
  let [factors, bare]: ItemFactors[] = [];
  let exact = rows.values;
  if (kind === "int8") {
    const quantised = quantiseRows(rows);
    const whole = { precision: "int8", ...quantised } as const;
    factors = whole;
    bare = { ...whole, values: without(whole.values, factorCount, cosineFactors) };
    exact = Float32Array.from(dequantise({ ...rows, values: whole.values }, whole.scales).values);
  } else {
    factors = { precision: "f32", values: rows.values };
    bare = { precision: "f32", values: without(rows.values, factorCount, cosineFactors) };
  }
  return {
    whole: createItemIndex(module, optionsOf(kind, itemCount, factorCount, factors)),
    leading: createItemIndex(module, { ...optionsOf(kind, itemCount, factorCount, factors), cosineFactors }),
    bare: createItemIndex(module, optionsOf(kind, itemCount, factorCount, bare)),
    exact: matrix(itemCount, factorCount, without(exact, factorCount, cosineFactors)),
  };
}

describe.each(KINDS)("cosine by leading lanes, %s", (kind) => {
  it.each(SIZES.filter((size) => size > 1))(
    "is the cosine of rows without the others, with %i lanes",
    (factorCount) => {
      seeded(70_000 + factorCount, (random) => {
        for (const itemCount of SIZES) {
          const cosineFactors = 1 + random.nextInteger(factorCount - 1);
          const { leading, bare, exact } = twins(random, kind, itemCount, factorCount, cosineFactors);
          const query = gaussians(random, factorCount).map((value, at) => (at < cosineFactors ? value : 20 * value));
          const label = `${itemCount} items, ${cosineFactors} of ${factorCount} lanes`;
          const k = itemCount;
          const found = leading.scan(query, k, { similarity: "cosine" });
          // To the last bit: what is multiplied by 0 adds nothing to any sum.
          const cut = without(query, factorCount, cosineFactors);
          expect(found, label).toEqual(bare.scan(cut, k, { similarity: "cosine" }));
          const expected = scores(exact, cut, "cosine");
          for (const [place, item] of found.items.entries()) {
            expect(Math.abs(found.scores[place]! - expected[item]!), `${label}, item ${item}`).toBeLessThan(2e-3);
          }
          const queries = Float32Array.from([...query, ...gaussians(random, factorCount)]);
          const batch = leading.scanBatch(queries, 2, k, { similarity: "cosine" });
          expect(batch.items.subarray(0, k), label).toEqual(found.items);
          expect(batch.scores.subarray(0, k), label).toEqual(found.scores);
          const cutQueries = without(queries, factorCount, cosineFactors);
          expect(batch, label).toEqual(bare.scanBatch(cutQueries, 2, k, { similarity: "cosine" }));
        }
      });
    },
  );

  it.each(SIZES.filter((size) => size > 1))("leaves the product as it is, with %i lanes", (factorCount) => {
    seeded(71_000 + factorCount, (random) => {
      const { whole, leading } = twins(random, kind, 97, factorCount, Math.ceil(factorCount / 2));
      const queries = gaussians(random, 3 * factorCount);
      expect(leading.scanBatch(queries, 3, 97)).toEqual(whole.scanBatch(queries, 3, 97));
      const query = queries.subarray(0, factorCount);
      expect(leading.scan(query, 97)).toEqual(whole.scan(query, 97));
      expect(leading.factorsOf(Uint32Array.of(96, 0))).toEqual(whole.factorsOf(Uint32Array.of(96, 0)));
    });
  });

  it("finds a row of the same direction alike whatever else it has, and nothing alike to a row that is 0 there", () => {
    // Item 1 has the direction of item 0 and another last lane; item 2 has its last lane alone.
    const values = Float32Array.of(1, 2, -30, 2, 4, 50, 0, 0, -30, -1, -2, -30);
    const factors: ItemFactors =
      kind === "int8"
        ? { precision: "int8", values: Int8Array.from(values), scales: new Float32Array(4).fill(0.5) }
        : { precision: "f32", values };
    const index = createItemIndex(module, { ...optionsOf(kind, 4, 3, factors), cosineFactors: 2 });
    for (const item of [0, 1]) {
      const query = index.factorsOf(Uint32Array.of(item));
      const { items, scores: found } = index.scan(query, 4, { similarity: "cosine" });
      expect([...items]).toEqual([0, 1, 2, 3]);
      expect([...found].map((score) => Math.round(score * 1e4) / 1e4)).toEqual([1, 1, 0, -1]);
    }
    const none = index.scan(index.factorsOf(Uint32Array.of(2)), 4, { similarity: "cosine" });
    expect([...none.scores]).toEqual([0, 0, 0, 0]);
  });

  it.each([0, 4, 1.5])("refuses to compare by %s of 3 lanes", (cosineFactors) => {
    const factors = { precision: "f32", values: new Float32Array(6) } as const;
    expect(() => createItemIndex(module, { itemCount: 2, factorCount: 3, factors, cosineFactors })).toThrow(RangeError);
  });
});

describe("a two-pass cosine by leading lanes", () => {
  it("misses few of the most alike of 5,000 items, though its first pass reads rows of large other lanes", () => {
    seeded(72, (random) => {
      const [itemCount, factorCount, cosineFactors] = [5000, 33, 32];
      const { values } = rowsWithLargeLanes(random, itemCount, factorCount, cosineFactors);
      const shape = { itemCount, factorCount, cosineFactors, factors: { precision: "f32", values } } as const;
      const direct = createItemIndex(module, shape);
      const twoPass = createItemIndex(module, { ...shape, scan: "two-pass" });
      let shared = 0;
      for (let query = 0; query < 40; query++) {
        const row = direct.factorsOf(Uint32Array.of(random.nextInteger(itemCount)));
        const expected = new Set(direct.scan(row, 50, { similarity: "cosine" }).items);
        shared += twoPass.scan(row, 50, { similarity: "cosine" }).items.filter((item) => expected.has(item)).length;
      }
      expect(shared / (40 * 50)).toBeGreaterThan(0.95);
    });
  });
});
