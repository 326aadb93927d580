import type { Artefact } from "../artefact/artefact.ts";
import { checkInteger } from "../check.ts";
import { RequestError } from "../errors.ts";
import { DEFAULT_K, MAXIMUM_K } from "./limits.ts";
import type { SimilarUser, SimilarUsersRequest, SimilarUsersResponse } from "./types.ts";

/**
 * The users whose stored histories have most in common with that of one user, by the cosine of the two sets of items:
 *
 *   |A ∩ B| / √(|A| · |B|)
 *
 * Values do not count. Only users with an item in common are listed; ties: the lower user index. O(entries of all histories).
 * Throws RequestError `unknown-user`, `unsupported-similar-users` for an artefact without histories, RangeError for k beyond
 * its limits.
 */
export function similarUsers(
  { userId, k = DEFAULT_K }: SimilarUsersRequest,
  { users, items, manifest }: Artefact,
): SimilarUsersResponse {
  checkInteger("k", k, 1, MAXIMUM_K);
  if (!users) {
    const expected = "similar users: expected an artefact with histories";
    const message = `${expected}, but ${manifest.name} has none here; train it without --no-users, and ask the worker or Node`;
    throw new RequestError("unsupported-similar-users", message);
  }
  const { userIds, histories } = users;
  const own = userIds.indexOf(userId);
  if (own === undefined)
    throw new RequestError("unknown-user", `user ${JSON.stringify(userId)} is not in this artefact`);
  const { offsets, indices } = histories;
  const lengthOf = (user: number): number => offsets[user + 1]! - offsets[user]!;
  const isOwn = new Uint8Array(items.itemIds.size);
  for (let at = offsets[own]!; at < offsets[own + 1]!; at++) isOwn[indices[at]!] = 1;
  const alike: { user: number; similarity: number; common: number }[] = [];
  for (let user = 0; user < histories.rowCount; user++) {
    if (user === own) continue;
    let common = 0;
    for (let at = offsets[user]!; at < offsets[user + 1]!; at++) common += isOwn[indices[at]!]!;
    if (common > 0) alike.push({ user, similarity: common / Math.sqrt(lengthOf(own) * lengthOf(user)), common });
  }
  alike.sort((a, b) => b.similarity - a.similarity || a.user - b.user);
  const listed = alike.slice(0, k).map(({ user, similarity, common }): SimilarUser => {
    return { userId: userIds.idOf(user), similarity, common };
  });
  return { users: listed, usersCompared: histories.rowCount - 1 };
}
