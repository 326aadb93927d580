import type { Csr } from "../data/csr.ts";
import type { CategoryColumn, ItemTable } from "../data/items.ts";
import { createVocabulary, type Vocabulary } from "../data/vocabulary.ts";
import type { ItemFactors } from "../kernels/item-index.ts";
import type { Artefact } from "./artefact.ts";
import {
  checkAscendingRows,
  checkDistinctRows,
  checkFinite,
  checkFiniteOrUnknown,
  checkGram,
  checkNonNegative,
  checkOffsets,
} from "./checks.ts";
import { type ArtefactErrorCode, fail } from "./failure.ts";
import {
  type CsrSpec,
  categorySpecs,
  FACTOR_SCALES,
  FACTORS_F32,
  FACTORS_INT8,
  FIRST_SEEN,
  GRAM,
  HISTORIES,
  ID_LIMIT_BYTES,
  ITEM_IDS,
  ITEM_POPULARITY,
  ITEM_TITLES,
  numberSpec,
  STATE_PREFIX,
  type StringsSpec,
  TOGETHER,
  textSpecs,
  USER_IDS,
  USERS_PREFIX,
  WEIGHTS,
  WEIGHTS_PREFIX,
} from "./format.ts";
import { type Manifest, PRIVATE_FILES_VERSION } from "./manifest.ts";
import type { ArtefactContent, ArtefactTensors } from "./pack.ts";
import { createTensorSet, type TensorSet } from "./tensor-set.ts";

/**
 * Builds the content from its tensors and verifies their values; encoding runs it too, so that nothing is written
 * that could not be read. Arrays are views of the tensors' bytes where alignment allows. O(bytes).
 */
export function unpackTensors(
  manifest: Pick<Manifest, "formatVersion" | "model" | "head" | "data" | "columns" | "privateFiles">,
  stored: ArtefactTensors,
): ArtefactContent {
  const { model, head, data, columns } = manifest;
  checkPlaces(stored, manifest.formatVersion >= PRIVATE_FILES_VERSION);
  const tensors = createTensorSet(stored, { items: data.items, users: data.users, factorCount: model.factorCount });
  const content: ArtefactContent = {
    items: takeItems(tensors, columns),
    popularity: takePopularity(tensors),
    factors: model.factorCount > 0 ? takeFactors(tensors, model.precision) : undefined,
    gram: model.factorCount > 0 ? takeGram(tensors, model.factorCount) : undefined,
    weights: tensors.hasPrefix(WEIGHTS_PREFIX)
      ? takeCsr(tensors, WEIGHTS, data.items, "weights-not-ascending")
      : undefined,
    ...(columns.texts
      ? { texts: new Map(columns.texts.map((name, place) => [name, tensors.takeStrings(textSpecs(place))])) }
      : {}),
    ...(data.boughtTogether ? { together: takeTogether(tensors, data.items) } : {}),
    ...(data.firstSeen ? { firstSeen: takeFirstSeen(tensors) } : {}),
    state: tensors.takeState(),
    users: tensors.hasPrefix(USERS_PREFIX) ? takeUsers(tensors, data) : undefined,
    head: head === null ? undefined : tensors.takeHead(),
  };
  tensors.finish();
  return content;
}

/**
 * User data is in private files from their version on, and nothing that every reader needs is. Throws
 * ArtefactError `tensor-place`.
 */
function checkPlaces({ open, personal }: ArtefactTensors, hasPrivateFiles: boolean): void {
  const shown = hasPrivateFiles ? open.find(({ name }) => name.startsWith(USERS_PREFIX)) : undefined;
  if (shown)
    fail("tensor-place", `tensor ${shown.name}: expected it in a private file, got it where anybody can read it`);
  const hidden = personal.find(({ name }) => !name.startsWith(USERS_PREFIX) && !name.startsWith(STATE_PREFIX));
  if (hidden) fail("tensor-place", `tensor ${hidden.name}: expected it in a public file, got it in a private one`);
}

function takeItems(tensors: TensorSet, columns: Manifest["columns"]): ItemTable {
  return {
    itemIds: takeVocabulary(tensors, ITEM_IDS),
    titles: tensors.takeStrings(ITEM_TITLES),
    categories: new Map(columns.categories.map((name, place) => [name, takeCategories(tensors, place)])),
    numbers: new Map(columns.numbers.map((name, place) => [name, takeNumbers(tensors, place)])),
    // Prose is for training; what is kept of it to be shown stands beside the table.
    texts: new Map(),
  };
}

