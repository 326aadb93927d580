import type { Interactions } from "../../interactions.ts";
import { isCalendarTime, isoSecond } from "../calendar.ts";
import { counted, type Found, type RuleResult } from "./rule.ts";

const MINIMUM_IN_A_SECOND = 20;
const SECONDS_PER_MINUTE = 60;

/**
 * Users with 20 or more interactions within one second of the clock. A page with checkboxes for several items sends
 * them in the same second, so short gaps alone prove nothing: for many users of MovieLens the median gap is 0 s. Twenty
 * at once exceed its pages.
 */
export function findBursts({ users, timestamps }: Interactions, perUser: Uint32Array): RuleResult {
  const about = {
    rule: "burst",
    title: "Bursts of interactions",
    threshold: `at least ${MINIMUM_IN_A_SECOND} interactions within the same second`,
    reason:
      "People do not rate that fast: the history was imported or written by a program, and its times are not meaningful.",
  } as const;
  if (timestamps === undefined || !timestamps.some(isCalendarTime)) {
    return { ...about, found: [], notApplied: "no interaction has a time" };
  }
  if (timestamps.every((seconds) => !isCalendarTime(seconds) || seconds % SECONDS_PER_MINUTE === 0)) {
    return { ...about, found: [], notApplied: "the times are whole minutes, hours or days" };
  }
  const { seconds, ends } = secondsByUser(users, timestamps, perUser);
  const found: Found[] = [];
  for (let user = 0, start = 0; user < perUser.length; user++) {
    const burst = largestBurst(seconds.subarray(start, ends[user]));
    start += perUser[user]!;
    if (burst.count < MINIMUM_IN_A_SECOND) continue;
    found.push({ user, detail: () => `${counted(burst.count)} interactions at ${isoSecond(burst.second)}` });
  }
  return { ...about, found };
}

/**
 * The known times of each user in whole seconds, ascending: user u has f64 `seconds` from the sum of `perUser` before u
 * up to `ends[u]`.
 */
function secondsByUser(
  users: Uint32Array,
  timestamps: Float64Array,
  perUser: Uint32Array,
): { seconds: Float64Array; ends: Uint32Array } {
  const seconds = new Float64Array(users.length);
  const ends = new Uint32Array(perUser.length);
  for (let user = 1; user < perUser.length; user++) ends[user] = ends[user - 1]! + perUser[user - 1]!;
  const starts = ends.slice();
  for (let row = 0; row < users.length; row++) {
    const time = timestamps[row]!;
    if (isCalendarTime(time)) seconds[ends[users[row]!]!++] = Math.floor(time);
  }
  for (let user = 0; user < perUser.length; user++) seconds.subarray(starts[user], ends[user]).sort();
  return { seconds, ends };
}

/** The second that occurs most often in ascending `seconds`; the earliest of several. */
function largestBurst(seconds: Float64Array): { second: number; count: number } {
  const best = { second: 0, count: 0 };
  for (let from = 0, to = 0; from < seconds.length; from = to) {
    while (to < seconds.length && seconds[to] === seconds[from]) to += 1;
    if (to - from > best.count) Object.assign(best, { second: seconds[from], count: to - from });
  }
  return best;
}
