/** Where a training with epochs stands after one of them. */
export interface EpochReport {
  /** 1 … epochs. */
  readonly epoch: number;
  readonly epochs: number;
  /** The objective that the model's file states, penalties included, after this epoch. */
  readonly objective: number;
  readonly elapsedMs: number;
  /** Of examples that are kept from training, where there are any; less is better. */
  readonly validation?: number | undefined;
  /** Examples a second. */
  readonly rowsPerSecond?: number | undefined;
}

/** Where a training leaves what it has done, to go on from it later. */
export interface Checkpoints {
  /** What was saved by this name; undefined where nothing was, or where training starts anew. */
  load(name: string): Promise<Uint8Array | undefined>;
  save(name: string, bytes: Uint8Array): Promise<void>;
}

/** A file of a trained network. */
export interface NetworkFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Where a training stands that has no epochs, or has other phases before them. */
export interface StepReport {
  /** What is being done, in a few words. */
  readonly phase: string;
  /** Steps done of `total`; a total of 0 is not known beforehand. */
  readonly done: number;
  readonly total: number;
}

/** How a training runs. Only the seed changes the result; a training reads no more of this than it needs. */
export interface TrainingContext {
  readonly seed: number;
  /** 1 to 64; the result does not depend on it. */
  readonly threads: number;
  /** Interrupts with TrainingError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** The most bytes that a fit may need; TrainingError `memory-limit` above. The machine's memory is the limit in any case. */
  readonly memoryLimitBytes?: number | undefined;
  /** About how many bytes the next fit needs beside the data, told before it begins. Models that need no more say nothing. */
  readonly onMemory?: ((bytes: number) => void) | undefined;
  /** What begins now, in a few words. */
  readonly onPhase?: ((phase: string) => void) | undefined;
  /** Progress of trainings with epochs. Left out, a training may skip computing the objective of every epoch. */
  readonly onEpoch?: ((report: EpochReport) => void) | undefined;
  /** Of trainings that can be resumed; the others do not look at it. */
  readonly checkpoints?: Checkpoints | undefined;
  /** Gets the network of every fit as files that tfjs reads, of trainers that say so (`exportsNetwork`). */
  readonly onNetwork?: ((files: readonly NetworkFile[]) => void) | undefined;
  /** Progress of the others. */
  readonly onStep?: ((report: StepReport) => void) | undefined;
}

/** What work that is shared out by blocks needs of it. */
export type StepContext = Pick<TrainingContext, "signal" | "onStep">;
