/** Kernels of Bayesian personalised ranking: assembly/bpr.ts. */
export interface BprExports {
  bprSample(
    state: number,
    count: number,
    entryCount: number,
    owners: number,
    offsets: number,
    indices: number,
    itemCount: number,
    popular: number,
    triples: number,
  ): number;
  bprUpdate(
    triples: number,
    count: number,
    users: number,
    items: number,
    stride: number,
    factorCount: number,
    learningRate: number,
    userRegularization: number,
    itemRegularization: number,
    negativeRegularization: number,
    biasRegularization: number,
  ): void;
  bprLoss(
    triples: number,
    count: number,
    users: number,
    items: number,
    stride: number,
    factorCount: number,
    userRegularization: number,
    itemRegularization: number,
    negativeRegularization: number,
    biasRegularization: number,
  ): number;
}

export const BPR_ARITIES: Readonly<Record<keyof BprExports, number>> = {
  bprSample: 9,
  bprUpdate: 11,
  bprLoss: 10,
};
