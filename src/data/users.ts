import { type CategoryColumn, categoryValues, createCategoryColumn } from "./items.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What is known of the users beside what they took, aligned with a user vocabulary: entry u describes user u. */
export interface UserTable {
  readonly userIds: Vocabulary;
  /** Attributes by column name; numbers are values like any other text. A user has any number of values, or none. */
  readonly categories: ReadonlyMap<string, CategoryColumn>;
}

/**
 * The same attributes in the order of another vocabulary: users that it does not have are left out, users that the table does
 * not have get no values. Values that nobody has any more leave their dictionary.
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
