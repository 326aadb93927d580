import type { CategoryColumn } from "../data/items.ts";
import type { Artefact, StoredFactors } from "./artefact.ts";
import { type ArrayByDtype, bytesOf, type Dtype } from "./dtypes.ts";
import { fail } from "./failure.ts";
import {
  categorySpecs,
  FACTOR_SCALES,
  FACTORS_F32,
  FACTORS_INT8,
  GRAM,
  HEAD_PREFIX,
  HISTORY_INDICES,
  HISTORY_OFFSETS,
  HISTORY_VALUES,
  ITEM_IDS,
  ITEM_POPULARITY,
  ITEM_TITLES,
  numberSpec,
  parsePartName,
  type StringsSpec,
  type TensorSpec,
  USER_IDS,
} from "./format.ts";
import { type StoredTensor, tensorByteLength } from "./safetensors.ts";
import { packStrings } from "./strings.ts";

/** What an artefact holds beside its manifest. */
export type ArtefactContent = Omit<Artefact, "manifest">;

/**
 * The tensors of an artefact, views where the arrays are there already. Prose of the items is left out: requests do not need it.
 * Throws ArtefactError `text-not-unicode`, `head-tensor-name` or `tensor-size`; everything else is for unpackTensors to judge.
 */
export function packTensors(content: ArtefactContent, factorCount: number): StoredTensor[] {
  const { items, popularity, factors, gram, users, head } = content;
  const tensors = [
    ...packText(ITEM_IDS, items.itemIds.ids),
    ...packText(ITEM_TITLES, items.titles),
    list(ITEM_POPULARITY, popularity),
    ...[...items.categories.values()].flatMap((column, place) => packCategories(column, place)),
    ...[...items.numbers.values()].map((numbers, place) => list(numberSpec(place), numbers)),
  ];
  if (factors) tensors.push(...packFactors(factors, factorCount));
  if (gram) tensors.push(toTensor(GRAM, [factorCount, factorCount], gram));
  if (users) {
    const { offsets, indices, values } = users.histories;
    tensors.push(...packText(USER_IDS, users.userIds.ids));
    tensors.push(list(HISTORY_OFFSETS, offsets), list(HISTORY_INDICES, indices), list(HISTORY_VALUES, values));
  }
  for (const [name, { shape, values }] of head ?? []) {
    if (parsePartName(name))
      fail("head-tensor-name", `head tensor ${name}: .part- and five digits mark a part; rename`);
    tensors.push(toTensor({ name: HEAD_PREFIX + name, dtype: "F32" }, shape, values));
  }
  return tensors;
}

function packText(spec: StringsSpec, strings: readonly string[]): StoredTensor[] {
  const { bytes, offsets } = packStrings(spec.bytes.name, strings);
  return [list(spec.bytes, bytes), list(spec.offsets, offsets)];
}

function packCategories(column: CategoryColumn, place: number): StoredTensor[] {
  const specs = categorySpecs(place);
  return [
    ...packText(specs.dictionary, column.dictionary),
    list(specs.offsets, column.offsets),
    list(specs.codes, column.codes),
  ];
}

function packFactors(factors: StoredFactors, factorCount: number): StoredTensor[] {
  const shape = [factors.values.length / factorCount, factorCount];
  if (factors.precision === "f32") return [toTensor(FACTORS_F32, shape, factors.values)];
  return [toTensor(FACTORS_INT8, shape, factors.values), list(FACTOR_SCALES, factors.scales)];
}

function list<D extends Dtype>(spec: TensorSpec<D>, values: ArrayByDtype[D]): StoredTensor {
  return toTensor(spec, [values.length], values);
}

function toTensor<D extends Dtype>(
  { name, dtype }: Pick<TensorSpec<D>, "name" | "dtype">,
  shape: readonly number[],
  values: ArrayByDtype[D],
): StoredTensor {
  const bytes = bytesOf(values);
  if (!shape.every(Number.isInteger) || tensorByteLength(dtype, shape) !== bytes.length) {
    fail("tensor-size", `tensor ${name}: [${shape.join(", ")}] does not fit ${values.length} values`);
  }
  return { name, dtype, shape, bytes };
}
