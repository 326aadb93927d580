import { gru4rec, gruNames, gruShape } from "./gru4rec.ts";
import { gruNodes } from "./train-sequence-nodes.ts";
import { trainableSequence } from "./train-sequences.ts";

/** Fits gru4rec. Errors: those of trainSequences. */
export const trainGru4rec = trainableSequence(gru4rec, (options) => ({
  encoder: gruNodes(options),
  names: gruNames(gruShape(options)),
}));
