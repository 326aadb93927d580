import { checkInteger, checkLength, checkNumber, show } from "../check.ts";
import { createRandom } from "../random.ts";

/** A figure as a mean over users: `mean` is Σ sums / Σ weights, `root-mean` its square root (rmse). */
export interface UserStatistic {
  /** f64[users]: each user's term of the numerator. */
  readonly sums: Float64Array;
  /** f64[users], from 0: each user's term of the denominator. Users with weight 0 are left out. */
  readonly weights: Float64Array;
  readonly transform: "mean" | "root-mean";
}

/** The difference of two figures with its confidence interval over the choice of users. */
export interface BootstrapInterval {
  /** Figure of the first minus figure of the second, on all users. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Share of repetitions that the interval is meant to cover: 0.95. */
  readonly confidence: number;
  readonly resamples: number;
}

/** Options of the bootstrap. */
export interface BootstrapOptions {
  /** Draws of users, from 1; default 2000. */
  readonly resamples?: number | undefined;
  /** From 0 to 1; default 0.95. */
  readonly confidence?: number | undefined;
  /** An integer from 0 to 2³² − 1; default 0. Same seed, same interval. */
  readonly seed?: number | undefined;
}

/** Separates these draws from other uses of one seed. */
const BOOTSTRAP_STREAM = 5;

/**
 * Confidence interval for the difference between two models measured on the same users: paired percentile bootstrap.
 *
 * Each resample draws as many users as take part, with replacement, the same users for both models, and works out
 * figure(first) − figure(second). The interval runs from the (1 − confidence)/2 to the (1 + confidence)/2 quantile of
 * these differences, linear between order statistics. It covers the choice of users; not that of the split, nor of the
 * training seed. Where it contains 0, the difference is not significant. Swapping the models turns the
 * interval round.
 *
 * Entry u of every array is the same user. Users whose weight is 0 in both take no part. Where no user takes part, a
 * figure is not a number, or some resample has no value: NaN. O(resamples · users).
 *
 * Throws RangeError for different lengths, different transforms, a weight that is negative or NaN, or a bad option.
 * Source: Efron & Tibshirani 1993, chapters 13 and 16.
 */
export function pairedBootstrap(
  first: UserStatistic,
  second: UserStatistic,
  options: BootstrapOptions = {},
): BootstrapInterval {
  const resamples = checkInteger("resamples", options.resamples ?? 2000, 1, 1_000_000);
  const confidence = checkNumber("confidence", options.confidence ?? 0.95, 0, 1);
  const seed = checkInteger("seed", options.seed ?? 0, 0, 0xffff_ffff);
  const users = participants(first, second);
  const transform = first.transform === "mean" ? (mean: number) => mean : Math.sqrt;
  const difference = differenceOver(users, transform, (place) => place);
  if (Number.isNaN(difference)) return { difference, low: Number.NaN, high: Number.NaN, confidence, resamples };

  const random = createRandom(seed, BOOTSTRAP_STREAM);
  const userCount = users.length / FIELDS;
  // Faster than nextInteger; a user's chance is off by at most 2⁻³².
  const drawUser = () => Math.floor(random.nextFloat() * userCount);
  const differences = Float64Array.from({ length: resamples }, () => differenceOver(users, transform, drawUser));
  return { difference, ...centralInterval(differences, confidence), confidence, resamples };
}

/** Numbers kept side by side for each user: sum and weight of the first model, sum and weight of the second. */
const FIELDS = 4;

/** f64[participants × FIELDS]. Sums of a model for which the user has weight 0 are 0, whatever they were. */
function participants(first: UserStatistic, second: UserStatistic): Float64Array {
  const count = first.sums.length;
  checkLength("first.weights", first.weights.length, count);
  checkLength("second.sums", second.sums.length, count);
  checkLength("second.weights", second.weights.length, count);
  if (first.transform !== second.transform) {
    throw new RangeError(
      `second.transform: expected ${first.transform}, as in first, got ${show(second.transform)}; ` +
        "a difference needs two figures of one kind",
    );
  }
  const rows: number[] = [];
  for (let user = 0; user < count; user++) {
    const firstWeight = checkNumber(`first.weights[${user}]`, first.weights[user], 0, Number.MAX_VALUE);
    const secondWeight = checkNumber(`second.weights[${user}]`, second.weights[user], 0, Number.MAX_VALUE);
    if (firstWeight === 0 && secondWeight === 0) continue;
    rows.push(firstWeight === 0 ? 0 : first.sums[user]!, firstWeight);
    rows.push(secondWeight === 0 ? 0 : second.sums[user]!, secondWeight);
  }
  return Float64Array.from(rows);
}

/** figure(first) − figure(second) over as many users as there are; `pick` says which one stands at each place. */
function differenceOver(
  users: Float64Array,
  transform: (mean: number) => number,
  pick: (place: number) => number,
): number {
  let firstSum = 0;
  let firstWeight = 0;
  let secondSum = 0;
  let secondWeight = 0;
  const userCount = users.length / FIELDS;
  for (let place = 0; place < userCount; place++) {
    const row = FIELDS * pick(place);
    firstSum += users[row]!;
    firstWeight += users[row + 1]!;
    secondSum += users[row + 2]!;
    secondWeight += users[row + 3]!;
  }
  return transform(firstSum / firstWeight) - transform(secondSum / secondWeight);
}

/** The middle share of the values, cut off evenly on both sides; NaN where a value is NaN. Sorts `values`. */
function centralInterval(values: Float64Array, confidence: number): { low: number; high: number } {
  if (values.some(Number.isNaN)) return { low: Number.NaN, high: Number.NaN };
  values.sort();
  const position = ((values.length - 1) * (1 - confidence)) / 2;
  const before = Math.floor(position);
  const share = position - before;
  // Both ends are counted from their own side, so that turning the signs turns the interval round exactly.
  const between = (outer: number, inner: number) => outer + share * (inner - outer);
  const last = values.length - 1;
  const after = Math.min(before + 1, last);
  return {
    low: between(values[before]!, values[after]!),
    high: between(values[last - before]!, values[last - after]!),
  };
}
