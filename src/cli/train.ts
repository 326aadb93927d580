import { writeArtefact } from "../artefact/folder.ts";
import type { Dataset, ReadReport } from "../data/dataset.ts";
import { fingerprintInteractions } from "../data/fingerprint.ts";
import { parseTransform, type Transform, transformInteractions } from "../data/transforms.ts";
import { withNote } from "../data/with-note.ts";
import type { TrainedArtefact } from "../packing/train-artefact.ts";
import type { TrainingContext } from "../training/context.ts";
import { parseAssignments } from "./arguments.ts";
import { checkTrainRequest, modelOf } from "./check-options.ts";
import { openCheckpoints, withCheckpoints } from "./checkpoints.ts";
import { describeDataset } from "./describe-dataset.ts";
import { evaluationLines } from "./evaluation-lines.ts";
import { headRequest } from "./head-request.ts";
import { noteIdle } from "./idle-options.ts";
import { interruptible } from "./interrupt.ts";
import { type NamedOptions, refuseWithoutSpark } from "./named-options.ts";
import type { NetworkExport } from "./network-export.ts";
import { withNetwork } from "./network-option.ts";
import { noteText } from "./note-text.ts";
import { openOptions } from "./open-options.ts";
import type { SparkArguments } from "./options/spark.ts";
import type { TrainArguments } from "./options/train.ts";
import { checkOutFolder } from "./out-folder.ts";
import { withPreset } from "./presets.ts";
import { createProgress, IGNORES_VALUES, noteRatings, say, trainingProgress } from "./progress.ts";
import { readDataset } from "./read-dataset.ts";
import { readingJson } from "./reading-lines.ts";
import { typedOptions } from "./typed-options.ts";
import { usersLine } from "./users-line.ts";

/** Which columns of the catalogue the artefact has, and which not; nothing without a catalogue. */
function columnLines(
  { categories, numbers, texts, addresses = new Map() }: Dataset["items"],
  keep: readonly string[],
): string[] {
  const kept = [...texts.keys()].filter((name) => keep.includes(name));
  const stored = [...categories.keys(), ...numbers.keys(), ...addresses.keys(), ...kept];
  const left = [...texts.keys()].filter((name) => !keep.includes(name));
  if (stored.length + left.length === 0) return [];
  const without = left.length === 0 ? "" : `; prose, not packed: ${left.join(", ")} (--keep packs it)`;
  return [`packs columns of items: ${stored.join(", ") || "none"}${without}`];
}

function hasTimes({ timestamps }: Dataset["interactions"]): boolean {
  return timestamps?.some((time) => !Number.isNaN(time)) === true;
}

/** Bytes of an entry: the item and the users of both. */
const PAIR_BYTES = 8;

/** `nearedge train`: here, or by Spark. Throws OptionsError `needs-spark` for options of Spark without it. */
export async function runTrainCommand(
  path: string,
  given: TrainArguments & SparkArguments,
  named: NamedOptions,
): Promise<void> {
  if (given.engine === "spark") return (await import("./spark.ts")).runSparkTrain(path, given, named);
  refuseWithoutSpark(named);
  return runTrain(path, given, named.has("model"));
}

/** Reads, trains, packs, writes, and says what it did. */
export function runTrain(path: string, given: TrainArguments, modelIsGiven = false): Promise<void> {
  return interruptible(async (signal) => {
    return train(path, await withNetwork(withPreset(given, modelIsGiven), modelIsGiven), signal);
  });
}

