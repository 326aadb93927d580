import fc from "fast-check";
import { expect, it } from "vitest";
import { sortNumbers } from "../../src/serving/filter/sort-numbers.ts";

it("numbers are put in the order of a stable comparison, without NaN", () => {
  const numbers = fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, -1, 2 ** 40, 1994, 1995), fc.integer());
  fc.assert(
    fc.property(fc.array(numbers), (list) => {
      const known = [...list.keys()].filter((index) => !Number.isNaN(list[index]));
      const expected = known.sort((a, b) => (list[a] === list[b] ? a - b : list[a]! < list[b]! ? -1 : 1));
      expect([...sortNumbers(Float64Array.from(list))]).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
