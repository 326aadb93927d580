import { describe, expect, it } from "vitest";
import { ndcgAtK } from "../../src/evaluation/metrics.ts";
import {
  chooseColdWeight,
  chooseRankingMix,
  drawnOrder,
  logisticLoss,
  logisticSlope,
  meanNdcg,
  ndcgOfExamples,
  oneMember,
  type RankingExample,
  searchShares,
  solveLogistic,
} from "../../src/models/hybrid/train-ranking-weights.ts";
import { createRandom } from "../../src/random.ts";

/** Users who take what two members see each in half, while a third sees nothing. */
function examplesOf(seed: number, users: number, skills: readonly number[]): RankingExample[] {
  const random = createRandom(seed);
  return Array.from({ length: users }, () => {
    const candidates = 60;
    const features = new Float64Array(candidates * skills.length);
    const tastes = Float64Array.from({ length: candidates }, () => random.nextGaussian());
    for (let at = 0; at < features.length; at++) {
      const skill = skills[at % skills.length] ?? 0;
      features[at] = skill * (tastes[Math.floor(at / skills.length)] ?? 0) + random.nextGaussian();
    }
    const relevant = Uint8Array.from(tastes, (taste) => (taste > 1.3 ? 1 : 0));
    relevant[0] = 1;
    return {
      features,
      relevant,
      isCold: new Uint8Array(candidates),
      relevantCount: relevant.reduce((sum, mark) => sum + mark, 0) + 1,
    };
  });
}

describe("nDCG of examples", () => {
  it("is that of the evaluation, ties in a drawn order", () => {
    const random = createRandom(8);
    const examples = examplesOf(8, 50, [1, 1]).map((example) => ({
      ...example,
      features: example.features.map(() => random.nextInteger(4)),
    }));
    const weights = Float64Array.of(1, 2);
    const found = ndcgOfExamples(examples, weights);
    for (const [place, { features, relevant, relevantCount }] of examples.entries()) {
      const score = (item: number): number => (features[2 * item] ?? 0) + 2 * (features[2 * item + 1] ?? 0);
      const drawn = drawnOrder(relevant.length);
      const order = [...relevant.keys()].sort((a, b) => score(b) - score(a) || drawn.indexOf(a) - drawn.indexOf(b));
      const hits = Uint8Array.from(order, (item) => relevant[item] ?? 0);
      expect(found[place]).toBeCloseTo(ndcgAtK({ hits, relevantCount }, 10), 12);
    }
    expect(meanNdcg(examples, weights)).toBeCloseTo(found.reduce((sum, value) => sum + value, 0) / 50, 12);
    expect(meanNdcg([], weights)).toBe(0);
  });

  it("gives a member without opinion nothing for low numbers", () => {
    const examples = Array.from({ length: 400 }, (_, user): RankingExample => {
      const relevant = new Uint8Array(100 + (user % 50));
      relevant[user % 10] = 1;
      return { features: new Float64Array(relevant.length), relevant, isCold: relevant, relevantCount: 1 };
    });
    // Chance: one of about 125 candidates, in the first ten, is worth .037; in the order of numbers it would be .45.
    expect(meanNdcg(examples, Float64Array.of(1))).toBeLessThan(0.1);
  });
});

