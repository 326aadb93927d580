/** Which user data an artefact keeps, and who can read it. */
export function usersLine(userCount: number, packed: boolean, madeOfUsers: boolean): string {
  if (!packed) return "packs nothing of users: every request brings its own history, and userId gets the popular items";
  const kept = `packs the ids and histories of ${userCount} users in private shards`;
  const readers = "which the worker reads and no browser can fetch";
  if (madeOfUsers) return `${kept}, ${readers}; the model is made of them, so that a page leaves it to the edge`;
  return `${kept}, ${readers}; --no-users leaves them out`;
}
