const READERS = "which the worker reads and no browser can fetch";
const NOTHING = "packs nothing of users: every request brings its own history, and userId gets the popular items";
const keptOf = (userCount: number): string => `packs the ids and histories of ${userCount} users in private shards`;

/** The same where users are packed only if that is said. */
export function usersOnRequestLine(userCount: number): string {
  return userCount === 0 ? `${NOTHING}; --users packs them` : `${keptOf(userCount)}, ${READERS}`;
}

/** Which user data an artefact keeps, and who can read it. */
export function usersLine(userCount: number, packed: boolean, madeOfUsers: boolean): string {
  if (!packed) return NOTHING;
  const kept = `${keptOf(userCount)}, ${READERS}`;
  if (madeOfUsers) return `${kept}; the model is made of them, so that a page leaves it to the edge`;
  return `${kept}; --no-users leaves them out`;
}
