import type { Assignment, Experiments } from "./experiments.ts";

/** One of the ways that an experiment tries. */
export interface Variant {
  /** From 0: its share of the people is its weight over the sum of all weights. */
  readonly weight: number;
  readonly scenario?: string | undefined;
  readonly model?: string | undefined;
}

/** An experiment by name. */
export interface Experiment {
  readonly name: string;
  /** Another salt divides people anew. */
  readonly salt: string;
  /** By name, in the order of the file; some weight is above 0. */
  readonly variants: ReadonlyMap<string, Variant>;
}

/** Bytes of the digest that count: 2⁴⁸ steps are exact in f64. */
const DIGEST_BYTES = 6;

/**
 * Assigns people by SHA-256(salt ‖ experiment ‖ id), all in UTF-8: its first 48 bits as a share of 2⁴⁸ fall into the weights of
 * the variants, in their order. Nothing is kept: the same id has the same variant in every isolate, as long as salt, weights
 * and order stay.
 */
export function weightedExperiments({ name, salt, variants }: Experiment): Experiments {
  const total = [...variants.values()].reduce((sum, { weight }) => sum + weight, 0);
  return {
    assign: async (id) => {
      const text = new TextEncoder().encode(salt + name + id);
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
      const place = digest.subarray(0, DIGEST_BYTES).reduce((sum, byte) => 256 * sum + byte, 0);
      const at = (place / 256 ** DIGEST_BYTES) * total;
      let sum = 0;
      let assigned: Assignment | undefined;
      for (const [variant, { weight, scenario, model }] of variants) {
        if (weight > 0 && sum <= at) assigned = { experiment: name, variant, scenario, model };
        sum += weight;
      }
      return assigned;
    },
  };
}
