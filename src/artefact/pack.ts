import type { Csr } from "../data/csr.ts";
import { oldestFirst } from "../data/csr-order.ts";
import type { CategoryColumn } from "../data/items.ts";
import type { ItemFactors } from "../kernels/item-index.ts";
import type { Artefact } from "./artefact.ts";
import { type ArrayByDtype, bytesOf, type Dtype, dtypeOf } from "./dtypes.ts";
import { type ArtefactErrorCode, fail } from "./failure.ts";
import {
  type CsrSpec,
  categorySpecs,
  FACTOR_SCALES,
  FACTORS_F32,
  FACTORS_INT8,
  FIRST_SEEN,
  GRAM,
  HEAD_PREFIX,
  HISTORIES,
  ITEM_IDS,
  ITEM_POPULARITY,
  ITEM_TITLES,
  numberSpec,
  STATE_PREFIX,
  type StringsSpec,
  type TensorSpec,
  TOGETHER,
  textSpecs,
  USER_IDS,
  WEIGHTS,
} from "./format.ts";
import { parsePartName } from "./part-name.ts";
import { type StoredTensor, tensorByteLength } from "./safetensors.ts";
import { packStrings } from "./strings.ts";

/** The content of an artefact without its manifest. */
export type ArtefactContent = Omit<Artefact, "manifest" | "publicPart">;

/** The tensors of an artefact: public ones, and those of users, which are in separate files. */
export interface ArtefactTensors {
  readonly open: readonly StoredTensor[];
  readonly personal: readonly StoredTensor[];
}

/**
 * The tensors of an artefact, views where possible. Of the prose of the items only what is to be shown (`texts`) is packed.
 * Throws ArtefactError `text-not-unicode`, `model-tensor-name`, `head-tensor-name` or `tensor-size`; everything else is checked
 * by unpackTensors.
 */
export function packTensors(content: ArtefactContent, factorCount: number): ArtefactTensors {
  const { items, popularity, factors, gram, weights, texts, together, firstSeen, state, users, head } = content;
  const open = [
    ...packText(ITEM_IDS, items.itemIds.ids),
    ...packText(ITEM_TITLES, items.titles),
    list(ITEM_POPULARITY, popularity),
    ...[...items.categories.values()].flatMap((column, place) => packCategories(column, place)),
    ...[...items.numbers.values()].map((numbers, place) => list(numberSpec(place), numbers)),
  ];
  for (const [place, own] of [...(texts ?? new Map<string, readonly string[]>()).values()].entries()) {
    open.push(...packText(textSpecs(place), own));
  }
  if (factors) open.push(...packFactors(factors, factorCount));
  if (gram) open.push(toTensor(GRAM, [factorCount, factorCount], gram));
  if (weights) open.push(...packCsr(WEIGHTS, weights));
  if (together) open.push(...packCsr(TOGETHER, together));
  if (firstSeen) open.push(list(FIRST_SEEN, firstSeen));
  const personal = users
    ? [...packText(USER_IDS, users.userIds.ids), ...packCsr(HISTORIES, oldestFirst(users.histories))]
    : [];
  for (const [name, { shape, values, personal: ofUsers }] of state ?? []) {
    rejectPartName("model-tensor-name", `model tensor ${name}`, name);
    const place = ofUsers ? personal : open;
    place.push(toTensor({ name: STATE_PREFIX + name, dtype: dtypeOf(values) }, shape, values));
  }
  for (const [name, { shape, values }] of head ?? []) {
    rejectPartName("head-tensor-name", `head tensor ${name}`, name);
    open.push(toTensor({ name: HEAD_PREFIX + name, dtype: "F32" }, shape, values));
  }
  return { open, personal };
}

function rejectPartName(code: ArtefactErrorCode, what: string, name: string): void {
  if (parsePartName(name)) fail(code, `${what}: .part- and five digits mark a part; rename`);
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

function packCsr(spec: CsrSpec, { offsets, indices, values }: Csr): StoredTensor[] {
  return [list(spec.offsets, offsets), list(spec.indices, indices), list(spec.values, values)];
}

function packFactors(factors: ItemFactors, factorCount: number): StoredTensor[] {
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
