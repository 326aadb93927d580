import type { Checkpoint, Progress } from "../../neural/checkpoint.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../neural/checkpoint-bytes.ts";
import type { TrainingContext } from "../../training/context.ts";

/** Checkpoints of one training; nothing is done where the context keeps none. */
export interface CheckpointKeeper {
  /** Goes on from the checkpoint that there is, says so, and reports its epochs once more, for those who keep them. */
  resume(epochs: number, resume: (checkpoint: Checkpoint) => void): Promise<void>;
  /** Between two epochs: takes what `save` gives, and writes it now and then. */
  note(save: () => Checkpoint): Promise<void>;
  /** Writes what was taken last. */
  keep(): Promise<void>;
}

/** How long training goes on before it is kept again. */
const KEEP_EVERY_MS = 10_000;

/** `fingerprint` tells trainings of a model apart. `progress` of its checkpoints has the epoch and the history. */
export function checkpointKeeper(
  model: string,
  fingerprint: string,
  { checkpoints, onPhase, onEpoch }: Pick<TrainingContext, "checkpoints" | "onPhase" | "onEpoch">,
): CheckpointKeeper {
  const name = `${model}-${fingerprint}`;
  let latest: Checkpoint | undefined;
  let keptMs = performance.now();
  const keep = async (): Promise<void> => {
    if (latest) await checkpoints?.save(name, encodeCheckpoint(latest));
    [latest, keptMs] = [undefined, performance.now()];
  };
  return {
    keep,
    async resume(epochs, resume) {
      const found = await checkpoints?.load(name);
      if (!found) return;
      const checkpoint = decodeCheckpoint(found);
      resume(checkpoint);
      const { epoch, history }: Pick<Progress, "epoch" | "history"> = JSON.parse(checkpoint.progress);
      onPhase?.(`${model}: goes on after epoch ${epoch} of ${epochs}`);
      for (const losses of history) onEpoch?.({ ...losses, epochs, elapsedMs: 0 });
    },
    async note(save) {
      if (!checkpoints) return;
      latest = save();
      if (performance.now() - keptMs > KEEP_EVERY_MS) await keep();
    },
  };
}
