import { type Csr, rowIndices } from "../data/csr.ts";
import { type Interactions, toCsr } from "../data/interactions.ts";
import type { ItemTable } from "../data/items.ts";
import { type Fold, splitForValidation } from "../data/splits.ts";
import { TrainingError } from "../errors.ts";
import { NO_ITEM } from "../kernels/ranking.ts";
import {
  createImplicitAlsModel,
  foldInRows,
  type ImplicitAlsModel,
  type ImplicitAlsOptions,
  observedWeight,
} from "../models/implicit-als.ts";
import { countInteractions } from "../models/popularity.ts";
import { TAG_COLUMN, tagOverlap } from "../models/tag-overlap.ts";
import type { HeadExamples } from "../neural/head/examples.ts";
import { createRandom, shuffle } from "../random.ts";
import { trainImplicitAls, type TrainingControl } from "./implicit-als-trainer.ts";

/** Share of each user's interactions that is held out for choosing. */
export const HELD_OUT_FRACTION = Number(process.env.HO ?? 0.2);
/** Share of the users whose held-out interactions decide; the head learns from the others. */
const DECIDING_SHARE = 0.3;
/** Users taken at most: more cost time and teach the head little. */
const MAXIMUM_GROUPS = 6000;
/** Streams of the seed. */
const GROUP_STREAM = 401;

/** Retrieval fitted to all but a held-out part, and what it retrieves for users whose held-out part is known. */
export interface HeadGround {
  /** Train and held-out part, over the same vocabularies. */
  readonly fold: Fold;
  /** Retrieval fitted to the train part. */
  readonly model: ImplicitAlsModel;
  readonly examples: HeadExamples;
}

/**
 * Fits retrieval to part of the interactions and collects its best candidates for up to MAXIMUM_GROUPS users, labelled by
 * what was held out of their histories. Users are folded in from the part of the history that retrieval saw, so the head
 * learns from scores as they will be in service: scores of the fit's own positives would flatter retrieval.
 *
 * Throws TrainingError `too-little-history` when no user has enough interactions to hold any out.
 */
export async function prepareHeadGround(
  modules: { readonly serving: WebAssembly.Module; readonly training: WebAssembly.Module },
  interactions: Interactions,
  items: ItemTable,
  options: ImplicitAlsOptions,
  candidateCount: number,
  control: TrainingControl,
): Promise<HeadGround> {
  const fold = splitForValidation(interactions, HELD_OUT_FRACTION, control.seed);
  if (fold.test.users.length === 0) {
    throw new TrainingError(
      "too-little-history",
      "no user has enough interactions to hold any out for choosing a head; use --head none",
    );
  }
  const seen = toCsr(fold.train);
  const factors = await trainImplicitAls(modules.training, seen, options, control);
  const model = createImplicitAlsModel(modules.serving, options, {
    itemFactors: { precision: "f32", values: factors.itemFactors },
    gram: factors.gram,
    popularity: countInteractions(seen),
  });
  const examples = collectExamples(model, options, seen, toCsr(fold.test), items, candidateCount, control.seed);
  return { fold, model, examples };
}

function collectExamples(
  model: ImplicitAlsModel,
  options: ImplicitAlsOptions,
  seen: Csr,
  heldOut: Csr,
  items: ItemTable,
  requestedCandidates: number,
  seed: number,
): HeadExamples {
  const candidateCount = Math.min(requestedCandidates, model.itemCount);
  const eligible: number[] = [];
  for (let user = 0; user < seen.rowCount; user++) {
    if (rowIndices(seen, user).length > 0 && rowIndices(heldOut, user).length > 0) eligible.push(user);
  }
  const users = Uint32Array.from(shuffle(eligible, createRandom(seed, GROUP_STREAM)).slice(0, MAXIMUM_GROUPS));
  const histories = selectCsrRows(seen, users);
  const userFactors = foldInRows(
    histories,
    model.factorCount,
    (value) => observedWeight(options, value),
    model.foldIn,
  );
  const exclude = { offsets: histories.offsets, items: histories.indices };
  const found = model.index.scanBatch(userFactors, users.length, candidateCount, { exclude });
  const labels = new Uint8Array(found.items.length);
  const overlap = new Float32Array(found.items.length);
  const positiveCounts = new Uint32Array(users.length);
  for (let group = 0; group < users.length; group++) {
    const wanted = new Set(rowIndices(heldOut, users[group]!));
    positiveCounts[group] = wanted.size;
    const start = group * candidateCount;
    const places = found.items.subarray(start, start + candidateCount);
    const end = places.indexOf(NO_ITEM);
    const candidates = end < 0 ? places : places.subarray(0, end);
    for (let place = 0; place < candidates.length; place++) {
      if (wanted.has(candidates[place]!)) labels[start + place] = 1;
    }
    overlap.set(tagOverlap(items.categories.get(TAG_COLUMN), rowIndices(histories, group), candidates), start);
  }
  const deciding = Math.max(1, Math.round(users.length * DECIDING_SHARE));
  const groups = Uint32Array.from(users.keys());
  return {
    factorCount: model.factorCount,
    candidateCount,
    userFactors,
    itemFactors: model.index.factorsOf(Uint32Array.from({ length: model.itemCount }, (_, item) => item)),
    candidateItems: found.items,
    retrievalScores: found.scores,
    popularity: model.popularity,
    tagOverlap: overlap,
    labels,
    positiveCounts,
    groupsTrain: groups.subarray(deciding),
    groupsValidation: groups.subarray(0, deciding),
  };
}

/** The rows of a matrix in the order given. Copies. */
function selectCsrRows(matrix: Csr, rows: Uint32Array): Csr {
  const offsets = new Uint32Array(rows.length + 1);
  for (let place = 0; place < rows.length; place++) {
    offsets[place + 1] = offsets[place]! + rowIndices(matrix, rows[place]!).length;
  }
  const indices = new Uint32Array(offsets[rows.length]!);
  const values = new Float32Array(indices.length);
  for (let place = 0; place < rows.length; place++) {
    const [start, end] = [matrix.offsets[rows[place]!]!, matrix.offsets[rows[place]! + 1]!];
    indices.set(matrix.indices.subarray(start, end), offsets[place]);
    values.set(matrix.values.subarray(start, end), offsets[place]);
  }
  return { rowCount: rows.length, columnCount: matrix.columnCount, offsets, indices, values };
}