function takeVocabulary(tensors: TensorSet, spec: StringsSpec): Vocabulary {
  const ids = tensors.takeStrings(spec);
  // A UTF-16 unit takes one to three bytes: most ids need no second look.
  const encoder = new TextEncoder();
  const long = ids.findIndex((id) => id.length * 3 > ID_LIMIT_BYTES && encoder.encode(id).length > ID_LIMIT_BYTES);
  if (long >= 0) fail("id-too-long", `${spec.bytes.name}: entry ${long} has more than ${ID_LIMIT_BYTES} bytes`);
  return unique("duplicate-id", spec, ids);
}

function unique(code: ArtefactErrorCode, spec: StringsSpec, strings: readonly string[]): Vocabulary {
  try {
    return createVocabulary(strings);
  } catch (cause) {
    return fail(code, `${spec.bytes.name}: ${cause instanceof Error ? cause.message : "not unique"}`, cause);
  }
}

function takeCategories(tensors: TensorSet, place: number): CategoryColumn {
  const specs = categorySpecs(place);
  const dictionary = tensors.takeStrings(specs.dictionary);
  unique("duplicate-category", specs.dictionary, dictionary);
  const offsets = tensors.take(specs.offsets);
  const codes = tensors.take(specs.codes);
  checkOffsets(specs.offsets.name, offsets, codes.length);
  checkAscendingRows(specs.codes.name, offsets, codes, dictionary.length, {
    outside: "code-outside-dictionary",
    order: "codes-not-ascending",
  });
  return { dictionary, offsets, codes };
}

function takeNumbers(tensors: TensorSet, place: number): Float64Array {
  const spec = numberSpec(place);
  const numbers = tensors.take(spec);
  checkFiniteOrUnknown(spec.name, numbers);
  return numbers;
}

function takePopularity(tensors: TensorSet): Float32Array {
  const popularity = tensors.take(ITEM_POPULARITY);
  checkNonNegative(ITEM_POPULARITY.name, popularity);
  return popularity;
}

function takeFactors(tensors: TensorSet, precision: "f32" | "int8"): ItemFactors {
  if (precision === "f32") {
    const values = tensors.take(FACTORS_F32);
    checkFinite(FACTORS_F32.name, values);
    return { precision, values };
  }
  const values = tensors.take(FACTORS_INT8);
  const scales = tensors.take(FACTOR_SCALES);
  checkNonNegative(FACTOR_SCALES.name, scales);
  return { precision, values, scales };
}

function takeGram(tensors: TensorSet, factorCount: number): Float32Array {
  const gram = tensors.take(GRAM);
  checkGram(GRAM.name, gram, factorCount);
  return gram;
}

function takeUsers(tensors: TensorSet, { items, historyOrder }: Manifest["data"]): Artefact["users"] {
  const userIds = takeVocabulary(tensors, USER_IDS);
  if (!historyOrder) return { userIds, histories: takeCsr(tensors, HISTORIES, items, "history-not-ascending") };
  const histories = takeRows(tensors, HISTORIES, items);
  checkDistinctRows(HISTORIES.indices.name, histories.offsets, histories.indices, items, {
    outside: "item-outside-catalogue",
    again: "history-repeats-item",
  });
  return { userIds, histories: { ...histories, sequence: histories.indices } };
}

/** Pairs of items: the entries of a row stand by lift. */
function takeTogether(tensors: TensorSet, itemCount: number): Csr {
  const pairs = takeRows(tensors, TOGETHER, itemCount);
  checkDistinctRows(TOGETHER.indices.name, pairs.offsets, pairs.indices, itemCount, {
    outside: "item-outside-catalogue",
    again: "pairs-repeat-item",
  });
  checkNonNegative(TOGETHER.values.name, pairs.values);
  return pairs;
}

function takeFirstSeen(tensors: TensorSet): Float64Array {
  const times = tensors.take(FIRST_SEEN);
  checkFiniteOrUnknown(FIRST_SEEN.name, times);
  return times;
}

/** A matrix whose columns are items. `order` is the code for a row whose columns do not ascend. */
function takeCsr(tensors: TensorSet, spec: CsrSpec, columnCount: number, order: ArtefactErrorCode): Csr {
  const matrix = takeRows(tensors, spec, columnCount);
  checkAscendingRows(spec.indices.name, matrix.offsets, matrix.indices, columnCount, {
    outside: "item-outside-catalogue",
    order,
  });
  return matrix;
}

/** A matrix whose columns are items, which are not checked. */
function takeRows(tensors: TensorSet, spec: CsrSpec, columnCount: number): Csr {
  const offsets = tensors.take(spec.offsets);
  const indices = tensors.take(spec.indices);
  const values = tensors.take(spec.values);
  checkOffsets(spec.offsets.name, offsets, indices.length);
  if (values.length !== indices.length) {
    fail("count-mismatch", `tensor ${spec.values.name}: expected ${indices.length} values, got ${values.length}`);
  }
  checkFinite(spec.values.name, values);
  return { rowCount: offsets.length - 1, columnCount, offsets, indices, values };
}
