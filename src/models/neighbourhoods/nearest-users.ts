/** What the nearest raters of an item say together. */
export interface Weighed {
  readonly found: number;
  /** Σ s */
  readonly weight: number;
  /** Σ s·deviation */
  readonly total: number;
}

/**
 * weighRows of assembly/neighbours.ts without the kernel: the k nearest of the given rows on a heap whose root is the
 * farthest, summed in the order of the heap, so that the sums are the same to the last bit.
 */
export function createNearestUsers(
  k: number,
): (similarities: Float64Array, rows: Uint32Array, deviations: Float32Array, start: number, end: number) => Weighed {
  const nearness = new Float64Array(k);
  const places = new Uint32Array(k);
  const isFarther = (similarity: number, place: number, at: number): boolean =>
    similarity < nearness[at]! || (similarity === nearness[at]! && place > places[at]!);
  const put = (at: number, similarity: number, place: number): void => {
    nearness[at] = similarity;
    places[at] = place;
  };
  const rise = (from: number, similarity: number, place: number): void => {
    let at = from;
    for (let parent = (at - 1) >> 1; at > 0; parent = (at - 1) >> 1) {
      if (!isFarther(similarity, place, parent)) break;
      put(at, nearness[parent]!, places[parent]!);
      at = parent;
    }
    put(at, similarity, place);
  };
  const sink = (similarity: number, place: number): void => {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= k) break;
      if (child + 1 < k && isFarther(nearness[child + 1]!, places[child + 1]!, child)) child++;
      if (isFarther(similarity, place, child)) break;
      put(at, nearness[child]!, places[child]!);
      at = child;
    }
    put(at, similarity, place);
  };
  return (similarities, rows, deviations, start, end) => {
    let found = 0;
    for (let at = start; at < end; at++) {
      const similarity = similarities[rows[at]!]!;
      if (found < k) {
        if (similarity > 0) rise(found++, similarity, at);
      } else if (similarity > nearness[0]!) {
        // Equal is not enough: the row in the heap has the lower index.
        sink(similarity, at);
      }
    }
    let weight = 0;
    let total = 0;
    for (let entry = 0; entry < found; entry++) {
      weight += nearness[entry]!;
      total += nearness[entry]! * deviations[places[entry]!]!;
    }
    return { found, weight, total };
  };
}
