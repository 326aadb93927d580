import { show } from "../check.ts";
import { DataError } from "../errors.ts";

/** A bijection between external string ids and dense indices 0 … size-1, in order of first appearance. */
export interface Vocabulary {
  readonly size: number;
  /** Ids by index. */
  readonly ids: readonly string[];
  /** Index of an id, or undefined when it is unknown. O(1). */
  indexOf(id: string): number | undefined;
  /** Id of an index. Throws RangeError when the index is outside 0 … size-1. */
  idOf(index: number): string;
}

/** Makes a vocabulary. Throws DataError `duplicate-id` when an id appears twice. O(ids). */
export function createVocabulary(ids: readonly string[]): Vocabulary {
  const indices = new Map<string, number>();
  for (const [index, id] of ids.entries()) {
    const earlier = indices.get(id);
    if (earlier !== undefined) {
      throw new DataError("duplicate-id", `id ${show(id)} appears at ${earlier} and ${index}; ids must be unique`);
    }
    indices.set(id, index);
  }
  return {
    size: ids.length,
    ids,
    indexOf: (id) => indices.get(id),
    idOf: (index) => {
      const id = ids[index];
      if (id === undefined) throw new RangeError(`index: expected 0 to ${ids.length - 1}, got ${index}`);
      return id;
    },
  };
}
