/*
 * The kernels of training threads: all those of serving, and what only training needs. They are built apart, so that what
 * runs at the edge and in the browser stays small.
 */
export * from "./index";
export { alsLoss, alsSweepCg, alsSweepCholesky } from "./als";
export { nmfSweep, ratingLoss, ridgeSweep } from "./rating-sweeps";
export { countTogether, denseProduct, gramF64, similarRows, slimItems, sparseDense, sweepPanel, sweepRow } from "./linear";
