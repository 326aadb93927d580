import { trainable } from "../train-model.ts";
import { attentionNames, attentionShape, type SasrecOptions, sasrec } from "./sasrec.ts";
import { attentionNodes } from "./train-sequence-nodes.ts";
import { lossFor, type SequenceJob, sequenceMemory, trainSequences } from "./train-sequences.ts";

/** Fits sasrec. Errors: those of trainSequences. */
export const trainSasrec = trainable(sasrec, {
  resumes: "all",
  packing: { narrows: true },
  settle: (options, { matrix }) => ({ ...options, loss: lossFor(options.loss, matrix.columnCount) }),
  memory: (options, shape) => sequenceMemory(jobOf({ ...options, loss: lossFor(options.loss, shape.items) }), shape),
  fit: async (data, options, context) => {
    const { biasLane, state, objective } = await trainSequences(jobOf(options), data, context);
    return { options: { ...options, biasLane }, state, objective };
  },
});

const jobOf = (options: SasrecOptions): SequenceJob => ({
  model: sasrec.name,
  options,
  encoder: attentionNodes(options),
  names: attentionNames(attentionShape(options)),
});
