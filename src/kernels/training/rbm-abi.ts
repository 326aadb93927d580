/** Kernels of restricted Boltzmann machines: assembly/rbm.ts. */
export interface RbmExports {
  rbmHidden(count: number, rows: number, hidden: number, weights: number, hiddenBiases: number, out: number): void;
  rbmReconstruct(
    count: number,
    items: number,
    values: number,
    hidden: number,
    hiddenUnits: number,
    weights: number,
    itemBiases: number,
    hiddenBiases: number,
    probabilities: number,
    out: number,
  ): void;
  rbmGradient(
    count: number,
    slots: number,
    chosen: number,
    values: number,
    hidden: number,
    data: number,
    probabilities: number,
    model: number,
    gradients: number,
    biasGradients: number,
  ): void;
  rbmMove(
    count: number,
    items: number,
    scales: number,
    values: number,
    hidden: number,
    prior: number,
    gradients: number,
    biasGradients: number,
    rate: number,
    momentum: number,
    decay: number,
    weights: number,
    velocities: number,
    itemBiases: number,
    biasVelocities: number,
  ): void;
}

export const RBM_ARITIES: Readonly<Record<keyof RbmExports, number>> = {
  rbmHidden: 6,
  rbmReconstruct: 10,
  rbmGradient: 10,
  rbmMove: 15,
};
