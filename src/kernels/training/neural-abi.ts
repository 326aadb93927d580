/** Numbers of the activations in assembly/activations.ts. A new one is a line here and its cases there. */
export const ACTIVATIONS = { none: 0, relu: 1, sigmoid: 2, tanh: 3, leakyRelu: 4 } as const;

/** The slope of leaky-relu below zero. */
export const LEAKY_SLOPE = 0.01;
