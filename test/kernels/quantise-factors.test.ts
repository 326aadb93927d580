import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { quantiseFactors } from "../../src/kernels/quantise.ts";
import { createRandom } from "../../src/random.ts";

const module = await kernelModule();

describe.each([1, 3, 4, 5, 17, 64])("factors quantised for an artefact, %i of them", (factorCount) => {
  const itemCount = 37;
  const random = createRandom(factorCount);
  const values = Float32Array.from({ length: itemCount * factorCount }, () => random.nextGaussian());
  values.fill(0, 0, factorCount);
  const { factors, gram } = quantiseFactors(module, values, factorCount);

  it("are within half a step of the originals, and a zero row stays zero", () => {
    expect(factors.scales[0]).toBe(0);
    for (let at = 0; at < values.length; at++) {
      const scale = factors.scales[Math.floor(at / factorCount)]!;
      expect(Math.abs(values[at]! - factors.values[at]! * scale)).toBeLessThanOrEqual(scale * 0.5001);
    }
  });

  it("come with the Gram matrix of the rows as they will be read, not of the originals", () => {
    const read = values.map((_, at) => factors.values[at]! * factors.scales[Math.floor(at / factorCount)]!);
    const sumOf = (rows: Float32Array, a: number, b: number): number => {
      let sum = 0;
      for (let item = 0; item < itemCount; item++) sum += rows[item * factorCount + a]! * rows[item * factorCount + b]!;
      return sum;
    };
    let fromOriginals = 0;
    for (let a = 0; a < factorCount; a++) {
      for (let b = 0; b < factorCount; b++) {
        expect(gram[a * factorCount + b]).toBeCloseTo(sumOf(read, a, b), 3);
        fromOriginals = Math.max(fromOriginals, Math.abs(gram[a * factorCount + b]! - sumOf(values, a, b)));
      }
    }
    // One factor is quantised without loss: its row has only its own largest value.
    if (factorCount > 1) expect(fromOriginals).toBeGreaterThan(0.01);
  });
});
