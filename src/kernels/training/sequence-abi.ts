/** Kernels of layers over sequences, on the way back: assembly/sequence-back.ts. Those on the way forward serve as well: abi.ts. */
export interface SequenceExports {
  layerNormBackward(
    rows: number,
    columns: number,
    x: number,
    xStride: number,
    dy: number,
    dyStride: number,
    epsilon: number,
    scale: number,
    dScale: number,
    dShift: number,
    dx: number,
    dxStride: number,
  ): void;
  attendBackward(
    sequences: number,
    length: number,
    heads: number,
    width: number,
    x: number,
    xStride: number,
    weights: number,
    y: number,
    yStride: number,
    dy: number,
    dyStride: number,
    dx: number,
    dxStride: number,
  ): void;
  gruMixBackward(
    rows: number,
    units: number,
    dy: number,
    dyStride: number,
    gates: number,
    gateStride: number,
    before: number,
    beforeStride: number,
    dBefore: number,
    dBeforeStride: number,
  ): void;
  gruResetBackward(
    rows: number,
    units: number,
    dReset: number,
    dResetStride: number,
    gates: number,
    gateStride: number,
    before: number,
    beforeStride: number,
    dBefore: number,
    dBeforeStride: number,
  ): void;
}

export const SEQUENCE_ARITIES: Readonly<Record<keyof SequenceExports, number>> = {
  layerNormBackward: 12,
  attendBackward: 13,
  gruMixBackward: 10,
  gruResetBackward: 10,
};
