export { rescoreF32, scanF32, scanInt8 } from "./scan";
export { scanBatchF32, scanBatchInt8 } from "./scan-batch";
export { scanBestF32, scanBestInt8 } from "./scan-best";
export { dotsF32, sumRowsF32 } from "./dots";
export { addRows, boostScores, selectScores } from "./sparse";
export { lookRows } from "./look";
export { gram } from "./gram";
export { drawFoldedIn, foldIn, solveFoldedIn } from "./als";
export { affineRows, attend, layerNorm } from "./sequence";
export { gruMix, gruReset } from "./gru";
export { inverseNormsF32, inverseNormsInt8, quantiseRows } from "./quantise";

/** First byte of memory that the module itself does not use: region 0 of the host's layout starts here. */
export function heapBase(): usize {
  return __heap_base;
}
