/**
 * Items that are drawn as negatives: all, or those of `users` where content is read, so that what is said of the others stays
 * open. Ascending.
 */
export function drawnItems(itemCount: number, users: readonly Uint32Array[] | undefined): Uint32Array {
  const all = Uint32Array.from({ length: itemCount }, (_, item) => item);
  if (users === undefined) return all;
  const isKnown = new Uint8Array(itemCount);
  for (const user of users) for (const item of user) isKnown[item] = 1;
  return all.filter((item) => isKnown[item] === 1);
}
