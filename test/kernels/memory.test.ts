import { describe, expect, it } from "vitest";
import { createItemIndex, type ItemIndexOptions } from "../../src/kernels/item-index.ts";
import { alsScratchBytes, createArena, createLayout, pagesFor, reserve } from "../../src/kernels/layout.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { quantiseRows } from "../../src/kernels/reference/quantise.ts";
import { createRandom } from "../../src/random.ts";
import { gaussians, matrix } from "./samples.ts";

const module = await kernelModule();
const [itemCount, factorCount] = [5_000, 4];
const values = gaussians(createRandom(60), itemCount * factorCount);
const f32 = { precision: "f32", values } as const;
const shape = { itemCount, factorCount, gram: new Float32Array(16) };

const variants: [string, ItemIndexOptions][] = [
  ["f32", { ...shape, factors: f32 }],
  ["int8", { ...shape, factors: { precision: "int8", ...quantiseRows(matrix(itemCount, factorCount, values)) } }],
  ["two-pass", { ...shape, factors: f32, scan: "two-pass" }],
];

describe.each(variants)("the memory of an index of %s factors", (_, options) => {
  const random = createRandom(61);
  const filter = new Uint8Array(itemCount / 8).fill(0xff);
  const exclude = Uint32Array.of(1, 2, 3);

  it("stays the same over 10,000 scans, after the largest", () => {
    const index = createItemIndex(module, options);
    const query = gaussians(random, factorCount);
    index.scan(query, itemCount, { filter, exclude });
    const before = index.memoryBytes;
    for (let call = 0; call < 10_000; call++) {
      // Mostly short lists: the time of a scan is that of its list here.
      const k = call % 1000 === 0 ? itemCount : 1 + random.nextInteger(20);
      index.scan(query, k, { filter, exclude, similarity: call % 2 === 0 ? "dot" : "cosine" });
    }
    expect(index.memoryBytes).toBe(before);
  });

  it("stays the same over batches, fold-ins and calls that throw", () => {
    const index = createItemIndex(module, options);
    const queries = gaussians(random, 200 * factorCount);
    const history = Uint32Array.from({ length: 1000 }, (_, item) => item);
    const weights = new Float32Array(1000).fill(1);
    index.scanBatch(queries, 200, 50);
    index.foldIn(history, weights, 1);
    const before = index.memoryBytes;
    const wrong = queries.slice();
    wrong[130 * factorCount] = Number.NaN;
    for (let call = 0; call < 300; call++) {
      if (call % 50 === 0) index.scanBatch(queries, 200, 50);
      // Fails in its second part, after the first has been answered.
      if (call % 50 === 0) expect(() => index.scanBatch(wrong, 200, 50)).toThrow(RangeError);
      index.foldIn(history, weights, 1);
      // Fails inside the kernel, with everything allocated.
      expect(() => index.foldIn(history.subarray(0, 1), weights.subarray(0, 1), 0)).toThrow("no unique solution");
    }
    expect(index.memoryBytes).toBe(before);
  });
});

describe("a layout", () => {
  it("puts regions behind each other, each on a boundary of 64 bytes", () => {
    const layout = createLayout(1000);
    expect([layout.region(1), layout.region(64), layout.region(0), layout.region(65), layout.end]).toEqual([
      1024, 1088, 1152, 1152, 1280,
    ]);
  });

  it("refuses more than 4 GiB", () => {
    expect(pagesFor(2 ** 32)).toBe(65_536);
    expect(() => pagesFor(2 ** 32 + 1)).toThrow(expect.objectContaining({ code: "memory-limit" }));
  });

  it("says so when the platform has no more memory", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
    reserve(memory, 2 * 65_536);
    expect(memory.buffer.byteLength).toBe(2 * 65_536);
    expect(() => reserve(memory, 2 * 65_536 + 1)).toThrow(
      expect.objectContaining({ code: "memory-limit", cause: expect.any(RangeError) }),
    );
  });

  it("has scratch for every row that the solvers need: 64 gathered, the matrix, the inverse pivots", () => {
    for (const factorCount of [1, 4, 5, 64, 512]) {
      const stride = Math.ceil(factorCount / 4) * 4;
      expect(alsScratchBytes(factorCount)).toBeGreaterThanOrEqual((64 + stride + 1) * stride * 4);
    }
  });
});

describe("an arena", () => {
  it("grows the memory when it must and takes back what came after a mark", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 10 });
    const arena = createArena(memory, 10);
    const first = arena.allocate(100);
    const mark = arena.mark();
    const second = arena.allocate(65_536);
    expect([first, second, mark]).toEqual([64, 192, 192]);
    expect(memory.buffer.byteLength).toBe(2 * 65_536);
    arena.reset(mark);
    expect(arena.allocate(1)).toBe(second);
    expect(memory.buffer.byteLength).toBe(2 * 65_536);
  });

  it("keeps its place when an allocation fails", () => {
    const arena = createArena(new WebAssembly.Memory({ initial: 1, maximum: 1 }), 0);
    expect(() => arena.allocate(65_537)).toThrow(expect.objectContaining({ code: "memory-limit" }));
    expect(arena.allocate(10)).toBe(0);
  });
});
