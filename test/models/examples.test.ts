import { describe, expect, it } from "vitest";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { foldInEquations } from "../../src/kernels/reference/als.ts";
import { dot, gram, type Matrix, multiply, norm, rowOf } from "../../src/kernels/reference/matrix.ts";
import { bestScores, scores as scoresOf } from "../../src/kernels/reference/scan.ts";
import { solveCholesky } from "../../src/kernels/reference/solve.ts";
import type { Examples } from "../../src/models/examples.ts";
import { createRetrieval } from "../../src/models/retrieval/create-retrieval.ts";
import { totalOf } from "../../src/models/retrieval/parts.ts";
import type { Retrieval } from "../../src/models/retrieval/retrieval.ts";
import type { Retrieve } from "../../src/models/served-model.ts";
import { createRandom, type Random } from "../../src/random.ts";
import { gaussians, matrix, seeded } from "../kernels/samples.ts";
import { someItems, sparse } from "../kernels/sparse-samples.ts";

const module = await kernelModule();
const ITEMS = 60;
const REQUESTS = 200;
const TARGET = -0.25;
const LAMBDA = 0.4;
const BIAS = 2;

/** A history and examples of a request, all of them disjoint but for likes, some of which are of the history. */
interface Request {
  readonly history: Uint32Array;
  readonly weights: Float32Array;
  readonly examples: Examples;
  readonly sequence: Uint32Array;
}

function requestOf(random: Random): Request {
  const dislikes = someItems(random, ITEMS, 0.05);
  const history = someItems(random, ITEMS, 0.15).filter((item) => !dislikes.includes(item));
  const whole = history.length > 0 ? history : Uint32Array.of(dislikes.includes(0) ? ITEMS - 1 : 0);
  const likes = whole.filter(() => random.nextFloat() < 0.3);
  const weightOf = () => 0.25 + 2 * random.nextFloat();
  return {
    history: whole,
    weights: Float32Array.from(whole, weightOf),
    examples: {
      likes,
      counts: Float32Array.from(whole, (item) => (likes.includes(item) ? weightOf() : 1)),
      dislikes,
      dislikeCounts: Float32Array.from(dislikes, weightOf),
      unitWeight: 1.5,
    },
    sequence: whole.toReversed(),
  };
}

/** Left and right sides of history and dislikes, in f64: what is left of a weight above the shift, and the weight. */
function sides({ history, weights, examples }: Request, target: number, shift = 0) {
  const { counts, dislikes, dislikeCounts, unitWeight } = examples;
  const own = Array.from(weights, (weight, place) => weight * counts[place]!);
  const against = Array.from(dislikeCounts, (count) => unitWeight * count);
  return {
    indices: [...history, ...dislikes],
    weights: [...own, ...against].map((weight) => Math.max(0, weight - shift)),
    rights: [...own, ...against.map((weight) => target * weight)],
  };
}

/** An engine of rows in general position; with `biasLane`, the last lane is a bias. */
function catalogue(random: Random, factorCount: number, biasLane?: number, shift?: number) {
  const rows = matrix(ITEMS, factorCount, gaussians(random, ITEMS * factorCount));
  const ownGram = Float32Array.from(gram(rows), (value) => 0.1 * value);
  if (biasLane !== undefined) {
    for (let lane = 0; lane < factorCount; lane++) {
      ownGram[lane * factorCount + factorCount - 1] = 0;
      ownGram[(factorCount - 1) * factorCount + lane] = 0;
    }
    ownGram[factorCount ** 2 - 1] = 2 ** 60;
  }
  const retrieve: Retrieve = {
    by: "factors",
    factors: { precision: "f32", values: rows.values },
    factorCount,
    likenessLanes: biasLane === undefined ? factorCount : factorCount - 1,
    gram: ownGram,
    query: (index, items, weights) => {
      const lefts = weights.map((weight) => Math.max(0, weight - (shift ?? 0)));
      const x = index.foldIn(items, lefts, LAMBDA, weights);
      if (biasLane !== undefined) x[factorCount - 1] = biasLane;
      return x;
    },
    foldsIn: {
      by: "equations",
      weightsOf: (weights) => weights,
      regularizationOf: () => LAMBDA,
      dislikeTarget: TARGET,
      biasLane,
      shift,
    },
  };
  const popularity = new Float32Array(ITEMS).fill(1);
  const retrieval = createRetrieval({ retrieve }, { kernelModule: module, popularity })!;
  return { rows, gram: ownGram, retrieval };
}

const everything = { filter: undefined, exclude: new Uint32Array(0) };
const WANTED = Uint32Array.from({ length: ITEMS }, (_, item) => item);

function expectNear(found: number, exact: number, scale: number, tolerance: number): void {
  expect(Math.abs(found - exact)).toBeLessThanOrEqual(tolerance * scale);
}

/** The list of a request without exclusions: scores by item. */
function listed(retrieval: Retrieval, { history, weights, examples, sequence }: Request): Map<number, number> {
  const { ranking } = retrieval.scan(history, weights, ITEMS, { ...everything, examples, sequence });
  return new Map(Array.from(ranking.items, (item, place) => [item, ranking.scores[place]!]));
}

