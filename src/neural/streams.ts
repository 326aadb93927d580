/** Independent uses of one seed. */
export const STREAMS = { weights: 1, layers: 2, order: 3, draws: 4, split: 5, validation: 6 } as const;
