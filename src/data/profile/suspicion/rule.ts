import type { Suspicion } from "../types.ts";

/** The result of a rule on a data set: its texts, and the users it found in any order. */
export interface RuleResult extends Pick<Suspicion, "rule" | "title" | "threshold" | "reason" | "notApplied"> {
  readonly found: readonly Found[];
}

export interface Found {
  /** User index. */
  readonly user: number;
  /** Another user index that belongs to the finding. */
  readonly otherUser?: number;
  /** Text of the finding; called only for users that are shown. */
  readonly detail: () => string;
}

/** A count for a sentence: `2,698`. */
export const counted = (count: number): string => count.toLocaleString("en");
