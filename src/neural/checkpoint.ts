import { show } from "../check.ts";
import { ArtefactError, OptionsError } from "../errors.ts";

/** What a training is: another one may not go on from its checkpoint. */
export type Identity = Readonly<Record<string, unknown>>;

/** Where a training stands between two epochs, as plain data. */
export interface Progress {
  readonly epoch: number;
  readonly steps: number;
  /** The loss of the first batch. */
  readonly firstLoss: number;
  readonly best: { readonly epoch: number; readonly value: number } | undefined;
  readonly history: readonly EpochLosses[];
}

export interface EpochLosses {
  readonly epoch: number;
  /** Mean loss of the epoch's batches as they were trained with the penalties of rows that each touched, and other penalties at its end. */
  readonly objective: number;
  /** What validation says: smaller is better. */
  readonly validation?: number | undefined;
}

/** A training between two epochs. Going on from it equals a training without interruption, bit for bit. */
export interface Checkpoint {
  /** JSON of the options, the seed and the fingerprint of the data. */
  readonly identity: string;
  /** JSON of Progress. */
  readonly progress: string;
  /** Parameters, statistics, and what the optimiser keeps, as they lie in memory (little-endian). */
  readonly state: Uint8Array;
  /** The weights that are kept as the best, or the last good ones. */
  readonly kept: Uint8Array;
  readonly keptStep: number;
}

/**
 * Throws OptionsError `other-checkpoint` where a checkpoint is of another training and says what differs, ArtefactError
 * `checkpoint` where it is damaged.
 */
export function checkCheckpoint(
  { identity: text, state, kept }: Checkpoint,
  expected: Identity,
  bytes: { readonly state: number; readonly kept: number },
): void {
  const found = parse(text);
  for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const [own, other] = [expected[name], found[name]].map((value) => JSON.stringify(value));
    if (own === other) continue;
    const message = `checkpoint: expected ${name} ${short(own)} as in this training, got ${short(other)}: start anew, or set it so`;
    throw new OptionsError("other-checkpoint", message);
  }
  if (state.length !== bytes.state || kept.length !== bytes.kept) {
    const [wanted, got] = [bytes.state + bytes.kept, state.length + kept.length];
    throw new ArtefactError("checkpoint", `checkpoint: expected ${wanted} bytes of weights, got ${got}`);
  }
}

function parse(text: string): Identity {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === "object" && found !== null) return { ...found };
  } catch (cause) {
    throw new ArtefactError("checkpoint", `checkpoint: expected JSON, got ${show(text)}`, { cause });
  }
  throw new ArtefactError("checkpoint", `checkpoint: expected an object, got ${show(text)}`);
}

const short = (text = "none"): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);