describe("likes and dislikes in a fold-in", () => {
  it.each([
    ["without a bias", undefined, undefined],
    ["beside a bias", BIAS, undefined],
    // Some weigh less than 1 here: they are to be predicted as less than 1.
    ["with 1 off the left side", undefined, 1],
  ])("are those of f64 equations, and so are the parts of a score, %s", (_, biasLane, shift) => {
    seeded(91, (random) => {
      const { rows, gram: ownGram, retrieval } = catalogue(random, 12, biasLane, shift);
      for (let at = 0; at < REQUESTS; at++) {
        const request = requestOf(random);
        const equations = sides(request, TARGET, shift);
        const { matrix: a, rhs } = foldInEquations(equations, rows, ownGram, LAMBDA);
        const x = solveCholesky(a, rhs)!;
        if (biasLane !== undefined) x[11] = biasLane;
        const found = listed(retrieval, request);
        const { history, weights, examples } = request;
        const parts = retrieval.parts!(history, weights, WANTED.subarray(0, at % 2 ? 3 : ITEMS), { examples });
        expect([...parts.items]).toEqual(equations.indices);
        for (let row = 0; row < parts.popularity.length; row++) {
          const y = rowOf(rows, row);
          const z = solveCholesky(a, y)!;
          const scale = norm(x) * norm(y);
          const score = dot(x, y);
          // Scores next to 0 are noise, which lists take as 0.
          if (Math.abs(score) > 2e-4 * scale) expectNear(found.get(row)!, score, scale, 1e-5);
          expectNear(totalOf(parts, row), score, scale, 1e-5);
          for (const [place, item] of equations.indices.entries()) {
            const exact = equations.rights[place]! * dot(z, rowOf(rows, item));
            expectNear(parts.parts[row * equations.indices.length + place]!, exact, scale, 1e-5);
          }
          if (biasLane !== undefined) expect(parts.popularity[row]).toBeCloseTo(BIAS * y[11]!, 5);
        }
      }
    });
  });

  it("push neighbours of a dislike down", () => {
    const { retrieval } = catalogue(createRandom(5), 12);
    const request = { ...requestOf(createRandom(9)), history: Uint32Array.of(1, 2), weights: Float32Array.of(1, 1) };
    const of = (dislikes: Uint32Array): Request => {
      const examples = {
        likes: new Uint32Array(0),
        counts: Float32Array.of(1, 1),
        dislikes,
        dislikeCounts: new Float32Array(dislikes.length).fill(1),
        unitWeight: 1,
      };
      return { ...request, examples };
    };
    const plain = listed(retrieval, of(new Uint32Array(0)));
    const [disliked = 0] = [...plain.keys()].filter((item) => item !== 1 && item !== 2);
    const options = { ...everything, exclude: Uint32Array.of(1, 2, disliked).sort() };
    const [neighbour = 0] = retrieval.similar!(disliked, 1, options).ranking.items;
    const without = listed(retrieval, of(Uint32Array.of(disliked)));
    for (const item of [disliked, neighbour]) expect(without.get(item)!).toBeLessThan(plain.get(item)!);
  });
});

describe("likes and dislikes in a matrix of weights", () => {
  it("add and take away rows, which are the parts of a score", () => {
    seeded(92, (random) => {
      const weights = sparse(random, ITEMS, ITEMS, () => random.nextGaussian());
      const popularity = new Float32Array(ITEMS).fill(1);
      const retrieval = createRetrieval(
        { retrieve: { by: "weights", weights } },
        { kernelModule: module, popularity },
      )!;
      const entry = (row: number, column: number): number => {
        const own = weights.indices.subarray(weights.offsets[row]!, weights.offsets[row + 1]!);
        const at = own.indexOf(column);
        return at < 0 ? 0 : weights.values[weights.offsets[row]! + at]!;
      };
      for (let at = 0; at < REQUESTS; at++) {
        const request = requestOf(random);
        const { indices, rights } = sides(request, -1);
        const found = listed(retrieval, request);
        const { history, weights: given, examples } = request;
        const parts = retrieval.parts!(history, given, WANTED, { examples });
        for (const [item, score] of found) {
          const exact = indices.map((other, place) => rights[place]! * entry(other, item));
          const size = exact.reduce((sum, part) => sum + Math.abs(part), 0);
          const sum = exact.reduce((total, part) => total + part, 0);
          // Items that no row reaches stand by popularity.
          if (size > 0) expectNear(score, sum, size, 1e-5);
          expectNear(totalOf(parts, item), sum, size, 1e-5);
        }
      }
    });
  });
});

