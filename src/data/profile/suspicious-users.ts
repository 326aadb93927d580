import type { Interactions } from "../interactions.ts";
import { findBursts } from "./suspicion/burst.ts";
import { findFarMoreInteractions } from "./suspicion/far-more-interactions.ts";
import { findIdenticalHistories } from "./suspicion/identical-history.ts";
import type { Found, RuleResult } from "./suspicion/rule.ts";
import { findSameValue } from "./suspicion/same-value.ts";
import type { Suspicion, SuspiciousUser } from "./types.ts";

const MAXIMUM_EXAMPLES = 10;

const RULES = [findSameValue, findFarMoreInteractions, findBursts, findIdenticalHistories];

/** Applies every rule. `perUser` is u32[users], the interactions of each user. */
export function findSuspiciousUsers(interactions: Interactions, perUser: Uint32Array, userIds: boolean): Suspicion[] {
  return RULES.map((find) => {
    const { found, ...about } = find(interactions, perUser);
    return { ...about, users: found.length, examples: examplesOf(found, interactions, perUser, userIds) };
  });
}

/** Most interactions first; ties by the lower user index. */
function examplesOf(
  found: RuleResult["found"],
  { userIds }: Interactions,
  perUser: Uint32Array,
  showUserIds: boolean,
): SuspiciousUser[] {
  const order = (a: Found, b: Found): number => perUser[b.user]! - perUser[a.user]! || a.user - b.user;
  return [...found]
    .sort(order)
    .slice(0, MAXIMUM_EXAMPLES)
    .map(({ user, detail, otherUser }) => ({
      ...(showUserIds && { userId: userIds.idOf(user) }),
      interactions: perUser[user]!,
      detail: detail(),
      ...(showUserIds && otherUser !== undefined && { otherUserId: userIds.idOf(otherUser) }),
    }));
}
