import type { ServedModel } from "../models/served-model.ts";

/** Whose list is ordered: what is known of one user. */
export interface Person {
  /** u32, distinct items of the history, ascending. */
  readonly items: Uint32Array;
  /** f32, the value of each; NaN where none is known. */
  readonly values: Float32Array;
  /** u32, items of the history whose order is known, oldest first; empty where none is. */
  readonly sequence: Uint32Array;
  /** What the history weighs in a model: f32 beside `items`. */
  weightsFor(model: Pick<ServedModel, "weigh" | "sentWeight">): Float32Array;
}

/** A person by what the interactions say: every value is known. */
export function personOf(items: Uint32Array, values: Float32Array, sequence: Uint32Array | undefined): Person {
  return {
    items,
    values,
    sequence: sequence ?? NOBODY_KNOWS,
    weightsFor: ({ weigh }) => (weigh ? weigh(values) : values),
  };
}

const NOBODY_KNOWS = new Uint32Array(0);
