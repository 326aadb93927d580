import { describe, expect, it } from "vitest";
import { ArtefactError } from "../../src/errors.ts";
import { type ModelState, matrixState, readState, type StateTensor } from "../../src/models/state.ts";

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
