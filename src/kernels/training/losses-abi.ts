/** Kernels of losses of networks: assembly/losses.ts. */
export interface LossExports {
  squaredLoss(
    rows: number,
    columns: number,
    outputs: number,
    stride: number,
    targets: number,
    weights: number,
    scale: number,
    gradients: number,
  ): number;
  absoluteLoss(
    rows: number,
    columns: number,
    outputs: number,
    stride: number,
    targets: number,
    weights: number,
    scale: number,
    gradients: number,
  ): number;
  logisticLoss(
    rows: number,
    columns: number,
    outputs: number,
    stride: number,
    targets: number,
    weights: number,
    scale: number,
    gradients: number,
  ): number;
  pairLoss(
    rows: number,
    positive: number,
    negative: number,
    stride: number,
    scale: number,
    gradPositive: number,
    gradNegative: number,
  ): number;
  softmaxLoss(
    rows: number,
    columns: number,
    logits: number,
    stride: number,
    offsets: number,
    indices: number,
    values: number,
    scale: number,
    gradients: number,
  ): number;
  markedLoss(
    rows: number,
    columns: number,
    logits: number,
    stride: number,
    offsets: number,
    indices: number,
    values: number,
    scale: number,
    gradients: number,
  ): number;
}

export const LOSS_ARITIES: Readonly<Record<keyof LossExports, number>> = {
  squaredLoss: 8,
  absoluteLoss: 8,
  logisticLoss: 8,
  pairLoss: 7,
  softmaxLoss: 9,
  markedLoss: 9,
};
