import { describe, expect, it } from "vitest";
import { gatherHistory } from "../../src/serving/history.ts";
import { weightsOfHistory } from "../../src/serving/re-weighed-history.ts";
import { artefact } from "./fixture.ts";

const plain = {};
const stored = artefact();
const given = {
  ...stored,
  manifest: { ...stored.manifest, data: { ...stored.manifest.data, historyValues: "given" as const } },
};

describe("the history of a stored user", () => {
  const [start, end] = stored.users?.histories.offsets.subarray(0, 2) ?? [0, 0];
  const numbers = stored.users?.histories.values.slice(start, end) ?? new Float32Array(0);
  const userId = stored.users?.userIds.ids[0];

  it("has values where the artefact keeps them, and weights alone where it does not", () => {
    expect(numbers.length).toBeGreaterThan(0);
    const unknown = gatherHistory(stored, { userId }, plain);
    expect(unknown.values).toEqual(numbers.map(() => Number.NaN));
    expect(unknown.weights).toEqual(numbers);
    expect(gatherHistory(given, { userId }, plain).values).toEqual(numbers);
  });

  it("is weighed by the model where values are stored", () => {
    const weigh = (values: Float32Array) => values.map((value) => 10 * value);
    expect(gatherHistory(given, { userId }, { weigh }).weights).toEqual(numbers.map((value) => 10 * value));
    expect(gatherHistory(stored, { userId }, { weigh }).weights).toEqual(numbers);
  });
});

describe("what a history weighs in another model", () => {
  const history = { values: Float32Array.of(Number.NaN, 4, 2), isSent: Uint8Array.of(0, 0, 1) };

  it("is by stored values, by values as they are sent, and as an item without a value", () => {
    // A share of the sum, in which what is not known is one: it must not spoil the others.
    const weigh = (values: Float32Array) => values.map((value) => value / values.reduce((sum, one) => sum + one, 0));
    const sentWeight = (value: number | undefined) => (value === undefined ? 7 : 10 * value);
    expect(weightsOfHistory(history, { weigh, sentWeight })).toEqual(Float32Array.of(7, 4 / 7, 20));
  });

  it("is by the values themselves where a model has no weights of its own, and 1 for what is sent", () => {
    expect(weightsOfHistory(history, plain)).toEqual(Float32Array.of(1, 4, 1));
  });

  it("refuses a value that was sent as bad, and calls no fault of its own one", () => {
    const refusing = (refused: (value: number | undefined) => boolean) => ({
      sentWeight: (value: number | undefined) => {
        if (refused(value)) throw new RangeError("expected another");
        return 1;
      },
    });
    const ofSent = refusing((value) => value !== undefined);
    expect(() => weightsOfHistory(history, ofSent)).toThrow(expect.objectContaining({ code: "bad-history-value" }));
    const ofNone = refusing((value) => value === undefined);
    expect(() => weightsOfHistory(history, ofNone)).toThrow(new RangeError("expected another"));
  });
});
