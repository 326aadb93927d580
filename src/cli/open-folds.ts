import type { Command } from "commander";
import type { Dataset } from "../data/dataset.ts";
import { openDataset, openGivenFolds } from "../data/open-dataset.ts";
import { type Fold, givenFold, parseProtocol, split } from "../data/splits.ts";
import { OptionsError } from "../errors.ts";
import { timeTiesWarning } from "../evaluation/warnings.ts";
import { collect, filtered, openOptions, type ReadingArguments } from "./arguments.ts";
import { say } from "./progress.ts";

/** Options that say what is trained on and what is measured. */
export interface FoldArguments extends ReadingArguments {
  readonly trainFile: readonly string[];
  readonly testFile: readonly string[];
  readonly protocol?: string;
  readonly seed: number;
}

/** Data, and the folds that a protocol makes of it. */
export interface OpenedFolds {
  readonly dataset: Dataset;
  readonly folds: readonly Fold[];
  /** In the words of the command line. */
  readonly protocol: string;
}

export function addFoldOptions(command: Command): Command {
  return command
    .option("--train-file <file>", "training part of a given split (with --test-file); repeat for more", collect, [])
    .option("--test-file <file>", "test part of a given split, in the same order", collect, []);
}

/**
 * Opens one file of interactions and divides it by the protocol (`defaultProtocol` where none was given), or opens pairs
 * of files that are divided already, one fold a pair, over shared vocabularies.
 */
export async function openFolds(
  path: string | undefined,
  given: FoldArguments,
  signal: AbortSignal,
  defaultProtocol?: string,
): Promise<OpenedFolds> {
  const [trainFiles, testFiles] = [given.trainFile, given.testFile];
  if (trainFiles.length > 0 || testFiles.length > 0) return openGiven(path, given, trainFiles, testFiles, signal);
  if (path === undefined) {
    throw new OptionsError("no-interactions-file", "expected a file of interactions, or --train-file with --test-file");
  }
  const text = given.protocol ?? defaultProtocol;
  if (text === undefined) {
    throw new OptionsError(
      "no-protocol",
      "--protocol: expected one such as random:0.2, kfold:5 or leave-last-out; a figure needs one",
    );
  }
  const protocol = parseProtocol(text);
  const rowOrder = protocol.usesRowOrder ?? false;
  const dataset = await filtered(await openDataset(path, { ...openOptions(given, signal), rowOrder }), given);
  const folds = split(dataset.interactions, protocol, given.seed);
  for (const fold of folds) sayTies(fold);
  return { dataset, folds, protocol: protocol.name };
}

/** Says for how many users a draw decided what is held out, before anything is fitted: a finer column may be at hand. */
export function sayTies({ ties, name }: Fold): void {
  const warning = ties && timeTiesWarning(ties, name);
  if (warning) say(`${warning.code}: ${warning.message}`);
}

async function openGiven(
  path: string | undefined,
  given: FoldArguments,
  trainFiles: readonly string[],
  testFiles: readonly string[],
  signal: AbortSignal,
): Promise<OpenedFolds> {
  if (path !== undefined || trainFiles.length !== testFiles.length) {
    throw new OptionsError(
      "given-files",
      "expected either one file of interactions, or as many --train-file as --test-file, " +
        `got ${path === undefined ? "no" : "one"} file of interactions, ${trainFiles.length} --train-file and ${testFiles.length} --test-file`,
    );
  }
  if (given.protocol !== undefined && given.protocol !== "given") {
    throw new OptionsError(
      "given-files",
      `--train-file and --test-file go with --protocol given, not ${given.protocol}`,
    );
  }
  if (given.minUserInteractions !== undefined || given.minItemInteractions !== undefined) {
    throw new OptionsError(
      "given-files",
      "--min-user-interactions and --min-item-interactions: expected one file of interactions; a given split is not changed",
    );
  }
  const pairs = trainFiles.map((trainPath, at) => ({ trainPath, testPath: testFiles[at] ?? "" }));
  const { parts, dataset } = await openGivenFolds(pairs, openOptions(given, signal));
  const folds = parts.map(({ train, test }, at) => {
    const fold = givenFold(train, test);
    return parts.length === 1 ? fold : { ...fold, name: `given/${at + 1}` };
  });
  return { dataset, folds, protocol: "given" };
}
