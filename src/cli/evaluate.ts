import { Command } from "commander";
import type { Dataset } from "../data/dataset.ts";
import { openDataset, openGivenSplit } from "../data/open-dataset.ts";
import { type Fold, givenFold, parseProtocol, split } from "../data/splits.ts";
import { OptionsError } from "../errors.ts";
import { randomBaseline } from "../evaluation/baselines.ts";
import { type Candidate, evaluateFolds } from "../evaluation/evaluate-folds.ts";
import { createReport, datasetSize } from "../evaluation/report.ts";
import { formatReportTable } from "../evaluation/report-table.ts";
import {
  addReadingOptions,
  collect,
  list,
  listLengths,
  openOptions,
  parseAssignments,
  type ReadingArguments,
  seedOption,
  threadsOption,
} from "./arguments.ts";
import { interruptible } from "./interrupt.ts";
import { modelCandidate, rejectOptions } from "./models.ts";
import { createProgress, say } from "./progress.ts";
import { describeDataset } from "./train.ts";

interface EvaluateArguments extends ReadingArguments {
  readonly trainFile?: string;
  readonly testFile?: string;
  readonly models: string;
  readonly protocol?: string;
  readonly at: string;
  readonly set: readonly string[];
  readonly seed: number;
  readonly threads: number;
  readonly json?: boolean;
}

/** `nearedge evaluate`: models beside popularity and random, under one protocol. */
export function evaluateCommand(): Command {
  return addReadingOptions(new Command("evaluate"))
    .description("Measure models on held-out interactions, beside popularity and random.")
    .argument("[interactions]", "file of interactions, or builtin:catalogue")
    .option("--train-file <file>", "training part of a given split (with --test-file)")
    .option("--test-file <file>", "test part of a given split")
    .option(
      "--models <list>",
      "implicit-als, implicit-als+head, popularity, random; separated by commas",
      "implicit-als",
    )
    .option("--protocol <name>", "random:0.2, leave-last-out, given")
    .option("--at <list>", "lengths of the lists", "10")
    .option("--set <model.key=value>", "option of a model; repeat for more", collect, [])
    .option(...seedOption)
    .option(...threadsOption)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      "\nExample:\n  nearedge evaluate builtin:catalogue --models implicit-als,popularity --protocol random:0.2 --at 10,20",
    )
    .action((path: string | undefined, given: EvaluateArguments) =>
      interruptible((signal) => runEvaluate(path, given, signal)),
    );
}

async function runEvaluate(path: string | undefined, given: EvaluateArguments, signal: AbortSignal): Promise<void> {
  const ks = listLengths(given.at);
  const settings = settingsByModel(given.set);
  const { dataset, folds, protocol } = await openFolds(path, given, signal);
  const progress = createProgress("users");
  const control = {
    seed: given.seed,
    threads: given.threads,
    signal,
    onPhase: (phase: string) => {
      progress.stop();
      say(`  ${phase}`);
    },
    onEpoch: () => undefined,
  };
  const names = [...new Set(list(given.models))];
  if (names.length === 0) throw new OptionsError("no-models", "--models: expected at least one model, got none");
  for (const name of settings.keys()) {
    if (!names.some((model) => baseName(model) === name)) {
      throw new OptionsError("unused-setting", `--set ${name}.…: ${name} is not among --models ${given.models}`);
    }
  }
  const candidates = names.map((name): Candidate => {
    if (name === "random") {
      rejectOptions(name, settings.get(name) ?? {});
      const fit: Candidate["fit"] = (train) => randomBaseline(train.itemIds.size, given.seed);
      return { model: name, options: { seed: given.seed }, fit };
    }
    return modelCandidate(name, settings.get(baseName(name)) ?? {}, dataset.items, control);
  });
  if (!given.json) describeDataset(dataset);
  const evaluations = await evaluateFolds(candidates, folds, ks, {
    seed: given.seed,
    signal,
    onProgress: ({ model, done, total }) => {
      if (total === 0) {
        progress.stop();
        say(`${model}: fitting`);
      } else progress.update(done, total, model);
    },
  }).finally(() => progress.stop());
  const [first] = folds;
  if (!first) throw new OptionsError("no-folds", `protocol ${protocol} makes no fold of this data`);
  const report = createReport(datasetSize(first), protocol, evaluations);
  const note = dataset.note === "" ? {} : { note: dataset.note };
  if (given.json) process.stdout.write(`${JSON.stringify({ ...report, ...note })}\n`);
  else
    process.stdout.write(
      `${dataset.note === "" ? "" : `${dataset.name}: ${dataset.note}\n`}${formatReportTable(report)}`,
    );
}

async function openFolds(
  path: string | undefined,
  given: EvaluateArguments,
  signal: AbortSignal,
): Promise<{ dataset: Dataset; folds: Fold[]; protocol: string }> {
  const options = openOptions(given, signal);
  if (given.trainFile !== undefined || given.testFile !== undefined) {
    if (given.trainFile === undefined || given.testFile === undefined || path !== undefined) {
      throw new OptionsError(
        "given-files",
        "expected either one file of interactions, or --train-file with --test-file",
      );
    }
    if (given.protocol !== undefined && given.protocol !== "given") {
      throw new OptionsError(
        "given-files",
        `--train-file and --test-file go with --protocol given, not ${given.protocol}`,
      );
    }
    const { train, test, dataset } = await openGivenSplit(given.trainFile, given.testFile, options);
    return { dataset, folds: [givenFold(train, test)], protocol: "given" };
  }
  if (path === undefined) {
    throw new OptionsError("no-interactions-file", "expected a file of interactions, or --train-file with --test-file");
  }
  if (given.protocol === undefined) {
    throw new OptionsError(
      "no-protocol",
      "--protocol: expected random:0.2, leave-last-out or given; a figure needs one",
    );
  }
  const protocol = parseProtocol(given.protocol);
  const dataset = await openDataset(path, options);
  return { dataset, folds: split(dataset.interactions, protocol, given.seed), protocol: protocol.name };
}

const baseName = (model: string): string => model.replace(/\+head$/, "");

/** `--set MODEL.key=value` by model. */
function settingsByModel(pairs: readonly string[]): Map<string, Record<string, string>> {
  const settings = new Map<string, Record<string, string>>();
  for (const [key, value] of Object.entries(parseAssignments("--set", pairs))) {
    const at = key.indexOf(".");
    if (at < 1) {
      throw new OptionsError(
        "bad-assignment",
        `--set: expected MODEL.key=value, got ${JSON.stringify(`${key}=${value}`)}`,
      );
    }
    const model = key.slice(0, at);
    settings.set(model, { ...settings.get(model), [key.slice(at + 1)]: value });
  }
  return settings;
}
