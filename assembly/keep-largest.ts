/*
 * A list of the largest values with their indices, as a binary heap with the worst entry on top: the smallest value, of
 * equal ones the highest index. indicesPtr u32[capacity], valuesPtr f32[capacity].
 */

// @ts-ignore: decorator
@inline
function isWorse(valueA: f32, indexA: u32, valueB: f32, indexB: u32): bool {
  return valueA < valueB || (valueA == valueB && indexA > indexB);
}

/** Offers an entry to a list of `count`; returns the new count. An entry not better than the worst of a full list is left. */
export function keepLargest(
  indicesPtr: usize, valuesPtr: usize, count: u32, capacity: u32, index: u32, value: f32,
): u32 {
  if (count < capacity) {
    let place = <usize>count;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const parentValue = load<f32>(valuesPtr + (parent << 2));
      const parentIndex = load<u32>(indicesPtr + (parent << 2));
      if (!isWorse(value, index, parentValue, parentIndex)) break;
      store<f32>(valuesPtr + (place << 2), parentValue);
      store<u32>(indicesPtr + (place << 2), parentIndex);
      place = parent;
    }
    store<f32>(valuesPtr + (place << 2), value);
    store<u32>(indicesPtr + (place << 2), index);
    return count + 1;
  }
  if (count == 0 || !isWorse(load<f32>(valuesPtr), load<u32>(indicesPtr), value, index)) return count;
  let place: usize = 0;
  for (;;) {
    let child: usize = 2 * place + 1;
    if (child >= <usize>count) break;
    let childValue = load<f32>(valuesPtr + (child << 2));
    let childIndex = load<u32>(indicesPtr + (child << 2));
    if (child + 1 < <usize>count) {
      const nextValue = load<f32>(valuesPtr + (child << 2), 4);
      const nextIndex = load<u32>(indicesPtr + (child << 2), 4);
      if (isWorse(nextValue, nextIndex, childValue, childIndex)) {
        child++;
        childValue = nextValue;
        childIndex = nextIndex;
      }
    }
    if (!isWorse(childValue, childIndex, value, index)) break;
    store<f32>(valuesPtr + (place << 2), childValue);
    store<u32>(indicesPtr + (place << 2), childIndex);
    place = child;
  }
  store<f32>(valuesPtr + (place << 2), value);
  store<u32>(indicesPtr + (place << 2), index);
  return count;
}
