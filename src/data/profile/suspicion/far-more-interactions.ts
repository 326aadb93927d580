import type { Interactions } from "../../interactions.ts";
import { ascending, quantile } from "../statistics.ts";
import { counted, type Found, type RuleResult } from "./rule.ts";

const MINIMUM_INTERACTIONS = 100;
const RANGES_ABOVE = 3;
/** Where most users have about the same number, the range is near 0 and one interaction more would be a finding. */
const MINIMUM_RATIO = 2;

/**
 * Users with far more interactions than others: ln count > Q3 + 3 · (Q3 − Q1), the outer fence of Tukey (1977) on the
 * logarithms of all counts above 0, and more than twice the count at Q3, and at least 100.
 */
export function findFarMoreInteractions(_: Interactions, perUser: Uint32Array): RuleResult {
  const sorted = ascending(
    Float64Array.from(
      perUser.filter((count) => count > 0),
      Math.log,
    ),
  );
  const [first, third] = [quantile(sorted, 25), quantile(sorted, 75)];
  const fence = third + Math.max(RANGES_ABOVE * (third - first), Math.log(MINIMUM_RATIO));
  // A count on the fence is not above it, even if rounded logarithms differ.
  const limit = Math.max(Math.floor(Math.exp(fence) + 1e-6), MINIMUM_INTERACTIONS - 1);
  const median = quantile(ascending(perUser), 50);
  const found: Found[] = [];
  for (let user = 0; user < perUser.length; user++) {
    const count = perUser[user]!;
    if (count <= limit) continue;
    found.push({ user, detail: () => `${counted(count)} interactions, the median user has ${counted(median)}` });
  }
  return {
    rule: "far-more-interactions",
    title: "Far more interactions than others",
    threshold:
      `more than ${counted(limit)} interactions: three interquartile ranges above the upper quartile of the logarithms, ` +
      `at least twice that quartile and at least ${MINIMUM_INTERACTIONS}`,
    reason: "One account of this size may be a shop, a family or a robot, and weighs as much as many others together.",
    found,
  };
}
