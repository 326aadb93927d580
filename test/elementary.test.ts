import { describe, expect, it } from "vitest";
import { cosOfTurns, exp, expm1, log, log1p, log2, log2OfRank, pow, tanh } from "../src/elementary.ts";
import { createRandom } from "../src/random.ts";

const COUNT = 20_000;
const [LEAST, MOST] = [-Number.MAX_VALUE, Number.MAX_VALUE];
const within = (begin: number, end: number) => {
  const random = createRandom(11);
  return Array.from({ length: COUNT }, () => begin + (end - begin) * random.nextFloat());
};
/** Of all magnitudes. */
const positive = within(-300, 300).map((power) => 10 ** power);

/** Half a unit in the last place of numbers around 1, or more. */
const EPSILON = 2 ** -53;

/** sha-256 of the results as f64: what every runtime must give. */
async function digestOf(results: readonly number[]): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Float64Array.from(results)));
  return Array.from(digest.subarray(0, 6), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

describe.each([
  ["exp", exp, Math.exp, within(-700, 700), 3],
  ["exp of small numbers", exp, Math.exp, within(-2, 2), 3],
  ["expm1", expm1, Math.expm1, within(-1, 1), 6],
  ["log", log, Math.log, positive, 3],
  ["log around 1", log, Math.log, within(0.5, 2), 3],
  ["log2", log2, Math.log2, positive, 3],
  ["log1p", log1p, Math.log1p, within(-0.5, 2), 6],
  ["tanh", tanh, Math.tanh, within(-4, 4), 6],
] as const)("%s", (_, own, engine, values, most) => {
  it("is that of Math but for a few units in the last place", () => {
    const errors = values.map((x) => Math.abs(own(x) / engine(x) - 1));
    expect(Math.max(...errors) / EPSILON).toBeLessThan(most);
  });
});

it("the cosine of a share of a turn is that of its angle", () => {
  const errors = within(-2, 2).map((x) => Math.abs(cosOfTurns(x) - Math.cos(2 * Math.PI * x)));
  // The engine's angle is rounded before its cosine is taken.
  expect(Math.max(...errors)).toBeLessThan(40 * EPSILON);
  expect([0, 0.25, 0.5, 0.75, 1, -0.5].map(cosOfTurns).map((cosine) => cosine + 0)).toEqual([1, 0, -1, 0, 1, -1]);
});

it("powers are those of Math but for a few units in the last place, and whole where they are small and whole", () => {
  const bases = within(-40, 40).map((power) => 10 ** power);
  const exponents = within(-7, 7);
  const errors = bases.map((x, at) => Math.abs(pow(x, exponents[at]!) / x ** exponents[at]! - 1));
  expect(Math.max(...errors) / EPSILON).toBeLessThan(6);
  for (const [x, y] of [
    [2, 10],
    [3, 5],
    [10, 3],
    [-2, 3],
    [-3, 2],
    [9, 0.5],
    [1, 1e300],
  ] as const) {
    expect(pow(x, y)).toBe(x ** y);
  }
  const odd: [number, number][] = [
    [0, 0],
    [0, 2],
    [0, -1],
    [-1, 0.5],
    [1e200, 2],
    [1e200, -2],
    [1e-200, 1e200],
    [1 + 2 ** -52, 1e300],
  ];
  for (const [x, y] of odd) expect(pow(x, y), `${x} ** ${y}`).toBe(x ** y);
});

it("logarithms of powers of two are whole, and those of 1 are 0", () => {
  for (let power = -1074; power <= 1023; power++) expect(log2(2 ** power)).toBe(power);
  expect([log(1), log1p(0), exp(0), expm1(0), tanh(0)]).toEqual([0, 0, 1, 0, 0]);
});

it("logarithms of ranks are the same when they are asked for again, and beyond those that are kept", () => {
  const ranks = [0, 1, 2, 9, 1023, 1024, 5000, 0, 9, 1023];
  expect(ranks.map(log2OfRank)).toEqual(ranks.map((rank) => log2(rank + 2)));
});

it("what is out of range is as in Math", () => {
  const odd = [
    Number.NaN,
    0,
    -1,
    -2,
    LEAST,
    MOST,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    709.7,
    710,
    -746,
  ];
  for (const [own, engine] of [
    [exp, Math.exp],
    [expm1, Math.expm1],
    [log, Math.log],
    [log2, Math.log2],
    [log1p, Math.log1p],
    [tanh, Math.tanh],
  ] as const) {
    for (const x of odd) {
      const [here, there] = [own(x), engine(x)];
      if (Number.isFinite(there)) expect(here).toBeCloseTo(there, 12 - Math.max(0, Math.log10(Math.abs(there) || 1)));
      else expect(here).toBe(there);
    }
  }
  expect(exp(-744)).toBe(1e-323);
  expect(log(5e-324)).toBeCloseTo(-744.4400719213812, 11);
});

it("results have the recorded bits, whatever the engine", async () => {
  const digests = await Promise.all([
    digestOf(within(-50, 50).map(exp)),
    digestOf(within(0.001, 1000).map(log)),
    digestOf(within(0.001, 1000).map(log2)),
    digestOf(within(-0.9, 5).map(log1p)),
    digestOf(within(-3, 3).map(expm1)),
    digestOf(within(-5, 5).map(tanh)),
    digestOf(within(0, 1).map(cosOfTurns)),
  ]);
  expect(digests).toEqual([
    ...["248504c93fb6", "d44667d82338", "31c3f91082f0", "e8de48696934", "8e79ea7ed036", "56c18f231049", "3c40eb0228d6"],
  ]);
});
