import { DataError } from "../errors.ts";
import { type Interactions, selectInteractions } from "./interactions.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

/** Interactions over the items of a model that was made elsewhere. */
export interface AlignedInteractions {
  readonly interactions: Interactions;
  /** Items that the model does not have, and the rows that they had. */
  readonly unknownItems: number;
  readonly unknownRows: number;
}

/**
 * The interactions with the items of `itemIds`, numbered as there; rows of other items are left out, and users without any
 * left. `option` named them. Throws DataError `no-known-items` where nothing is left.
 */
export function alignItems(option: string, interactions: Interactions, itemIds: Vocabulary): AlignedInteractions {
  const { itemIds: own, items, users, userIds } = interactions;
  const indexOf = Array.from(own.ids, (id) => itemIds.indexOf(id));
  const rows = Uint32Array.from(items.keys()).filter((row) => indexOf[items[row]!] !== undefined);
  if (rows.length === 0) {
    const message = `${option}: expected interactions with items of the model, got none: ids such as ${own.ids[0]} are not among its ids, such as ${itemIds.ids[0]}`;
    throw new DataError("no-known-items", `${message}; give --item-ids, or interactions with the same ids`);
  }
  const kept = selectInteractions(interactions, rows);
  const isThere = new Uint8Array(userIds.size);
  for (const user of kept.users) isThere[user] = 1;
  const userOf = new Uint32Array(userIds.size);
  const names: string[] = [];
  for (let user = 0; user < userIds.size; user++) {
    if (isThere[user] === 1) userOf[user] = names.push(userIds.idOf(user)) - 1;
  }
  const aligned = {
    ...kept,
    itemIds,
    userIds: createVocabulary(names),
    users: kept.users.map((user) => userOf[user]!),
    items: kept.items.map((item) => indexOf[item] ?? 0),
  };
  const unknownItems = indexOf.filter((index) => index === undefined).length;
  return { interactions: aligned, unknownItems, unknownRows: users.length - rows.length };
}
