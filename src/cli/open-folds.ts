import type { Dataset } from "../data/dataset.ts";
import { type Fold, givenFold, type Protocol, parseProtocol, split } from "../data/splits.ts";
import { OptionsError } from "../errors.ts";
import { timeTiesWarning } from "../evaluation/warnings.ts";
import { openOptions } from "./open-options.ts";
import type { FoldArguments } from "./options/folds.ts";
import { say } from "./progress.ts";
import { readDataset } from "./read-dataset.ts";

/** Data, and the folds that a protocol makes of it. */
export interface OpenedFolds {
  readonly dataset: Dataset;
  readonly folds: readonly Fold[];
  /** In the words of the command line. */
  readonly protocol: string;
}

/** What is opened, checked before anything is read: one file and its protocol, or pairs of files that are divided already. */
export type FoldPlan =
  | { readonly path: string; readonly protocol: Protocol }
  | { readonly pairs: readonly { readonly trainPath: string; readonly testPath: string }[] };

/** Checks what is to be opened, and how it is read. Throws OptionsError or RangeError. */
export function planFolds(path: string | undefined, given: FoldArguments, defaultProtocol?: string): FoldPlan {
  openOptions(given);
  if (given.trainFile.length > 0 || given.testFile.length > 0) return planGiven(path, given);
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
  return { path, protocol: parseProtocol(text) };
}

/**
 * Opens one file of interactions and divides it by the protocol, or opens pairs of files that are divided already, one fold
 * a pair, over shared vocabularies.
 */
export async function openFolds(plan: FoldPlan, given: FoldArguments, signal: AbortSignal): Promise<OpenedFolds> {
  if ("pairs" in plan) return openGiven(plan.pairs, given, signal);
  const { path, protocol } = plan;
  const dataset = await readDataset(path, given, { signal, rowOrder: protocol.usesRowOrder ?? false });
  const folds = split(dataset.interactions, protocol, given.seed);
  for (const fold of folds) sayTies(fold);
  return { dataset, folds, protocol: protocol.name };
}

/** Says for how many users a draw decided what is held out, before anything is fitted: a finer column may be at hand. */
export function sayTies({ ties, name }: Fold): void {
  const warning = ties && timeTiesWarning(ties, name);
  if (warning) say(`${warning.code}: ${warning.message}`);
}

function planGiven(path: string | undefined, given: FoldArguments): FoldPlan {
  const { trainFile: trainFiles, testFile: testFiles } = given;
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
  return { pairs: trainFiles.map((trainPath, at) => ({ trainPath, testPath: testFiles[at] ?? "" })) };
}

async function openGiven(
  pairs: Extract<FoldPlan, { pairs: unknown }>["pairs"],
  given: FoldArguments,
  signal: AbortSignal,
): Promise<OpenedFolds> {
  const { openGivenFolds } = await import("../data/open-dataset.ts");
  const { parts, dataset } = await openGivenFolds(pairs, openOptions(given, signal));
  const folds = parts.map(({ train, test }, at) => {
    const fold = givenFold(train, test);
    return parts.length === 1 ? fold : { ...fold, name: `given/${at + 1}` };
  });
  return { dataset, folds, protocol: "given" };
}
