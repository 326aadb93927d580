import { checkInteger } from "../check.ts";
import { selectInteractions } from "../data/interactions.ts";
import type { Fold } from "../data/splits.ts";
import { hashText, mixHashes } from "../random.ts";

/** Keeps these draws apart from other uses of the same seed. */
const SAMPLE_STREAM = 0x5a3;

/** A fold, and how many users had test rows before some of them were drawn. */
export interface SampledFold {
  readonly fold: Fold;
  readonly testUsers: number;
}

/**
 * The fold with the test rows of `count` of its test users, or the fold itself where it has no more of them; train keeps
 * everybody. `seed` from 0 to 2³² − 1.
 *
 * Drawn are the users whose ids come first by a hash with the seed, so that neither the order of rows nor the numbers of users
 * matter, and a smaller sample is part of a larger one. Rows keep their order. O(rows + users · log users).
 */
export function sampleTestUsers(fold: Fold, count: number, seed: number): SampledFold {
  checkInteger("users of a sample", count, 1, Number.MAX_SAFE_INTEGER);
  checkInteger("seed", seed, 0, 0xffff_ffff);
  const { test } = fold;
  const users = [...new Set(test.users)];
  if (users.length <= count) return { fold, testUsers: users.length };
  const { userIds } = test;
  const hashes = new Map(users.map((user) => [user, mixHashes(seed ^ SAMPLE_STREAM, hashText(userIds.idOf(user)))]));
  const byHash = (a: number, b: number): number => hashes.get(a)! - hashes.get(b)!;
  const byId = (a: number, b: number): number => (userIds.idOf(a) < userIds.idOf(b) ? -1 : 1);
  const isDrawn = new Uint8Array(userIds.size);
  for (const user of users.sort((a, b) => byHash(a, b) || byId(a, b)).slice(0, count)) isDrawn[user] = 1;
  const rows = Uint32Array.from(test.users.keys()).filter((row) => isDrawn[test.users[row]!] === 1);
  return { fold: { ...fold, test: selectInteractions(test, rows) }, testUsers: users.length };
}
