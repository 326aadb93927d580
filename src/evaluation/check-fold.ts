import type { Fold } from "../data/splits.ts";
import { DataError } from "../errors.ts";

/** Throws DataError `different-vocabularies` unless every part of a fold numbers users and items alike. */
export function checkVocabularies({ train, test, foldIn, name }: Fold): void {
  const others = foldIn === undefined ? [test] : [test, foldIn];
  for (const other of others) {
    for (const part of ["userIds", "itemIds"] as const) {
      if (train[part] === other[part] || sameIds(train[part].ids, other[part].ids)) continue;
      throw new DataError(
        "different-vocabularies",
        `${name}: expected train and test to share ${part}, got ${train[part].size} and ${other[part].size} ids ` +
          "that differ; join two tables with givenFold(train, test)",
      );
    }
  }
}

function sameIds(first: readonly string[], second: readonly string[]): boolean {
  return first.length === second.length && first.every((id, index) => id === second[index]);
}
