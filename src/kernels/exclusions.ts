import { checkLength, offsetFault } from "../check.ts";

/** Exclusions of a batch: query q leaves out `items[offsets[q] … offsets[q+1])`, ascending. */
export interface BatchExclusions {
  readonly offsets: Uint32Array;
  readonly items: Uint32Array;
}

/** Throws RangeError unless item indices ascend, each once: the kernels look them up by bisection. */
export function checkExclusions(items: Uint32Array): void {
  for (let place = 1; place < items.length; place++) {
    if (items[place]! <= items[place - 1]!) {
      throw new RangeError(
        `exclude: expected ascending item indices, got ${items[place]} after ${items[place - 1]} at place ${place}`,
      );
    }
  }
}

/** Throws RangeError unless every query has its range of the items, with ascending indices. */
export function checkBatchExclusions({ offsets, items }: BatchExclusions, queryCount: number): void {
  checkLength("exclude.offsets", offsets.length, queryCount + 1);
  const fault = offsetFault(offsets, items.length);
  if (fault !== undefined) throw new RangeError(`exclude.offsets: ${fault}`);
  for (let query = 0; query < queryCount; query++) {
    checkExclusions(items.subarray(offsets[query], offsets[query + 1]));
  }
}
