import { expect, it } from "vitest";
import { cosineScores } from "../../src/models/cosine-scores.ts";

/** Two factors and a lane that is none, by item. */
const ROWS = [
  [3, 4, 9],
  [6, 8, -9],
  [0, 0, 9],
  [-3, -4, 0],
  [4, -3, 0],
];

const likeness = cosineScores({ rows: Float32Array.from(ROWS.flat()), laneCount: 3, factorCount: 2 });

it("compares items by their factors alone, whatever their length", () => {
  expect(likeness(0)).toEqual(Float32Array.of(1, 1, 0, -1, 0));
  expect(likeness(4)).toEqual(Float32Array.of(0, 0, 0, 0, 1));
});

it("finds nothing like an item without factors, not even itself", () => {
  expect(likeness(2)).toEqual(new Float32Array(5));
});
