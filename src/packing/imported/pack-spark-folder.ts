import { openItemsOf } from "../../data/open-item-table.ts";
import { openSparkFolder, type SparkFolder } from "../../data/spark-folder.ts";
import type { SparkJob } from "../../data/spark-job.ts";
import { sparkModel } from "../../data/spark-model.ts";
import { OptionsError } from "../../errors.ts";
import { JUDGING_FRACTION } from "../../evaluation/hold-out.ts";
import { servedModel } from "../../models/served.ts";
import { scaleState } from "../../models/served-ratings.ts";
import { type ModelState, stateOf } from "../../models/state.ts";
import { RATING_BASELINE } from "../../models/train-references.ts";
import type { TrainingContext } from "../../training/context.ts";
import type { TrainWarning } from "../quality.ts";
import { packImported } from "./pack-imported.ts";
import type { ImportedArtefact, ImportedModel } from "./types.ts";

/** How a folder of the Spark job is packed. */
export interface SparkPacking {
  /** The folder of the artefact. */
  readonly out: string;
  /** A catalogue of the items; none by default. */
  readonly items?: string | undefined;
  readonly skipBadRows?: boolean | undefined;
  /** Columns of prose that are kept to be shown. */
  readonly keep?: readonly string[] | undefined;
  /** Whether histories of all users are packed, which the job must have written; false by default. */
  readonly users?: boolean | undefined;
  /** int8 by default. */
  readonly precision?: "f32" | "int8" | undefined;
  /** Name of the artefact; that of the data by default. */
  readonly name?: string | undefined;
  /** Printed with all results. */
  readonly note?: string | undefined;
}

/** The artefact with what the job says of itself, and what the catalogue lacks. */
export interface SparkArtefact extends ImportedArtefact {
  readonly job: SparkJob;
  /** Items of the catalogue without interactions, which are left out. */
  readonly catalogueOnlyItems: number;
  /** Items that the catalogue has not; 0 without a catalogue. */
  readonly uncataloguedItems: number;
}

/**
 * Packs a folder that the job of `--engine spark` wrote: items stream into shards, the sample is folded in and measured, and its
 * figures go into the manifest. The seed is that of the job. Throws what openSparkFolder, openItemTable and packImported throw, and
 * OptionsError `not-servable` for a job whose model this release does not serve.
 */
export async function packSparkFolder(
  folder: string,
  { out, items, skipBadRows, keep, users = false, precision = "int8", name, note = "" }: SparkPacking,
  control: TrainingContext,
): Promise<SparkArtefact> {
  const { signal } = control;
  const opened = await openSparkFolder(folder, signal);
  const { job, itemIds, judged } = opened;
  const { table, catalogueOnlyItems, uncataloguedItems } = await openItemsOf(itemIds, items, { skipBadRows, signal });
  const histories = users ? await opened.histories() : undefined;
  const { seed, nonnegative } = job.parameters;
  const { fingerprint, interactions, feedback, sampledFrom } = job.data;
  const made = await packImported(
    out,
    modelOf(opened, precision),
    {
      items: table,
      popularity: opened.popularity,
      keep,
      users: histories,
      name: name ?? job.data.name,
      seed,
      origin: { kind: "spark-job", version: job.spark.version, ...(nonnegative ? { nonNegative: true } : {}) },
      data: {
        name: job.data.name,
        fingerprint,
        fingerprintKind: "row-sum",
        users: job.data.users,
        items: job.data.items,
        interactions,
        feedback,
        note,
      },
    },
    {
      ...judged,
      trainPopularity: opened.trained,
      sampledFrom,
      protocol: `hold-out per user:${JUDGING_FRACTION}`,
    },
    { ...control, seed },
  );
  const warnings = opened.hasWeakBiases ? [...made.warnings, weakBaseline(folder)] : made.warnings;
  return { ...made, warnings, job, catalogueOnlyItems, uncataloguedItems };
}

/** A folder of an earlier job: half a sweep of the baseline follows from it, of the ten that it takes. */
function weakBaseline(folder: string): TrainWarning {
  const message =
    `${folder}: the job is of an earlier release and wrote sums of ratings in place of the biases of items: ` +
    `the ${RATING_BASELINE.model.name} beside the model is weaker than that of a training here, and the model looks better beside it ` +
    "than it is; run the job of this release to compare them";
  return { code: "weak-baseline", message };
}

function modelOf(folder: SparkFolder, precision: "f32" | "int8"): ImportedModel {
  const { kind, options } = sparkModel(folder.job);
  const model = servedModel(kind);
  if (!model) throw new OptionsError("not-servable", `${kind}: expected a model that this release serves`);
  // Those that are not named have no part in what Spark fitted: the manifest does not state them.
  model.readOptions(options);
  const { factors } = folder;
  const common = { kind, options, precision, factors };
  if (model.learnsFrom === "ratings") return { ...common, matrix: "itemFactors", state: ratingState(folder) };
  return { ...common, matrix: "factors", gramOf: (products) => Float32Array.from(products) };
}

/** What predictions need beside the factors: the scale, the biases of items, and which of them have ratings. */
function ratingState({ job, trained, itemBiases }: SparkFolder): ModelState {
  const rated = new Uint32Array(Math.ceil(trained.length / 32));
  for (const [item, count] of trained.entries()) if (count > 0) rated[item >>> 5]! |= 1 << (item & 31);
  const scale = job.data.scale ?? { mean: 0, minimum: 0, maximum: 0 };
  return stateOf({
    scale: scaleState(scale),
    itemBiases: itemBiases ?? new Float64Array(trained.length),
    rated,
  });
}
