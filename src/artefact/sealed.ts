import type { Csr } from "../data/csr.ts";
import { createVocabulary } from "../data/vocabulary.ts";
import { ArtefactError } from "../errors.ts";
import type { Artefact } from "./artefact.ts";
import { sha256 } from "./checksum.ts";
import { type ArrayByDtype, type Dtype, elementsOf } from "./dtypes.ts";
import {
  type CsrSpec,
  categorySpecs,
  FACTOR_SCALES,
  FACTORS_F32,
  FACTORS_INT8,
  FIRST_SEEN,
  GRAM,
  ITEM_IDS,
  ITEM_POPULARITY,
  ITEM_TITLES,
  MANIFEST_LIMIT_BYTES,
  MANIFEST_NAME,
  numberSpec,
  STATE_PREFIX,
  type StringsSpec,
  type TensorSpec,
  TOGETHER,
  textSpecs,
  WEIGHTS,
} from "./format.ts";
import type { Manifest } from "./manifest.ts";
import { type ReadFile, readWithin } from "./read-file.ts";
import { FORMAT, versionOf } from "./seal.ts";

/** Versions of the format that are read here: in the first, users are among the public files. */
const VERSIONS: readonly number[] = [2, 3, 4, 5, 6];

/**
 * Reads the public part of an artefact that is as encodeArtefact wrote it: the seal of its manifest and the sha-256 of its shard say
 * so, and encodeArtefact has verified every value. What decodeArtefact gives, with a fraction of its code: nothing is verified again.
 *
 * undefined for anything else, which decodeArtefact either reads or names what is wrong with: another seal or checksum, the first
 * version, several shards, a head. Throws as readWithin does.
 */
export async function readSealed(readFile: ReadFile): Promise<Artefact | undefined> {
  try {
    const source = decoder().decode(await readWithin(readFile, MANIFEST_NAME, MANIFEST_LIMIT_BYTES));
    const manifest: Manifest = JSON.parse(source);
    const { format, formatVersion, version, files, head } = manifest;
    const [file, ...others] = files;
    if (format !== FORMAT || !VERSIONS.includes(formatVersion) || head !== null || !file || others.length > 0) return;
    if ((await versionOf(source, version)) !== version) return;
    const bytes = await readWithin(readFile, file.name, file.byteLength);
    if (bytes.length !== file.byteLength || (await sha256(bytes)) !== file.sha256) return;
    return unpack(manifest, bytes);
  } catch (error) {
    if (error instanceof ArtefactError && !TOO_LONG.includes(error.code)) throw error;
    return;
  }
}

/** A longer file than was stated is damaged, and decodeArtefact fetches it again. */
const TOO_LONG: readonly string[] = ["manifest-too-large", "shard-length"];

const decoder = (): TextDecoder => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** An entry in the header of a shard (safetensors.ts). */
interface Entry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function unpack(manifest: Manifest, file: Uint8Array): Artefact {
  const start = 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const header: Record<string, Entry> = JSON.parse(decoder().decode(file.subarray(8, start)));
  const viewOf = <D extends Dtype>(dtype: D, { data_offsets: [from, to] }: Entry): ArrayByDtype[D] =>
    elementsOf(dtype, file.subarray(start + from, start + to));
  const take = <D extends Dtype>({ name, dtype }: TensorSpec<D>): ArrayByDtype[D] => {
    const entry = header[name];
    if (entry?.dtype !== dtype) throw new TypeError(`${name}: expected ${dtype}`);
    return viewOf(dtype, entry);
  };
  const takeStrings = (spec: StringsSpec): string[] => splitStrings(take(spec.bytes), take(spec.offsets));
  const takeCsr = (spec: CsrSpec, columnCount: number): Csr | undefined => {
    if (!(spec.offsets.name in header)) return;
    const offsets = take(spec.offsets);
    return {
      ...{ rowCount: offsets.length - 1, columnCount, offsets },
      ...{ indices: take(spec.indices), values: take(spec.values) },
    };
  };
  const byName = <T>(names: readonly string[], of: (place: number) => T): Map<string, T> =>
    new Map(names.map((name, place) => [name, of(place)]));

  const { columns, model, data, privateFiles = [] } = manifest;
  const { categories, numbers, texts } = columns;
  const state = Object.entries(header).flatMap(([name, entry]) =>
    name.startsWith(STATE_PREFIX)
      ? [[name.slice(STATE_PREFIX.length), { shape: entry.shape, values: viewOf(entry.dtype, entry) }] as const]
      : [],
  );
  return {
    manifest,
    items: {
      itemIds: createVocabulary(takeStrings(ITEM_IDS)),
      titles: takeStrings(ITEM_TITLES),
      categories: byName(categories, (place) => {
        const { dictionary, offsets, codes } = categorySpecs(place);
        return { dictionary: takeStrings(dictionary), offsets: take(offsets), codes: take(codes) };
      }),
      numbers: byName(numbers, (place) => take(numberSpec(place))),
      texts: new Map(),
    },
    popularity: take(ITEM_POPULARITY),
    factors: model.factorCount > 0 ? takeFactors(model.precision, take) : undefined,
    gram: model.factorCount > 0 ? take(GRAM) : undefined,
    weights: takeCsr(WEIGHTS, data.items),
    ...(texts ? { texts: byName(texts, (place) => takeStrings(textSpecs(place))) } : {}),
    ...(data.boughtTogether ? { together: takeCsr(TOGETHER, data.items) } : {}),
    ...(data.firstSeen ? { firstSeen: take(FIRST_SEEN) } : {}),
    ...{ state: state.length > 0 ? new Map(state) : undefined, users: undefined, head: undefined },
    ...(privateFiles.length > 0 ? { publicPart: true } : {}),
  };
}

function takeFactors(precision: "f32" | "int8", take: <D extends Dtype>(spec: TensorSpec<D>) => ArrayByDtype[D]) {
  if (precision === "f32") return { precision, values: take(FACTORS_F32) };
  return { precision, values: take(FACTORS_INT8), scales: take(FACTOR_SCALES) };
}

/** One call for the whole run, exact where a byte is a character, else one for each string. */
function splitStrings(bytes: Uint8Array, offsets: Uint32Array): string[] {
  const all = decoder().decode(bytes);
  const isAscii = all.length === bytes.length;
  return Array.from(offsets.subarray(1), (end, index) => {
    const begin = offsets[index] ?? 0;
    return isAscii ? all.slice(begin, end) : decoder().decode(bytes.subarray(begin, end));
  });
}
