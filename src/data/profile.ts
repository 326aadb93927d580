import { DataError } from "../errors.ts";
import type { Dataset } from "./dataset.ts";
import { distributeCounts } from "./profile/count-distribution.ts";
import { summariseLongTail } from "./profile/long-tail.ts";
import { distributeOverTime } from "./profile/over-time.ts";
import { ascending } from "./profile/statistics.ts";
import { findSuspiciousUsers } from "./profile/suspicious-users.ts";
import { summariseTimestamps } from "./profile/timestamps.ts";
import { compareTransformed } from "./profile/transformed.ts";
import type { DataProfile } from "./profile/types.ts";
import { distributeValues, summariseValues } from "./profile/values.ts";
import { distributeYears } from "./profile/years.ts";
import { type Transform, transformInteractions } from "./transforms.ts";

export type {
  Bin,
  CountDistribution,
  DataProfile,
  LongTail,
  ProfileSizes,
  Quantiles,
  Suspicion,
  SuspicionRule,
  SuspiciousUser,
  TimeDistribution,
  TimestampSummary,
  TransformedValues,
  ValueDistribution,
  ValueSummary,
  YearDistribution,
} from "./profile/types.ts";

export interface ProfileOptions {
  /** Show values before and after these, applied in order. All other figures are of the values before. Default none. */
  readonly transforms?: readonly Transform[] | undefined;
  /** Name suspicious users by their ids. Default true. */
  readonly userIds?: boolean | undefined;
}

/**
 * Describes a data set before any model sees it: sizes, distributions, the long tail, and suspicious users.
 *
 * Every count is exact. Throws DataError `no-interactions` for an empty table. O(rows · log rows) time for sorting the
 * values; about 20 bytes a row in addition to the table, 40 where most histories are copies.
 */
export function profileDataset(dataset: Dataset, options: ProfileOptions = {}): DataProfile {
  const { name, note, fingerprint, interactions, items, report } = dataset;
  const { userIds, itemIds, users, values, timestamps, feedback } = interactions;
  const count = users.length;
  if (count === 0) {
    throw new DataError("no-interactions", `${name}: expected interactions to describe, got an empty table`);
  }
  const { transforms = [], userIds: showUserIds = true } = options;
  const density = count / (userIds.size * itemIds.size);
  const sortedValues = ascending(values);
  const perUser = countRows(users, userIds.size);
  const perItem = countRows(interactions.items, itemIds.size);
  const overTime = timestamps && distributeOverTime(timestamps);
  const years = items.numbers.get("year");
  return {
    name,
    note,
    fingerprint,
    feedback,
    sizes: { users: userIds.size, items: itemIds.size, interactions: count, density, sparsity: 1 - density },
    timestamps: summariseTimestamps(timestamps, count),
    values: summariseValues(sortedValues),
    reading: showUserIds ? report : { ...report, badRowExamples: [] },
    valueDistribution: distributeValues(sortedValues),
    ...(overTime && { overTime }),
    perUser: distributeCounts(perUser),
    perItem: distributeCounts(perItem),
    ...(years && { itemsPerYear: distributeYears(years) }),
    longTail: summariseLongTail(perItem, perUser),
    ...(transforms.length > 0 && {
      transformed: compareTransformed(
        values,
        transformInteractions(interactions, transforms).values,
        transforms.map((transform) => transform.name),
      ),
    }),
    suspiciousUsers: findSuspiciousUsers(interactions, perUser, showUserIds),
  };
}

/** Rows of each user (or item): u32[size]. */
function countRows(indices: Uint32Array, size: number): Uint32Array {
  const counts = new Uint32Array(size);
  for (const index of indices) counts[index]! += 1;
  return counts;
}
