import { attentionNames, attentionShape, sasrec } from "./sasrec.ts";
import { attentionNodes } from "./train-sequence-nodes.ts";
import { trainableSequence } from "./train-sequences.ts";

/** Fits sasrec. Errors: those of trainSequences. */
export const trainSasrec = trainableSequence(sasrec, (options) => ({
  encoder: attentionNodes(options),
  names: attentionNames(attentionShape(options)),
}));
