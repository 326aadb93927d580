import type { Trainable } from "../../src/models/train-model.ts";
import { decodeCheckpoint } from "../../src/neural/checkpoint-bytes.ts";
import type { NetworkSpec } from "../../src/neural/network-spec.ts";
import { someRatings } from "./rating-fixtures.ts";
import { trainOn } from "./train.ts";

export interface Made {
  readonly network: NetworkSpec;
  readonly [name: string]: unknown;
}

/** The network and the training that options come to, as a checkpoint says. */
export async function madeOf(trainer: Trainable, given: Readonly<Record<string, unknown>>): Promise<Made> {
  let bytes: Uint8Array | undefined;
  const checkpoints = {
    load: async () => undefined,
    save: async (_: string, saved: Uint8Array) => {
      bytes = saved;
    },
  };
  const options = { epochs: 1, batchSize: 50, ...given };
  await trainOn(trainer, someRatings(3), { options, checkpoints });
  if (bytes === undefined) throw new Error("expected a checkpoint");
  return JSON.parse(decodeCheckpoint(bytes).identity);
}

export const nodeOf = ({ network }: Made, name: string) => network.nodes.find((node) => node.name === name);
