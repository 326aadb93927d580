// What lists of one person need (src/serving/lists.ts): the kernels of index.ts without batches, other strategies, heads and networks.
export { rescoreF32, scanF32, scanInt8 } from "./scan";
export { dotsF32, sumRowsF32 } from "./dots";
export { addRows, boostScores, selectScores } from "./sparse";
export { foldIn, solveFoldedIn } from "./als";
export { inverseNormsF32, inverseNormsInt8, quantiseRows } from "./quantise";

/** First byte of memory that the module itself does not use: region 0 of the host's layout starts here. */
export function heapBase(): usize {
  return __heap_base;
}
