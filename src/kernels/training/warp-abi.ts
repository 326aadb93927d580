/** Kernels of weighted approximate-rank pairwise learning: assembly/warp.ts. */
export interface WarpExports {
  warpSweep(
    state: number,
    count: number,
    entryCount: number,
    owners: number,
    offsets: number,
    indices: number,
    itemCount: number,
    popular: number,
    userSide: number,
    itemSide: number,
    stride: number,
    factorCount: number,
    learningRate: number,
    userRegularization: number,
    itemRegularization: number,
    losses: number,
    maximumSampled: number,
    scratch: number,
  ): number;
  sumFeatures(side: number, rowStart: number, rowEnd: number, stride: number, out: number): void;
  warpLoss(
    entries: number,
    count: number,
    owners: number,
    offsets: number,
    indices: number,
    itemCount: number,
    users: number,
    items: number,
    stride: number,
  ): number;
}

export const WARP_ARITIES: Readonly<Record<keyof WarpExports, number>> = {
  warpSweep: 18,
  sumFeatures: 5,
  warpLoss: 9,
};
