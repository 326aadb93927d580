import { fingerprintInteractions } from "../data/fingerprint.ts";
import { fingerprintFactors } from "../data/fingerprint-factors.ts";
import { toCsr } from "../data/interactions.ts";
import { openItemsOf } from "../data/open-item-table.ts";
import type { ImportRequest, OpenedImport } from "../imported/kinds/kind.ts";
import { countInteractions } from "../models/item-counts.ts";
import type { OptionValues } from "../models/option-specs.ts";
import { servedModel } from "../models/served.ts";
import { packImported } from "../packing/imported/pack-imported.ts";
import type { ImportedData, ImportedModel } from "../packing/imported/types.ts";
import type { TrainingContext } from "../training/context.ts";
import { type Judging, judgingOf, type ReadInteractions, readAligned } from "./import-interactions.ts";
import { importedIds } from "./import-items.ts";
import type { MadeImport } from "./import-made.ts";
import type { CheckedImport } from "./import-request.ts";
import { noteText } from "./note-text.ts";
import type { ImportArguments } from "./options/import.ts";
import { noteRatings, say } from "./progress.ts";

/** Opens a model, gives it ids, columns and interactions, and packs it. */
export async function importModel(
  checked: CheckedImport,
  given: ImportArguments,
  control: TrainingContext,
  signal: AbortSignal,
): Promise<MadeImport> {
  const opened = await checked.kind.open(checked.request);
  try {
    return await importOpened(opened, checked, given, control, signal);
  } finally {
    await opened.close();
  }
}

async function importOpened(
  opened: OpenedImport,
  { request }: CheckedImport,
  given: ImportArguments,
  control: TrainingContext,
  signal: AbortSignal,
): Promise<MadeImport> {
  for (const note of opened.notes) say(note);
  const itemIds = await importedIds(opened, given.itemIds, request);
  const { table: items, uncataloguedItems } = await openItemsOf(itemIds, given.items, {
    skipBadRows: given.skipBadRows,
    signal,
  });
  if (given.items !== undefined && uncataloguedItems > 0) say(`${uncataloguedItems} items are not in the catalogue`);
  const read =
    given.interactions === undefined
      ? undefined
      : await readAligned("--interactions", given.interactions, given, itemIds, signal);
  const interactions = read && {
    userIds: read.interactions.userIds,
    matrix: toCsr(read.interactions),
    feedback: read.interactions.feedback,
  };
  const { model: finished, vectorScale } = await opened.finish(interactions, control);
  if (read) noteValues(opened.model, finished.options, read, given);
  const model: ImportedModel = { ...finished, precision: given.precision ?? "f32" };
  // No file has the vectors of the users: lists by histories would be measured, which are popular items.
  const isByVectors = finished.options.foldIn === "none";
  const judging: Judging =
    read && !isByVectors ? await judgingOf(read, given, signal) : { sample: undefined, warnings: [] };
  if (read === undefined) sayUnmeasured();
  else if (isByVectors)
    say("not measured: users are known by the vectors of their requests alone; its evaluations stay empty");
  const shared = { items, seed: given.seed, origin: opened.origin, name: given.name ?? nameOf(request) };
  const data: ImportedData = {
    ...shared,
    keep: given.keep,
    popularity: interactions ? countInteractions(interactions.matrix) : new Float32Array(itemIds.size),
    users: given.users && interactions ? { userIds: interactions.userIds, histories: interactions.matrix } : undefined,
    data: await describedData(read, model, items, request, given),
  };
  const artefact = await packImported(given.out, model, data, judging.sample, control);
  return { artefact, origin: opened.origin, reading: read?.dataset.report, vectorScale, warnings: judging.warnings };
}

function sayUnmeasured(): void {
  say("not measured: without --interactions nobody knows how good it is, and its evaluations stay empty");
  say(
    "popularity is 0 for all items: who has no history, or none that the model knows, gets items in the order of the rows",
  );
}

/** Ratings are given to a model of behaviour, which counts a bad one like a good one unless values weigh. */
function noteValues(
  model: string,
  options: OptionValues,
  { interactions }: ReadInteractions,
  { minValue }: ImportArguments,
): void {
  const valuesWeigh = options.weighting === "linear" || options.weighting === "log";
  if (servedModel(model)?.predicts === true || valuesWeigh) return;
  noteRatings([model], interactions.feedback, [], minValue);
}

/** The name of the file without its ending. */
function nameOf({ shown }: ImportRequest): string {
  return shown.replace(/\.(npy|npz|safetensors|parquet)$/i, "") || shown;
}

async function describedData(
  read: ReadInteractions | undefined,
  { kind, factors }: ImportedModel,
  { itemIds }: ImportedData["items"],
  request: ImportRequest,
  given: ImportArguments,
): Promise<ImportedData["data"]> {
  const items = itemIds.size;
  if (read === undefined) {
    const feedback = servedModel(kind)?.learnsFrom === "ratings" ? "explicit" : "implicit";
    const fingerprint = await fingerprintFactors(itemIds.ids, factors, request.signal);
    const kindOfPrint = { fingerprint, fingerprintKind: "item-factors" } as const;
    const note = given.note === undefined ? "" : noteText(given.note);
    return { name: nameOf(request), ...kindOfPrint, users: 0, items, interactions: 0, feedback, note };
  }
  const { dataset, interactions } = read;
  const { name, note } = dataset;
  const counts = { users: interactions.userIds.size, items, interactions: interactions.users.length };
  const fingerprint = await fingerprintInteractions(interactions);
  return { name, fingerprint, ...counts, feedback: interactions.feedback, note };
}
