import type { Interactions } from "../../interactions.ts";
import { counted, type Found, type RuleResult } from "./rule.ts";

const MINIMUM_RATINGS = 20;

/** Users whose ratings, 20 or more, are all of one value. */
export function findSameValue(interactions: Interactions, perUser: Uint32Array): RuleResult {
  const about = {
    rule: "same-value",
    title: "All ratings the same",
    threshold: `at least ${MINIMUM_RATINGS} ratings, all of one value`,
    reason: "Such ratings show what was rated, but not what was preferred.",
  } as const;
  const { users, values, feedback } = interactions;
  if (feedback === "implicit") {
    return { ...about, found: [], notApplied: "the data has no ratings: feedback is implicit" };
  }
  if (values.every((value) => value === values[0])) {
    return { ...about, found: [], notApplied: "every rating in the data has the same value" };
  }
  const first = new Float32Array(perUser.length).fill(Number.NaN);
  const varies = new Uint8Array(perUser.length);
  for (let row = 0; row < users.length; row++) {
    const user = users[row]!;
    if (Number.isNaN(first[user])) first[user] = values[row]!;
    else if (first[user] !== values[row]) varies[user] = 1;
  }
  const found: Found[] = [];
  for (let user = 0; user < perUser.length; user++) {
    if (perUser[user]! < MINIMUM_RATINGS || varies[user] === 1) continue;
    found.push({
      user,
      detail: () => `${counted(perUser[user]!)} ratings, all ${Number(first[user]!.toPrecision(6))}`,
    });
  }
  return { ...about, found };
}
