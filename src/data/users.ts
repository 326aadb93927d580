import { type CategoryColumn, categoryValues, createCategoryColumn } from "./items.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** User attributes, aligned with a user vocabulary: entry u describes user u. */
export interface UserTable {
  readonly userIds: Vocabulary;
  /** Attributes by column name; numbers are values like any other text. A user may have several values, or none. */
  readonly categories: ReadonlyMap<string, CategoryColumn>;
}

/**
 * The same attributes in the order of another vocabulary: users that it does not have are left out, users that the
 * table does not have get no values. Values without a user are dropped from the dictionary.
 */
export function alignUsers({ userIds, categories }: UserTable, to: Vocabulary): UserTable {
  const places = to.ids.map((id) => userIds.indexOf(id));
  return {
    userIds: to,
    categories: new Map(
      Array.from(categories, ([name, column]) => [
        name,
        createCategoryColumn(places.map((user) => (user === undefined ? [] : categoryValues(column, user)))),
      ]),
    ),
  };
}
