import type { ReadReport } from "../dataset.ts";
import type { Feedback } from "../interactions.ts";

/**
 * What a data set looks like before any model sees it; plain data, ready for JSON.stringify. Every count is exact.
 * Shares and the density are from 0 to 1. Dates are UTC, written as ISO 8601: `1997-09-20`.
 */
export interface DataProfile {
  readonly name: string;
  /** Printed wherever the data appears ("simulated audience"); empty where there is no note. */
  readonly note: string;
  readonly fingerprint: string;
  readonly feedback: Feedback;
  readonly sizes: ProfileSizes;
  readonly timestamps: TimestampSummary;
  readonly values: ValueSummary;
  /** Counts of the rows of the input. */
  readonly reading: ReadReport;
  readonly valueDistribution: ValueDistribution;
  /** Absent where no interaction has a time. */
  readonly overTime?: TimeDistribution;
  readonly perUser: CountDistribution;
  readonly perItem: CountDistribution;
  /** Absent where the items have no column `year`. */
  readonly itemsPerYear?: YearDistribution;
  readonly longTail: LongTail;
  /** Absent where no transform was given. */
  readonly transformed?: TransformedValues;
  /** One entry a rule, always all rules in the same order; a rule without findings has `users: 0`. */
  readonly suspiciousUsers: readonly Suspicion[];
}

export interface ProfileSizes {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
  /** interactions / (users · items). */
  readonly density: number;
  /** 1 − density. */
  readonly sparsity: number;
}

export interface TimestampSummary {
  /** Interactions with a time in the years 1 … 9999. */
  readonly known: number;
  /** known / interactions. */
  readonly share: number;
  /** First and last moment, to the second: `1997-09-20T03:05:10Z`. Absent where no interaction has a time. */
  readonly first?: string;
  readonly last?: string;
}

export interface ValueSummary {
  readonly distinct: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** The middle value; of an even number of values the mean of the middle two. */
  readonly median: number;
  /** Of the population: √( Σ (value − mean)² / interactions ). */
  readonly standardDeviation: number;
}

/**
 * Each distinct value where there are at most 50; otherwise 50 bins of equal width, low ≤ value < high (the last: ≤
 * high).
 */
export type ValueDistribution =
  | { readonly kind: "distinct"; readonly values: readonly { readonly value: number; readonly count: number }[] }
  | { readonly kind: "bins"; readonly bins: readonly Bin[] };

export interface Bin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * Interactions by the calendar, in UTC. The finest unit that needs at most 2,000 points; empty ones are included with
 * 0.
 */
export interface TimeDistribution {
  /** A week begins on Monday. */
  readonly unit: "day" | "week" | "month" | "year" | "century";
  /** `start` is the first day of the unit: `1997-09-20`. Ascending, without gaps. */
  readonly points: readonly { readonly start: string; readonly count: number }[];
}

/** Distribution of the number of interactions of users (or items). */
export interface CountDistribution {
  /**
   * `count` users (items) have from `low` to `high` − 1 interactions. The edges are the rounded powers of √2 (1, 2, 3,
   * 4, 6, 8, 11, 16 …), so the bins are about equally wide on a logarithmic scale; one bin 0 … 0 precedes them where a
   * count is 0. Without gaps.
   */
  readonly bins: readonly Bin[];
  readonly mean: number;
  readonly quantiles: Quantiles;
}

/** Linear interpolation between the nearest two ranks (type 7 of Hyndman & Fan 1996; the default of NumPy and R). */
export interface Quantiles {
  readonly minimum: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p90: number;
  readonly p99: number;
  readonly maximum: number;
}

export interface YearDistribution {
  /** Ascending; years without an item are left out. */
  readonly years: readonly { readonly year: number; readonly items: number }[];
  /** Items whose year is unknown or outside −4000 … 2999. */
  readonly unknownItems: number;
}

/** Inequality of the number of interactions of the items. */
export interface LongTail {
  /**
   * Lorenz curve: the `itemShare` of least popular items has the `interactionShare` of the interactions. From (0, 0) to
   * (1, 1), at most 101 points, evenly spaced in items.
   */
  readonly lorenz: readonly { readonly itemShare: number; readonly interactionShare: number }[];
  /** 0 where all items are equally popular, 1 − 1/items where one item has all interactions. */
  readonly gini: number;
  /** The most popular 1, 10 and 20 % of the items (rounded up to whole items). */
  readonly top: readonly { readonly percent: number; readonly items: number; readonly interactionShare: number }[];
  readonly itemsBelow5: number;
  readonly usersBelow5: number;
}

/** Values before and after the transforms. */
export interface TransformedValues {
  /** As written on the command line, in order. */
  readonly transforms: readonly string[];
  /**
   * Each distinct value where there are at most 50; otherwise the values at 50 evenly spaced ranks, lowest and highest
   * among them.
   */
  readonly kind: "distinct" | "quantiles";
  /** Ascending by original. */
  readonly pairs: readonly { readonly original: number; readonly transformed: number }[];
  readonly values: ValueSummary;
}

export type SuspicionRule = "same-value" | "far-more-interactions" | "burst" | "identical-history";

/** A rule that finds suspicious users, with its findings. A finding is a reason to look, not a proof. */
export interface Suspicion {
  readonly rule: SuspicionRule;
  /** Short, for a heading: `All ratings the same`. */
  readonly title: string;
  /** The condition, with the figures that apply to this data: `at least 20 ratings, all of one value`. */
  readonly threshold: string;
  /** Why it is suspicious, in one sentence. */
  readonly reason: string;
  /** Number of users found. */
  readonly users: number;
  /** At most 10: those with the most interactions first. */
  readonly examples: readonly SuspiciousUser[];
  /** Why the rule does not apply to this data; then `users` is 0. Absent where it was applied. */
  readonly notApplied?: string;
}

export interface SuspiciousUser {
  /** Absent where user ids are left out on request. */
  readonly userId?: string;
  readonly interactions: number;
  /** What was found, without an id: `31 ratings, all 5`. */
  readonly detail: string;
  /** The user with the same history, for identical histories. Absent otherwise, and where ids are left out. */
  readonly otherUserId?: string;
}