async function train(path: string, given: TrainArguments, signal: AbortSignal): Promise<void> {
  const set = parseAssignments("--set", given.set);
  const transforms = given.transform.map(parseTransform);
  openOptions(given);
  const note = given.note === undefined ? undefined : noteText(given.note);
  const asked = headRequest(given);
  const { predicts } = await checkTrainRequest(given.model, set, asked);
  await checkOutFolder(given.out);
  const checkpoints = await openCheckpoints(given);
  const exported = await exportOf(given);
  const opened = await readDataset(path, given, { signal });
  const read = note === undefined ? opened : withNote(opened, note);
  describeDataset(read);
  const dataset = await transformed(read, transforms);
  noteRatings(
    predicts || IGNORES_VALUES.has(given.model) ? [] : [given.model],
    dataset.interactions.feedback,
    transforms,
    given.minValue,
  );
  noteIdle(given.model, [set], dataset.interactions.feedback);
  const progress = createProgress();
  const control: TrainingContext = {
    seed: given.seed,
    threads: given.threads,
    signal,
    checkpoints,
    onNetwork: exported?.onNetwork,
    onPhase: (phase) => {
      progress.stop();
      say(phase);
    },
    ...trainingProgress(progress),
  };
  const startedMs = performance.now();
  const { model, name, users, judgeUsers, keep } = given;
  const boughtTogether = given.boughtTogether === 0 ? undefined : given.boughtTogether;
  const firstSeen = given.firstSeen ?? hasTimes(dataset.interactions);
  const options = typedOptions(modelOf(model), set);
  const request = { model, options, name, users, judgeUsers, boughtTogether, firstSeen, keep, ...asked };
  // Trainers are loaded when there is something to train on.
  const { trainArtefact } = await import("../packing/train-artefact.ts");
  if (checkpoints) await noteResuming(model);
  const trained = await withCheckpoints(checkpoints, async () => {
    const made = await trainArtefact(dataset, request, control).finally(() => progress.stop());
    signal.throwIfAborted();
    await writeArtefact(given.out, made.files);
    return made;
  });
  const exportedBytes = await exported?.write();
  for (const line of columnLines(dataset.items, keep)) say(line);
  const { pairs } = trained;
  if (pairs !== undefined) say(`bought together: ${pairs} pairs of items, ${PAIR_BYTES * pairs} bytes`);
  say(usersLine(dataset.interactions.userIds.size, given.users, trained.madeOfUsers));
  if (exported) say(`${given.exportNetwork}: the network as model.json with its weights, ${exportedBytes} bytes`);
  report(trained, given, dataset.report, (performance.now() - startedMs) / 1000);
}

/** The folder of `--export-network`, where one is given. */
async function exportOf({ exportNetwork, out, checkpoint, model }: TrainArguments): Promise<NetworkExport | undefined> {
  if (exportNetwork === undefined) return undefined;
  return (await import("./network-export.ts")).openExport(exportNetwork, { out, checkpoint }, model);
}

/** Says of a model that does not keep checkpoints of all that it trains what becomes of it after an interruption. */
async function noteResuming(name: string): Promise<void> {
  const { trainableModel } = await import("../models/trainable.ts");
  const resumes = trainableModel(name)?.resumes;
  if (resumes === "all") return;
  const [who, what] =
    resumes === "members"
      ? [`of ${name} only members that are networks keep`, "the others begin"]
      : [`${name} keeps no`, "its training begins"];
  say(`note: --checkpoint: ${who} checkpoints; after an interruption ${what} anew`);
}

/** The data set with its values transformed, and a note that says so wherever results on it appear. */
async function transformed(dataset: Dataset, transforms: readonly Transform[]): Promise<Dataset> {
  if (transforms.length === 0) return dataset;
  const interactions = transformInteractions(dataset.interactions, transforms);
  const after = `values after ${transforms.map(({ name }) => name).join(", ")}`;
  return { ...withNote(dataset, after), interactions, fingerprint: await fingerprintInteractions(interactions) };
}

function report(trained: TrainedArtefact, given: TrainArguments, reading: ReadReport, fitSeconds: number): void {
  const byteLength = trained.files.reduce((sum, file) => sum + file.bytes.length, 0);
  const manifest: { name: string; version: string } = JSON.parse(
    new TextDecoder().decode(trained.files.at(-1)?.bytes ?? new Uint8Array()),
  );
  // Options that do nothing were named before training.
  for (const { code, message } of trained.warnings) if (code !== "idle-option") say(`warning: ${message}`);
  if (given.json) {
    const { options, objective, losses, evaluations, head, warnings } = trained;
    const model = { name: manifest.name, version: manifest.version, kind: given.model, options };
    process.stdout.write(
      `${JSON.stringify({ out: given.out, model, head, objective, losses, evaluations, warnings, byteLength, timings: { fitSeconds }, ...readingJson(reading) })}\n`,
    );
    return;
  }
  for (const line of evaluationLines(trained.evaluations)) say(line);
  const size = `${trained.files.length} files, ${byteLength} bytes`;
  say(`${given.out}: ${manifest.name} ${manifest.version}, ${size}, in ${fitSeconds.toFixed(1)} s`);
}