describe("lists by likeness", () => {
  it.each(["average", "best"] as const)(
    "by %s are those of f64 cosines, and so are the parts of a score",
    (strategy) => {
      seeded(93, (random) => {
        const { rows, retrieval } = catalogue(random, 12);
        const unit = (item: number): Float64Array => rowOf(rows, item).map((value) => value / norm(rowOf(rows, item)));
        for (let at = 0; at < REQUESTS; at++) {
          const { history, examples, sequence } = requestOf(random);
          const exact =
            strategy === "average" ? averages(rows, unit, history, examples) : nearest(rows, history, examples);
          const options = { ...everything, examples, sequence };
          const { ranking } = retrieval.likeness!.scan(strategy, history, ITEMS, options);
          const parts = retrieval.likeness!.parts(strategy, history, WANTED, { examples, sequence });
          for (const [place, item] of ranking.items.entries()) {
            // Cosines next to 0 are noise, which lists take as 0.
            if (Math.abs(exact[item]!) > 2e-4) expectNear(ranking.scores[place]!, exact[item]!, 1, 2e-6);
            expectNear(totalOf(parts, item), exact[item]!, 1, 2e-6);
          }
        }
      });
    },
  );

  it("by average are one and the same for a history of any length without dislikes, up to its size", () => {
    const { rows, retrieval } = catalogue(createRandom(3), 12);
    const { ranking } = retrieval.likeness!.scan("average", Uint32Array.of(4), 5, everything);
    const cosines = scoresOf(rows, rowOf(rows, 4), "cosine");
    for (const [place, item] of ranking.items.entries()) expect(ranking.scores[place]).toBeCloseTo(cosines[item]!, 5);
  });
});

function averages(rows: Matrix, unit: (item: number) => Float64Array, history: Uint32Array, examples: Examples) {
  const q = new Float64Array(rows.columnCount);
  const add = (items: Uint32Array, counts: Float32Array, factor: number): void => {
    const sum = counts.reduce((total, count) => total + count, 0);
    for (const [at, item] of items.entries()) {
      for (const [lane, value] of unit(item).entries()) q[lane]! += (factor * counts[at]! * value) / sum;
    }
  };
  add(history, examples.counts, 2);
  add(examples.dislikes, examples.dislikeCounts, -1);
  return scoresOf(rows, q, "cosine");
}

function nearest(rows: Matrix, history: Uint32Array, { dislikes }: Examples): Float64Array {
  const of = (items: Uint32Array): Matrix =>
    matrix(
      items.length,
      rows.columnCount,
      [...items].flatMap((item) => [...rowOf(rows, item)]),
    );
  return bestScores(rows, of(history), of(dislikes));
}

describe("draws around a folded-in user", () => {
  it.each([0, 1])(
    "have its mean and the covariance of the equations with %i off the left side, and are the same for a seed",
    (shift) => {
      const { rows, gram: ownGram, retrieval } = catalogue(createRandom(17), 3, undefined, shift);
      const history = Uint32Array.of(1, 5, 9);
      const weights = Float32Array.of(1, 2, 1);
      const draw = retrieval.vectors!.drawUserFactors!;
      const lefts = weights.map((weight) => weight - shift);
      const sides = { indices: history, weights: lefts, rights: weights };
      const { matrix: a, rhs } = foldInEquations(sides, rows, ownGram, LAMBDA);
      const x = solveCholesky(a, rhs)!;
      const random = createRandom(1);
      const [count, scale] = [20_000, 0.5];
      // With deviations d = scale · L⁻ᵀz: A·d has the covariance scale²·A, and dᵀAd the mean scale² · 3.
      const mean = new Float64Array(3);
      let energy = 0;
      for (let at = 0; at < count; at++) {
        const deviation = Float64Array.from(draw(history, weights, { random, scale }), (value, d) => value - x[d]!);
        energy += dot(deviation, multiply(a, deviation)) / count;
        for (let d = 0; d < 3; d++) mean[d]! += deviation[d]! / count;
      }
      // dᵀAd / scale² is chi-squared with 3 degrees: mean 3, variance 6.
      expect(Math.abs(energy / scale ** 2 - 3)).toBeLessThan(4 * Math.sqrt(6 / count));
      for (let d = 0; d < 3; d++) expect(Math.abs(mean[d]!)).toBeLessThan(4 * scale * Math.sqrt(1 / LAMBDA / count));
      const again = () => draw(history, weights, { random: createRandom(7), scale: 1 });
      expect(again()).toEqual(again());
      expect(draw(history, weights, { random, scale: 0 })).toEqual(retrieval.vectors!.userFactors(history, weights));
    },
  );

  it("are what a scan finds by, where it is asked to", () => {
    const { retrieval } = catalogue(createRandom(17), 12);
    const scan = (seed: number) => {
      const draw = { random: createRandom(seed), scale: 1 };
      return retrieval.scan(Uint32Array.of(1), Float32Array.of(1), 10, { ...everything, draw }).userFactors!;
    };
    const draw = { random: createRandom(4), scale: 1 };
    const expected = retrieval.vectors!.drawUserFactors!(Uint32Array.of(1), Float32Array.of(1), draw);
    expect(scan(4)).toEqual(expected);
    expect(scan(5)).not.toEqual(expected);
  });
});
