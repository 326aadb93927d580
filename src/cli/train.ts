import { Command } from "commander";
import { writeArtefact } from "../artefact/folder.ts";
import type { Evaluation } from "../artefact/manifest.ts";
import type { Dataset, ReadReport } from "../data/dataset.ts";
import { fingerprintInteractions } from "../data/fingerprint.ts";
import { openDataset } from "../data/open-dataset.ts";
import { parseTransform, type Transform, transformInteractions } from "../data/transforms.ts";
import type { TrainingContext } from "../training/context.ts";
import {
  addReadingOptions,
  collect,
  filtered,
  openOptions,
  parseAssignments,
  type ReadingArguments,
  seedOption,
  threadsOption,
  transformOption,
} from "./arguments.ts";
import { interruptible } from "./interrupt.ts";
import { checkOutFolder } from "./out-folder.ts";
import { usersLine } from "./packing/users-line.ts";
import { createProgress, IGNORES_VALUES, noteRatings, say, trainingProgress } from "./progress.ts";
import { leftOutLines, readingJson, readingLines } from "./reading-lines.ts";
import { checkTrainRequest, MODEL_NAMES, type TrainedArtefact, trainArtefact } from "./train-artefact.ts";

export interface TrainArguments extends ReadingArguments {
  readonly model: string;
  readonly set: readonly string[];
  readonly head?: string;
  readonly transform: readonly string[];
  readonly name?: string;
  readonly users: boolean;
  readonly seed: number;
  readonly threads: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `nearedge train`: interactions in, artefact out. */
export function trainCommand(): Command {
  return addTrainOptions(new Command("train"))
    .description("Train a model and pack it into an artefact.")
    .argument("<interactions>", "file, folder or pattern of interactions, - for standard input, or builtin:catalogue")
    .requiredOption("--out <folder>", "folder of the artefact; replaced when it is one already")
    .option("--json", "print what was made as one JSON object")
    .addHelpText("after", "\nExample:\n  nearedge train builtin:catalogue --out .nearedge/artefact --seed 42")
    .action((path: string, given: TrainArguments) => interruptible((signal) => runTrain(path, given, signal)));
}

/** The options of training, shared with `npm start`. */
export function addTrainOptions(command: Command): Command {
  return addReadingOptions(command)
    .option("--model <name>", `${MODEL_NAMES.join(", ")}`, "implicit-als")
    .option(
      "--set <key=value>",
      "option of the model, precision=f32|int8 of its factors, or keep=N weights or neighbours an item; repeat for more",
      collect,
      [],
    )
    .option(
      "--head <kind>",
      "mlp (packed when it wins on validation data) or none; behind any model but popularity, at the cost of six more fits (default: mlp behind implicit-als where there is enough history to judge it, else none)",
    )
    .option("--cold-items", "keep items of --items that nobody has taken, for models of content to recommend")
    .option(...transformOption)
    .option("--no-users", "leave users and their histories out, which are packed in private shards otherwise")
    .option("--name <text>", "name of the model; the data set's by default")
    .option(...seedOption)
    .option(...threadsOption);
}

/** Reads, trains, packs, writes, and says what it did. */
export async function runTrain(path: string, given: TrainArguments, signal: AbortSignal): Promise<void> {
  const set = parseAssignments("--set", given.set);
  const predicts = checkTrainRequest({ model: given.model, set, head: given.head });
  await checkOutFolder(given.out);
  const transforms = given.transform.map(parseTransform);
  const read = await filtered(await openDataset(path, openOptions(given, signal)), given);
  describeDataset(read);
  const dataset = await transformed(read, transforms);
  noteRatings(
    predicts || IGNORES_VALUES.has(given.model) ? [] : [given.model],
    dataset.interactions.feedback,
    transforms,
    given.minValue,
  );
  const progress = createProgress();
  const control: TrainingContext = {
    seed: given.seed,
    threads: given.threads,
    signal,
    onPhase: (phase) => {
      progress.stop();
      say(phase);
    },
    ...trainingProgress(progress),
  };
  const startedMs = performance.now();
  const request = { model: given.model, set, head: given.head, name: given.name, users: given.users };
  const trained = await trainArtefact(dataset, request, control).finally(() => progress.stop());
  signal.throwIfAborted();
  await writeArtefact(given.out, trained.files);
  say(usersLine(dataset.interactions.userIds.size, given.users, trained.madeOfUsers));
  report(trained, given, dataset.report, (performance.now() - startedMs) / 1000);
}

/** The data set with its values transformed, and a note that says so wherever results on it appear. */
async function transformed(dataset: Dataset, transforms: readonly Transform[]): Promise<Dataset> {
  if (transforms.length === 0) return dataset;
  const interactions = transformInteractions(dataset.interactions, transforms);
  const after = `values after ${transforms.map(({ name }) => name).join(", ")}`;
  const note = dataset.note === "" ? after : `${dataset.note}; ${after}`;
  return { ...dataset, interactions, note, fingerprint: await fingerprintInteractions(interactions) };
}

/** What was read, and what became of every row, on standard error. */
export function describeDataset({ name, note, interactions, report }: Dataset): void {
  const { userIds, itemIds, users, feedback } = interactions;
  say(
    `${name}${note ? ` (${note})` : ""}: ${userIds.size} users, ${itemIds.size} items, ${users.length} interactions (${feedback})`,
  );
  for (const line of readingLines(report)) say(line);
  for (const text of report.notes ?? []) say(`note: ${text}`);
  if (report.badRows > 0) say(`left out ${report.badRows} bad rows:\n  ${report.badRowExamples.join("\n  ")}`);
  const { implicitRowsDropped = 0, filtered } = report;
  if (implicitRowsDropped > 0) say(`left out ${implicitRowsDropped} rows that are no rating (a rating of 0)`);
  for (const line of leftOutLines(report)) say(line);
  if (filtered) {
    say(`filtered out ${filtered.users} users, ${filtered.items} items and ${filtered.interactions} interactions`);
  }
  if (report.duplicatesMerged > 0) say(`merged ${report.duplicatesMerged} rows of the same user and item`);
  const { coldItems = 0 } = report;
  if (coldItems > 0) say(`kept ${coldItems} items that nobody took`);
  if (report.catalogueOnlyItems > 0) say(`left out ${report.catalogueOnlyItems} items that nobody took`);
  if (report.tableOnlyUsers) say(`left out ${report.tableOnlyUsers} users of the table who took nothing`);
  if (report.untabledUsers) say(`${report.untabledUsers} users are not in the table of users`);
  if (report.uncataloguedItems > 0) say(`${report.uncataloguedItems} items are not in the catalogue`);
}

function report(trained: TrainedArtefact, given: TrainArguments, reading: ReadReport, fitSeconds: number): void {
  const byteLength = trained.files.reduce((sum, file) => sum + file.bytes.length, 0);
  const manifest: { name: string; version: string } = JSON.parse(
    new TextDecoder().decode(trained.files.at(-1)?.bytes ?? new Uint8Array()),
  );
  for (const { message } of trained.warnings) say(`warning: ${message}`);
  if (given.json) {
    const { options, objective, evaluations, head, warnings } = trained;
    const model = { name: manifest.name, version: manifest.version, kind: given.model, options };
    process.stdout.write(
      `${JSON.stringify({ out: given.out, model, head, objective, evaluations, warnings, byteLength, timings: { fitSeconds }, ...readingJson(reading) })}\n`,
    );
    return;
  }
  for (const line of evaluationLines(trained.evaluations)) say(line);
  const size = `${trained.files.length} files, ${byteLength} bytes`;
  say(`${given.out}: ${manifest.name} ${manifest.version}, ${size}, in ${fitSeconds.toFixed(1)} s`);
}

/** One line a subject: figures with their protocol. */
export function evaluationLines(evaluations: readonly Evaluation[]): string[] {
  return evaluations.map(({ subject, protocol, part, users, metrics }) => {
    const figures = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`);
    return `${subject.padEnd(16)} ${figures.join("  ")}  (${part}, ${protocol}, ${users} users)`;
  });
}
