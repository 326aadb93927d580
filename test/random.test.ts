import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, shuffle } from "../src/random.ts";

const seed = fc.integer({ min: 0, max: 0xffff_ffff });

const firstFive = (of: number, stream?: number) => {
  const random = createRandom(of, stream);
  return Array.from({ length: 5 }, () => random.nextUint32());
};

describe("a seeded generator", () => {
  /**
   * Made by a separate implementation in Python integers: splitmix32 (increment 0x9e3779b9, multipliers 0x21f0aaad and
   * 0x735a2d97, shifts 16, 15, 15) gives a, b, c of sfc32, the counter starts at 1, and 12 values are thrown away.
   */
  it.each([
    [1, 0, [2420951833, 2513034076, 3847892949, 4064752930, 1169703512]],
    [1, 7, [1941344486, 2782403409, 1489924632, 228839709, 2712499585]],
    [0, 0, [2899526011, 769844623, 220372281, 4270301181, 3717780726]],
    [0xffff_ffff, 0, [2300869303, 3917632794, 3726809994, 1136427174, 1916388865]],
  ])("gives the values of the reference for seed %s, stream %s", (of, stream, expected) => {
    expect(firstFive(of, stream)).toEqual(expected);
  });

  it("gives the same values for the same seed and stream, and stream 0 by default", () => {
    fc.assert(
      fc.property(seed, fc.nat(1000), (of, stream) => {
        expect(firstFive(of, stream)).toEqual(firstFive(of, stream));
        expect(firstFive(of)).toEqual(firstFive(of, 0));
      }),
    );
  });

  it("gives other values for another seed and for another stream", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 1000 }), (of, stream) => {
        expect(firstFive(of, stream)).not.toEqual(firstFive(of, 0));
        expect(firstFive((of + stream) % 0x1_0000_0000)).not.toEqual(firstFive(of));
      }),
    );
  });

  it("gives floats from 0 to below 1 whose mean and variance are those of the uniform distribution", () => {
    const random = createRandom(11);
    const values = Array.from({ length: 20_000 }, () => random.nextFloat());
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    // Standard errors: 0.0020 of the mean, 0.0005 of the variance.
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(0.012);
    expect(Math.abs(mean(values.map((value) => (value - 0.5) ** 2)) - 1 / 12)).toBeLessThan(0.003);
  });

  it("gives normal deviates of mean 0, variance 1 and fourth moment 3", () => {
    const random = createRandom(12);
    const values = Array.from({ length: 20_000 }, () => random.nextGaussian());
    expect(Math.abs(mean(values))).toBeLessThan(0.035);
    expect(Math.abs(mean(values.map((value) => value ** 2)) - 1)).toBeLessThan(0.05);
    expect(Math.abs(mean(values.map((value) => value ** 4)) - 3)).toBeLessThan(0.4);
  });

  it("gives integers below the bound", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 0x1_0000_0000 }), (of, bound) => {
        const random = createRandom(of);
        for (let draw = 0; draw < 20; draw++) {
          const value = random.nextInteger(bound);
          expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
        }
      }),
    );
  });

  it.each([3, 7, 10])("gives every integer below %s as often as the others", (bound) => {
    const random = createRandom(13);
    const counts = new Array<number>(bound).fill(0);
    const draws = 3000 * bound;
    for (let draw = 0; draw < draws; draw++) counts[random.nextInteger(bound)]! += 1;
    const chiSquared = counts.reduce((sum, count) => sum + (count - 3000) ** 2 / 3000, 0);
    // The 99.99% point of χ² with 9 degrees of freedom is 33.7.
    expect(chiSquared).toBeLessThan(33.7);
  });

  it("rejects draws that would make small integers likelier", () => {
    // With the bound 3·2³⁰ a remainder without rejection falls below 2³⁰ in half of the draws, not in a third.
    const random = createRandom(14);
    const draws = 10_000;
    let low = 0;
    for (let draw = 0; draw < draws; draw++) if (random.nextInteger(3 * 2 ** 30) < 2 ** 30) low++;
    expect(Math.abs(low / draws - 1 / 3)).toBeLessThan(0.02);
  });
});

describe("shuffle", () => {
  it("permutes in place, by the seed", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), seed, (values, of) => {
        const shuffled = [...values];
        expect(shuffle(shuffled, createRandom(of))).toBe(shuffled);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(values.toSorted((a, b) => a - b));
        expect(shuffle([...values], createRandom(of))).toEqual(shuffled);
      }),
    );
  });

  it("gives each of the six orders of three things equally often", () => {
    const random = createRandom(15);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw++) {
      const order = String(shuffle(Uint32Array.of(0, 1, 2), random));
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
