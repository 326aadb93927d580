/** Kernels of optimisers of networks: assembly/optimise.ts. */
export interface OptimiseExports {
  adam(
    count: number,
    parameters: number,
    gradients: number,
    moments1: number,
    moments2: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    l2: number,
    decay: number,
  ): void;
  adamRows(
    count: number,
    rows: number,
    columns: number,
    parameters: number,
    stride: number,
    gradients: number,
    gradientStride: number,
    moments1: number,
    moments2: number,
    lastSteps: number,
    step: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    l2: number,
    decay: number,
  ): void;
  sgd(
    count: number,
    parameters: number,
    gradients: number,
    velocity: number,
    rate: number,
    momentum: number,
    l2: number,
    nesterov: number,
  ): void;
  sgdRows(
    count: number,
    rows: number,
    columns: number,
    parameters: number,
    stride: number,
    gradients: number,
    gradientStride: number,
    velocity: number,
    lastSteps: number,
    step: number,
    rate: number,
    momentum: number,
    l2: number,
    nesterov: number,
  ): void;
}

export const OPTIMISE_ARITIES: Readonly<Record<keyof OptimiseExports, number>> = {
  adam: 11,
  adamRows: 17,
  sgd: 8,
  sgdRows: 14,
};
