/*
 * The kernels of training threads: all those of serving, and what only training needs. They are built apart, so that what
 * runs at the edge and in the browser stays small.
 */
export * from "./index";
export { alsLoss, alsSweepCg, alsSweepCholesky } from "./als";
export { alsSweepBlock } from "./als-block";
export { countTogether, denseProduct, gramF64, similarRows, slimItems, sparseDense, sweepPanel, sweepRow } from "./linear";
export { sgdBatchRows, sgdPass, sgdSquares, svdppPass, svdppSquares } from "./sgd";
export { countEqual, finishSimilarities, sumDifferences, sumMoments, sumProducts } from "./similarity";
export { keepNearest, weighRows } from "./neighbours";
export { slopeOnePredict, slopeOneRows } from "./slope-one";
export { assignClusters } from "./co-clustering";
export { bprLoss, bprSample, bprUpdate } from "./bpr";
export { sumFeatures, warpLoss, warpSweep } from "./warp";
export { nmfSweep, ratingLoss, ridgeSweep } from "./rating-sweeps";
export { rbmGradient, rbmHidden, rbmMove, rbmReconstruct } from "./rbm";
export { gemm, gemmTransposedA, gemmTransposedB } from "./gemm";
export { activate, activateBackward } from "./activations";
export {
  addVector, bagRows, columnSums, copyBlock, copyRows, dotRows, dropout, gatherRows, gaussians, multiplyRows, scaleRows,
  scaleVector, scatterAddBags, scatterAddRows, sumSquares,
} from "./neural";
export { adam, adamRows, sgd, sgdRows } from "./optimise";
export { absoluteLoss, logisticLoss, markedLoss, pairLoss, softmaxLoss, squaredLoss } from "./losses";
export { attendBackward, gruMixBackward, gruResetBackward, layerNormBackward } from "./sequence-back";
export { batchNorm, batchNormBackward, columnMoments } from "./norm";
