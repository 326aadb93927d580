/** One item that was shown, as a log has it, and what a policy would have done. */
export interface LoggedItem {
  /** What came of it: 1 for a click, an amount; 0 for nothing. Finite. */
  readonly reward: number;
  /** The probability with which the logging policy showed the item in its list, above 0 and at most 1. */
  readonly propensity: number;
  /** That with which the policy which is estimated would have shown it, 0 to 1. */
  readonly target: number;
}

/** What a policy would have earned a list. */
export interface PolicyValue {
  /** Mean reward of a list: Σ over its items of reward · target / propensity. */
  readonly value: number;
  /** Its standard error over lists; undefined with fewer than two. */
  readonly standardError: number | undefined;
  /** value ± 1.96 standard errors. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  /**
   * The same with weights that sum to the number of items (self-normalised): less variance, a little biased. undefined where no item
   * has a weight.
   */
  readonly normalised: number | undefined;
  /** (Σ w)² / Σ w² of the weights w = target / propensity: how many items the estimate is worth. */
  readonly effectiveItems: number;
  /** The share of the items that the policy could have shown. */
  readonly overlap: number;
}

/** Two-sided 95 % of a normal distribution. */
const DEVIATIONS = 1.959964;

/**
 * The value of a policy by inverse propensity (Horvitz & Thompson 1952), from lists that another policy showed. Unbiased where the
 * logging policy could have shown every item that the other would, and where a reward depends on the item alone: not on its place, nor on
 * the rest of the list. Lists are independent; items of a list need not be.
 */
export function policyValue(lists: readonly (readonly LoggedItem[])[]): PolicyValue {
  const values = new Float64Array(lists.length);
  let [items, weights, squares, weighted, shared] = [0, 0, 0, 0, 0];
  for (const [place, list] of lists.entries()) {
    for (const { reward, propensity, target } of list) {
      const weight = target / propensity;
      items++;
      weights += weight;
      squares += weight * weight;
      weighted += weight * reward;
      values[place]! += weight * reward;
      if (weight > 0) shared++;
    }
  }
  const count = lists.length;
  const value = values.reduce((sum, one) => sum + one, 0) / Math.max(1, count);
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / Math.max(1, count - 1);
  const standardError = count < 2 ? undefined : Math.sqrt(variance / count);
  const bound = (sign: number): number | undefined =>
    standardError === undefined ? undefined : value + sign * DEVIATIONS * standardError;
  return {
    value,
    standardError,
    low: bound(-1),
    high: bound(1),
    normalised: weights > 0 ? (weighted / weights) * (items / count) : undefined,
    effectiveItems: squares > 0 ? weights ** 2 / squares : 0,
    overlap: items > 0 ? shared / items : 0,
  };
}
