import type { Suspicion } from "../types.ts";

/** What a rule says of a data set: its words, and the users it found in any order. */
export interface RuleResult extends Pick<Suspicion, "rule" | "title" | "threshold" | "reason" | "notApplied"> {
  readonly found: readonly Found[];
}

export interface Found {
  /** User index. */
  readonly user: number;
  /** Another user index that belongs to the finding. */
  readonly otherUser?: number;
  /** Says what was found; called only for those who are shown. */
  readonly detail: () => string;
}

/** A count for a sentence: `2,698`. */
export const counted = (count: number): string => count.toLocaleString("en");
