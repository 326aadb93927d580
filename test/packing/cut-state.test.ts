import { describe, expect, it } from "vitest";
import { type Csr, rowIndices, rowValues } from "../../src/data/csr.ts";
import { cutRows } from "../../src/models/cut-rows.ts";
import { withPrefix } from "../../src/models/prefixed-state.ts";
import { csrState, joinStates, type ModelState, readState, stateOf, WEIGHTS } from "../../src/models/state.ts";
import { cutState } from "../../src/packing/cut-state.ts";
import { createRandom } from "../../src/random.ts";
import { sparse } from "../kernels/sparse-samples.ts";

const ITEMS = 11;
const random = createRandom(17);
const makeMatrix = (): Csr => sparse(random, ITEMS, ITEMS, () => random.nextGaussian());
const [matrix, other] = [makeMatrix(), makeMatrix()];
const keep = { array: WEIGHTS, option: "keep", keep: 2 } as const;

const matrixIn = (state: ModelState, name: string): Csr => readState("some-model", state).csr(name, ITEMS, ITEMS);

/** Rows of the matrix, computed when asked for, with a note of what was. */
function computed(rowsAtATime: number) {
  const asked: [number, number][] = [];
  const rows = (start: number, end: number): Csr => {
    asked.push([start, end]);
    const [first, last] = [matrix.offsets[start]!, matrix.offsets[end]!];
    return {
      rowCount: end - start,
      columnCount: ITEMS,
      offsets: matrix.offsets.slice(start, end + 1).map((offset) => offset - first),
      indices: matrix.indices.slice(first, last),
      values: matrix.values.slice(first, last),
    };
  };
  return { asked, weightRows: { rows, rowsAtATime } };
}

describe("a state that is cut", () => {
  const scale = stateOf({ scale: Float64Array.of(3.5, 1, 5) });
  const state = joinStates(csrState(WEIGHTS, matrix), csrState("ranking", other), scale);

  it("keeps the largest entries of every row of the matrices named, and counts what is left", async () => {
    const cut = await cutState("some-model", { state }, [keep], ITEMS);
    const found = matrixIn(cut.state, WEIGHTS);
    expect(found).toEqual(cutRows(matrix, 2));
    expect(Math.max(...Array.from({ length: ITEMS }, (_, row) => rowIndices(found, row).length))).toBe(2);
    expect([cut.kept, cut.whole]).toEqual([found.indices.length, matrix.indices.length]);
    for (let row = 0; row < ITEMS; row++) {
      const strengths = (of: Csr) => [...rowValues(of, row).map(Math.abs)].sort((a, b) => b - a);
      expect(strengths(found)).toEqual(strengths(matrix).slice(0, 2));
    }
  });

  it("keeps every other array as it is, and the names", async () => {
    const { state: cut } = await cutState("some-model", { state }, [keep], ITEMS);
    expect([...cut.keys()].sort()).toEqual([...state.keys()].sort());
    expect(matrixIn(cut, "ranking")).toEqual(other);
    expect(cut.get("scale")).toBe(state.get("scale"));
    expect(matrixIn(state, WEIGHTS)).toEqual(matrix);
  });

  it("cuts each matrix by its own size, and counts both", async () => {
    const cuts = [keep, { array: "ranking", option: "rankingKeep", keep: 1 } as const];
    const cut = await cutState("some-model", { state }, cuts, ITEMS);
    const [first, second] = [matrixIn(cut.state, WEIGHTS), matrixIn(cut.state, "ranking")];
    expect([first, second]).toEqual([cutRows(matrix, 2), cutRows(other, 1)]);
    expect(cut.kept).toBe(first.indices.length + second.indices.length);
    expect(cut.whole).toBe(matrix.indices.length + other.indices.length);
  });

  it("is the same state where no row is longer", async () => {
    const cut = await cutState("some-model", { state }, [{ ...keep, keep: ITEMS }], ITEMS);
    expect(matrixIn(cut.state, WEIGHTS)).toEqual(matrix);
    expect(cut.kept).toBe(cut.whole);
  });

  it("leaves out a matrix that not every state has", async () => {
    const cuts = [keep, { array: "neighbours", option: "rankingKeep", keep: 1, optional: true } as const];
    const cut = await cutState("some-model", { state }, cuts, ITEMS);
    expect([...cut.state.keys()].sort()).toEqual([...state.keys()].sort());
    expect(matrixIn(cut.state, WEIGHTS)).toEqual(cutRows(matrix, 2));
    expect(cut.whole).toBe(matrix.indices.length);
  });

  it("is refused without the matrix", async () => {
    await expect(cutState("some-model", { state: scale }, [keep], ITEMS)).rejects.toMatchObject({
      code: "model-state",
    });
  });
});

describe("rows that training computes", () => {
  const source = stateOf({ inverse: Float32Array.of(1, 2) });

  it.each([1, 3, ITEMS, ITEMS + 5])(
    "become the matrix of the state, %i at a time, in place of their source",
    async (size) => {
      const { asked, weightRows } = computed(size);
      const cut = await cutState("some-model", { state: source, weightRows }, [keep], ITEMS);
      expect([...cut.state.keys()]).toEqual(["weights.offsets", "weights.indices", "weights.values"]);
      expect(matrixIn(cut.state, WEIGHTS)).toEqual(cutRows(matrix, 2));
      expect(cut.whole).toBe(matrix.indices.length);
      expect(asked.every(([start, end]) => end - start <= size && end <= ITEMS)).toBe(true);
      expect(asked).toHaveLength(Math.ceil(ITEMS / size));
    },
  );

  it("are no longer computed once they are interrupted", async () => {
    const { asked, weightRows } = computed(1);
    const signal = AbortSignal.abort();
    await expect(cutState("some-model", { state: source, weightRows }, [keep], ITEMS, signal)).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});

describe("the state of a mix that is cut", () => {
  it("is that of every member of a mix that has the matrix, stored or computed", async () => {
    const { weightRows } = computed(4);
    const scale = stateOf({ scale: Float64Array.of(3.5, 1, 5) });
    const state = joinStates(csrState(WEIGHTS, matrix), csrState("ranking", other));
    const members = [{ state }, { state: scale }, { state: stateOf({ terms: Float32Array.of(1) }), weightRows }];
    const join = (states: readonly ModelState[]): ModelState =>
      joinStates(scale, ...states.map((own, place) => withPrefix(`${place}.`, own)));
    const fitted = { state: join(members.map((member) => member.state)), mixed: { members, join } };
    const cut = await cutState("some-mix", fitted, [{ ...keep, ofMembers: true }], ITEMS);
    expect(matrixIn(cut.state, "0.weights")).toEqual(cutRows(matrix, 2));
    expect(matrixIn(cut.state, "0.ranking")).toEqual(other);
    expect(matrixIn(cut.state, "2.weights")).toEqual(cutRows(matrix, 2));
    expect([...cut.state.keys()].filter((name) => name.startsWith("1."))).toEqual(["1.scale"]);
    expect(cut.state.has("2.terms")).toBe(false);
    expect([cut.kept, cut.whole]).toEqual([2 * cutRows(matrix, 2).indices.length, 2 * matrix.indices.length]);
  });
});
