import { type AlignedInteractions, alignItems } from "../data/align-items.ts";
import type { Dataset } from "../data/dataset.ts";
import type { Vocabulary } from "../data/vocabulary.ts";
import { withNote } from "../data/with-note.ts";
import { givenSample, heldOutSample } from "../packing/imported/judging-sample.ts";
import type { JudgingSample } from "../packing/imported/types.ts";
import type { TrainWarning } from "../packing/quality.ts";
import { describeDataset } from "./describe-dataset.ts";
import { noteText } from "./note-text.ts";
import type { ImportArguments } from "./options/import.ts";
import { say } from "./progress.ts";
import { readDataset } from "./read-dataset.ts";

/** Interactions beside an imported model: as they were read, and over its items. */
export interface ReadInteractions extends AlignedInteractions {
  readonly dataset: Dataset;
}

/** Reads a table of interactions over the items of the model; rows of others are counted and left out. */
export async function readAligned(
  option: string,
  path: string,
  given: ImportArguments,
  itemIds: Vocabulary,
  signal: AbortSignal,
): Promise<ReadInteractions> {
  const { items: _, ...reading } = given;
  const read = await readDataset(path, reading, { signal });
  const dataset = given.note === undefined ? read : withNote(read, noteText(given.note));
  describeDataset(dataset);
  const aligned = alignItems(option, dataset.interactions, itemIds);
  const { unknownItems, unknownRows } = aligned;
  if (unknownItems > 0)
    say(`${option}: left out ${unknownRows} rows of ${unknownItems} items that the model does not have`);
  return { dataset, ...aligned };
}

/** What the model is judged on, and what has to be said of that. */
export interface Judging {
  readonly sample: JudgingSample | undefined;
  readonly warnings: readonly TrainWarning[];
}

/** Users of `--test`, else a tenth of the interactions: which the model may have seen, and then its figures are too good. */
export async function judgingOf(
  { interactions }: ReadInteractions,
  given: ImportArguments,
  signal: AbortSignal,
): Promise<Judging> {
  const { test, seed, judgeUsers } = given;
  if (test !== undefined) {
    const read = await readAligned("--test", test, given, interactions.itemIds, signal);
    const { sample, leftOut } = givenSample(interactions, read.interactions, seed, judgeUsers);
    if (leftOut > 0) say(`--test: left out ${leftOut} rows of users without a history, or that are in --interactions`);
    return { sample, warnings: [] };
  }
  const sample = heldOutSample(interactions, seed, judgeUsers);
  if (sample === undefined)
    say("--interactions: nobody has enough of them to hold some out, so that nothing is measured");
  const message =
    "the figures hold a tenth of --interactions out of the fold-in, but the model may have been trained on it: they are then too good. " +
    "--test FILE with rows that it has not seen gives honest ones";
  return { sample, warnings: sample === undefined ? [] : [{ code: "seen-in-training", message }] };
}
