import { trainable } from "../train-model.ts";
import { type Gru4recOptions, gru4rec, gruNames, gruShape } from "./gru4rec.ts";
import { gruNodes } from "./train-sequence-nodes.ts";
import { lossFor, type SequenceJob, sequenceMemory, trainSequences } from "./train-sequences.ts";

/** Fits gru4rec. Errors: those of trainSequences. */
export const trainGru4rec = trainable(gru4rec, {
  resumes: "all",
  packing: { narrows: true },
  settle: (options, { matrix }) => ({ ...options, loss: lossFor(options.loss, matrix.columnCount) }),
  memory: (options, shape) => sequenceMemory(jobOf({ ...options, loss: lossFor(options.loss, shape.items) }), shape),
  fit: async (data, options, context) => {
    const { biasLane, state, objective } = await trainSequences(jobOf(options), data, context);
    return { options: { ...options, biasLane }, state, objective };
  },
});

const jobOf = (options: Gru4recOptions): SequenceJob => ({
  model: gru4rec.name,
  options,
  encoder: gruNodes(options),
  names: gruNames(gruShape(options)),
});
