import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArtefactError } from "../../src/errors.ts";
import { csrState, type ModelState, matrixState, readState, type StateTensor } from "../../src/models/state.ts";

const NARROW: StateTensor = { shape: [2, 3], values: Int8Array.of(1, -2, 3, 127, 0, -127) };
const SCALES: StateTensor = { shape: [2], values: Float32Array.of(0.5, 2) };

/** What is refused, or read. */
function reading(state: ModelState, length?: number): unknown {
  const reader = readState("some-model", state);
  try {
    const values = reader.f32("rows", length);
    reader.finish();
    return [...values];
  } catch (error) {
    return error instanceof ArtefactError ? `${error.code}: ${error.message}` : error;
  }
}

describe("a matrix in the state of a model", () => {
  it("is read as it is in f32", () => {
    expect(reading(matrixState("rows", Float32Array.of(1, 2, 3, 4), 2), 4)).toEqual([1, 2, 3, 4]);
  });

  it("is read with the scales of its rows multiplied in int8", () => {
    const state: ModelState = new Map([
      ["rows", NARROW],
      ["rows.scales", SCALES],
    ]);
    expect(reading(state, 6)).toEqual([0.5, -1, 1.5, 254, 0, -254]);
    expect(reading(state)).toEqual([0.5, -1, 1.5, 254, 0, -254]);
  });

  it.each<[string, StateTensor | undefined, string]>([
    ["without scales", undefined, "tensor model.rows.scales: expected it"],
    ["with scales for other rows", { shape: [3], values: new Float32Array(3) }, "expected 2 values, got 3"],
    ["with scales of another type", { shape: [2], values: Float64Array.of(1, 1) }, "expected Float32Array"],
  ])("is refused in int8 %s", (_, scales, message) => {
    const state: ModelState = new Map([["rows", NARROW], ...(scales ? [["rows.scales", scales] as const] : [])]);
    expect(reading(state, 6)).toContain("model-state: ");
    expect(reading(state, 6)).toContain(message);
  });

  it("is refused in int8 with another length, and with scales beside f32", () => {
    const state: ModelState = new Map([
      ["rows", NARROW],
      ["rows.scales", SCALES],
    ]);
    expect(reading(state, 9)).toContain("expected 9 values, got 6");
    const wide = matrixState("rows", Float32Array.of(1, 2), 1);
    expect(reading(new Map([...wide, ["rows.scales", SCALES]]))).toContain("model.rows.scales: nothing asks for it");
  });
});

/** Three rows over five columns: offsets, entries and what is said of them. */
function rows(offsets: readonly number[], indices: readonly number[] = [0, 4, 1, 2]): ModelState {
  return csrState("rows", {
    ...{ rowCount: offsets.length - 1, columnCount: 5, offsets: Uint32Array.from(offsets) },
    ...{ indices: Uint32Array.from(indices), values: new Float32Array(indices.length) },
  });
}

describe("a sparse matrix in the state of a model", () => {
  const read = (state: ModelState) => readState("some-model", state).csr("rows", 3, 5);

  it("is read as it was kept", () => {
    expect([...read(rows([0, 2, 2, 4])).offsets]).toEqual([0, 2, 2, 4]);
  });

  it.each([
    ["that begin late", [1, 2, 2, 4], "model.rows.offsets: expected to start at 0, got 1"],
    ["that fall", [0, 3, 2, 4], "model.rows.offsets: falls from 3 to 2 at 2"],
    ["that end early", [0, 2, 2, 3], "model.rows.offsets: expected to end at 4, got 3"],
    ["that end late", [0, 2, 2, 5], "model.rows.offsets: expected to end at 4, got 5"],
  ])("is refused with offsets %s", (_, offsets, message) => {
    expect(() => read(rows(offsets))).toThrow(expect.objectContaining({ code: "model-state" }));
    expect(() => read(rows(offsets))).toThrow(message);
  });

  it("has its offsets judged before a row is walked: not even the first wrong entry is met", () => {
    // Row 0 would end after four thousand million entries, and its third is outside the columns.
    const state = rows([0, 0xffff_ffff, 2, 4], [0, 4, 9, 2]);
    expect(() => read(state)).toThrow("falls from 4294967295 to 2 at 2");
  });

  it("is read or refused, whatever its offsets are", () => {
    const offset = fc.oneof(fc.nat(5), fc.constantFrom(0x7fff_ffff, 0xffff_ffff));
    fc.assert(
      fc.property(fc.array(offset, { minLength: 4, maxLength: 4 }), (offsets) => {
        const rises = offsets.every((end, row) => row === 0 || end >= offsets[row - 1]!);
        const sound = offsets[0] === 0 && offsets[3] === 4 && rises;
        const entries = rows(offsets, [0, 1, 2, 3]);
        if (sound) expect(read(entries).rowCount).toBe(3);
        else expect(() => read(entries)).toThrow(ArtefactError);
      }),
      { numRuns: 500 },
    );
  });
});

describe("an array that is missing", () => {
  it("is in private files where only the public part was read", () => {
    const reader = (publicPart: boolean) => readState("user-knn", new Map(), publicPart);
    expect(() => reader(true).f64("ratings")).toThrow(expect.objectContaining({ code: "needs-private-files" }));
    expect(() => reader(false).f64("ratings")).toThrow(expect.objectContaining({ code: "model-state" }));
  });
});