describe("the search for shares", () => {
  it("never falls, and comes near the top of a smooth hill", () => {
    const target = [0.6, 0.3, 0.1];
    const height = (weights: Float64Array): number =>
      -weights.reduce((sum, weight, member) => sum + (weight - (target[member] ?? 0)) ** 2, 0);
    const values: number[] = [];
    const found = searchShares(3, height, (value) => values.push(value));
    expect(found.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    for (const [member, weight] of found.entries()) expect(Math.abs(weight - (target[member] ?? 0))).toBeLessThan(0.03);
    expect(values.length).toBeGreaterThan(3);
  });

  it("is never below the best member", () => {
    for (let seed = 0; seed < 10; seed++) {
      const examples = examplesOf(seed, 30, [0.9, 0.2, 0]);
      const judge = (weights: Float64Array): number => meanNdcg(examples, weights);
      const alone = [0, 1, 2].map((member) => judge(oneMember(3, member)));
      expect(judge(searchShares(3, judge))).toBeGreaterThanOrEqual(Math.max(...alone));
    }
  });
});

describe("the logistic loss of a mix", () => {
  const examples = examplesOf(4, 40, [1, 0.5, 0]);

  it("has the slope and curvature that finite differences have", () => {
    const parameters = Float64Array.of(0.4, -0.3, 0.2, -1);
    const { gradient, hessian } = logisticSlope(examples, parameters, 3);
    const shifted = (place: number, step: number): Float64Array =>
      parameters.map((value, at) => (at === place ? value + step : value));
    for (let place = 0; place < 4; place++) {
      const above = logisticLoss(examples, shifted(place, 1e-5), 3);
      const below = logisticLoss(examples, shifted(place, -1e-5), 3);
      expect(gradient[place]).toBeCloseTo((above - below) / 2e-5, 4);
      const [up, down] = [1e-5, -1e-5].map((step) => logisticSlope(examples, shifted(place, step), 3).gradient);
      for (let other = 0; other < 4; other++) {
        const expected = ((up?.[other] ?? 0) - (down?.[other] ?? 0)) / 2e-5;
        expect(hessian[place * 4 + other]).toBeCloseTo(expected, 3);
      }
    }
  });

  it("falls from step to step, to where it is level", () => {
    const losses: number[] = [];
    const weights = solveLogistic(examples, 3, 1, (loss) => losses.push(loss));
    expect(losses.length).toBeGreaterThan(2);
    for (let step = 1; step < losses.length; step++) expect(losses[step]).toBeLessThan(losses[step - 1] ?? 0);
    expect(weights[0]).toBeGreaterThan(weights[1] ?? 0);
    expect(Math.abs(weights[2] ?? 1)).toBeLessThan(0.2);
  });
});

describe.each(["weighted", "stacked"] as const)("a mix of rankings (%s)", (method) => {
  it("gains on members that see different things", () => {
    const { reached, best, weights } = chooseRankingMix(examplesOf(1, 300, [1, 1, 0]), 3, {
      method,
      regularization: 1,
    });
    expect(reached).toBeGreaterThan(1.05 * best);
    expect(weights[0]).toBeGreaterThan(2 * Math.abs(weights[2] ?? 1));
  });

  it("is mostly the best member alone where the others add nothing but luck, and loses little where it is not", () => {
    const fresh = examplesOf(1000, 400, [0, 1.5, 0]);
    const alone = meanNdcg(fresh, Float64Array.of(0, 1, 0));
    let mixes = 0;
    for (let seed = 0; seed < 20; seed++) {
      const examples = examplesOf(seed, 25, [0, 1.5, 0]);
      const { reached, best, weights } = chooseRankingMix(examples, 3, { method, regularization: 1 });
      if (reached === best) expect([...weights]).toEqual([0, 1, 0]);
      else {
        mixes++;
        expect(meanNdcg(fresh, weights)).toBeGreaterThan(0.9 * alone);
      }
    }
    // A gain of one standard error comes by luck in a sixth of all cases.
    expect(mixes).toBeLessThanOrEqual(6);
  });
});

describe.each(["weighted", "stacked"] as const)("how clearly a mix has to win (%s)", (method) => {
  const user = (...features: number[]): RankingExample => {
    const candidates = features.length / 2;
    const relevant = Uint8Array.from({ length: candidates }, (_, item) => Number(item === 0));
    return { features: Float64Array.from(features), relevant, isCold: new Uint8Array(candidates), relevantCount: 1 };
  };
  /** Both members put what they take first. */
  const settled = user(2, 2, 0, 0);
  /** Each member puts something else before it, and their sum does not. */
  const torn = user(1, 1, 1.5, 0, 0, 1.5);
  /** Gains of m users among n are √(m (n − 1) / (n − m)) standard errors above 0. */
  const choose = (gaining: number) =>
    chooseRankingMix(
      Array.from({ length: 40 }, (_, place) => (place < gaining ? torn : settled)),
      2,
      { method, regularization: 1 },
    );

  it("is by its standard error: 1.43 of them are enough", () => {
    const { weights, reached, best } = choose(2);
    expect(weights[0]).toBeGreaterThan(0);
    expect(weights[1]).toBeGreaterThan(0);
    expect(best).toBeCloseTo((38 + 2 / Math.log2(3)) / 40, 12);
    expect(reached).toBeCloseTo(1, 12);
    expect([...choose(0).weights]).toEqual([1, 0]);
    // What one user gains is found on that user alone.
    if (method === "weighted") expect([...choose(1).weights]).toEqual([1, 0]);
  });
});

describe("the weight of items without interactions", () => {
  /** Four warm items by the first member, then one cold item that only the second, of content, knows. */
  const example = (taken: number, cold: number): RankingExample => ({
    features: Float64Array.of(2, 0, 1.5, 0, 1, 0, 0.5, 0, 0, cold),
    relevant: Uint8Array.from([0, 1, 2, 3, 4], (item) => (item === taken ? 1 : 0)),
    isCold: Uint8Array.of(0, 0, 0, 0, 1),
    relevantCount: 1,
  });
  const choose = (...examples: RankingExample[]): number =>
    chooseColdWeight(examples, Float64Array.of(1, 0), Float64Array.of(0, 1));

  it("is all of it where users take them, and where it makes no difference", () => {
    expect(choose(example(4, 3), example(4, 3))).toBe(1);
    expect(choose(example(1, -1))).toBe(1);
  });

  it("is less where they push aside what users take", () => {
    // A cold item of value 3 stays behind the best at ½, behind the third at ¼, and behind the last at nothing.
    expect(choose(example(0, 3))).toBe(0.5);
    expect(choose(example(2, 3))).toBe(0.25);
    expect(choose(example(3, 3))).toBe(0);
  });
});
