/** Writes artefacts whose matrix is larger than memory. Node only. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ItemFactors } from "../kernels/item-index.ts";
import { checkFinite, checkGram, checkNonNegative } from "./checks.ts";
import { bytesOf } from "./dtypes.ts";
import { checkShardLimit, type EncodeOptions, encodeIndex, type ManifestDraft, statedContent } from "./encode.ts";
import { fail } from "./failure.ts";
import { replaceArtefact } from "./folder.ts";
import { FACTOR_SCALES, FACTORS_F32, FACTORS_INT8, GRAM, INDEX_NAME, MANIFEST_NAME, STATE_PREFIX } from "./format.ts";
import type { Evaluation, Manifest } from "./manifest.ts";
import { checkManifestContent, sealManifest } from "./manifest-json.ts";
import { type ArtefactContent, packTensors } from "./pack.ts";
import type { TensorInfo } from "./safetensors.ts";
import { ShardWriter } from "./shard-writer.ts";
import { planShards } from "./shards.ts";
import { openStoredRows, type StoredRows } from "./stored-rows.ts";
import { unpackTensors } from "./unpack.ts";

/** A matrix of item factors whose rows come block after block. */
export interface StreamedMatrix {
  /** The tables of the format, or an array of the model's state by its name. */
  readonly name: "factors" | "itemFactors";
  readonly precision: "f32" | "int8";
  readonly rowCount: number;
  readonly columnCount: number;
  /** Whether a Gram matrix stands beside the factors. */
  readonly hasGram: boolean;
  /** All rows in their order, as they are stored. A block may be overwritten when the next one is asked for. */
  blocks(): AsyncIterable<ItemFactors>;
  /** f32[columnCount × columnCount], asked for when all rows have come; undefined where there is none. */
  gram(): Float32Array | undefined;
}

/** What an artefact holds beside a matrix that is streamed. */
export type HeldContent = Omit<ArtefactContent, "factors" | "gram" | "head">;

/** Measures what was written before the manifest is sealed. */
export type JudgeStored = (rows: StoredRows, gram: Float32Array | undefined) => Promise<readonly Evaluation[]>;

/** An artefact in its folder. */
export interface StreamedArtefact {
  readonly manifest: Manifest;
  readonly fileCount: number;
  readonly byteLength: number;
}

/**
 * Writes an artefact as a folder, atomically as replaceArtefact does, with the bytes that encodeArtefact gives for the same
 * content. In memory are what is held, one block of the matrix, one shard, and a scale a row in int8. When all shards are
 * written, `judge` reads rows where they stand, and what it finds becomes the `evaluations`; the manifest comes last.
 *
 * Checks what encodeArtefact checks and throws the same ArtefactErrors, those of replaceArtefact, and what the source and
 * `judge` throw; then nothing is left behind.
 */
export async function streamArtefact(
  folder: string,
  content: HeldContent,
  matrix: StreamedMatrix,
  draft: Omit<ManifestDraft, "evaluations">,
  judge: JudgeStored,
  options: EncodeOptions = {},
): Promise<StreamedArtefact> {
  const limit = checkShardLimit(options);
  const said = statedContent(content, { ...draft, evaluations: [] });
  const manifest = checkManifestContent({ ...said, files: [], privateFiles: undefined });
  const { open, personal } = packTensors({ ...content, factors: undefined, gram: undefined, head: undefined }, 0);
  unpackTensors({ ...manifest, model: { ...manifest.model, factorCount: 0 } }, { open, personal });
  const streamed = tensorsOf(matrix);
  checkShapes(manifest, matrix);
  const twice = open.find(({ name }) => Object.values(streamed).some((tensor) => tensor?.name === name));
  if (twice) fail("duplicate-tensor", `tensor ${twice.name} is there twice`);

  let [fileCount, byteLength] = [0, 0];
  let sealed: Manifest | undefined;
  await replaceArtefact(folder, async (partial) => {
    const late = [streamed.rows, streamed.scales, streamed.gram].filter((tensor) => tensor !== undefined);
    const plan = planShards([...open, ...late], limit);
    const shards = new ShardWriter(partial, "model", plan, new Map(open.map(({ name, bytes }) => [name, bytes])));
    const scales = await putRows(shards, matrix, streamed.rows);
    const gram = matrix.gram();
    if ((gram !== undefined) !== matrix.hasGram) fail("missing-tensor", `tensor ${GRAM.name} did not come`);
    if (gram) checkGram(GRAM.name, gram, matrix.columnCount);
    if (gram && streamed.gram) await shards.put(streamed.gram.name, 0, bytesOf(gram));
    if (scales && streamed.scales) await shards.put(streamed.scales.name, 0, bytesOf(scales));
    const files = await shards.finish();
    const ofUsers = new ShardWriter(
      partial,
      "users",
      personal.length > 0 ? planShards(personal, limit) : [],
      new Map(personal.map(({ name, bytes }) => [name, bytes])),
    );
    const privateFiles = await ofUsers.finish();
    const rows = openStoredRows(shards.placesOf(streamed.rows.name), matrix, scales);
    try {
      const evaluations = await judge(rows, gram);
      const bytes = await sealManifest({
        ...said,
        evaluations,
        files,
        privateFiles: personal.length > 0 ? privateFiles : undefined,
      });
      const last = [
        ...(files.length > 1 ? [{ name: INDEX_NAME, bytes: encodeIndex(plan, files) }] : []),
        { name: MANIFEST_NAME, bytes },
      ];
      for (const file of last) await writeFile(join(partial, file.name), file.bytes);
      const lengths = [
        ...[...files, ...privateFiles].map((file) => file.byteLength),
        ...last.map((file) => file.bytes.length),
      ];
      [fileCount, byteLength] = [lengths.length, lengths.reduce((sum, length) => sum + length, 0)];
      sealed = JSON.parse(new TextDecoder().decode(bytes));
    } finally {
      rows.close();
    }
  });
  if (sealed === undefined) throw new TypeError("expected replaceArtefact to have filled the folder");
  return { manifest: sealed, fileCount, byteLength };
}

/** The tensors that are not there from the start. */
interface StreamedTensors {
  readonly rows: TensorInfo;
  readonly scales: TensorInfo | undefined;
  readonly gram: TensorInfo | undefined;
}

function tensorsOf({ name, precision, rowCount, columnCount, hasGram }: StreamedMatrix): StreamedTensors {
  const inTables = name === "factors";
  const narrow = precision === "int8";
  const dtype = narrow ? "I8" : "F32";
  const ownName = STATE_PREFIX + name;
  return {
    rows: {
      name: inTables ? (narrow ? FACTORS_INT8 : FACTORS_F32).name : ownName,
      dtype,
      shape: [rowCount, columnCount],
    },
    scales: narrow
      ? { name: inTables ? FACTOR_SCALES.name : `${ownName}.scales`, dtype: "F32", shape: [rowCount] }
      : undefined,
    gram: hasGram ? { name: GRAM.name, dtype: "F32", shape: [columnCount, columnCount] } : undefined,
  };
}

/** Throws ArtefactError `count-mismatch` where the matrix is not that of the manifest. */
function checkShapes({ model, data }: Manifest, { name, rowCount, columnCount }: StreamedMatrix): void {
  const expected = name === "factors" ? columnCount : 0;
  if (rowCount === data.items && model.factorCount === expected) return;
  const shape = `[${rowCount}, ${columnCount}]`;
  fail("count-mismatch", `tensor ${name}: ${shape} does not fit ${data.items} items and ${model.factorCount} factors`);
}

/** Writes all rows; gives the scales of those in int8. Throws `non-finite-value`, `negative-value`, `count-mismatch`. */
async function putRows(
  shards: ShardWriter,
  { blocks, precision, rowCount, columnCount }: StreamedMatrix,
  { name }: TensorInfo,
): Promise<Float32Array | undefined> {
  const scales = precision === "int8" ? new Float32Array(rowCount) : undefined;
  let row = 0;
  for await (const block of blocks()) {
    const count = block.values.length / columnCount;
    if (!Number.isInteger(count) || block.precision !== precision || row + count > rowCount) {
      fail("count-mismatch", `tensor ${name}: expected ${rowCount} rows of ${columnCount} values of ${precision}`);
    }
    if (block.precision === "int8") {
      checkNonNegative(`${name}: scales from row ${row}`, block.scales);
      scales?.set(block.scales, row);
    } else {
      checkFinite(`${name}: from row ${row}`, block.values);
    }
    await shards.put(name, row * columnCount * block.values.BYTES_PER_ELEMENT, bytesOf(block.values));
    row += count;
  }
  if (row !== rowCount) fail("count-mismatch", `tensor ${name}: expected ${rowCount} rows, got ${row}`);
  return scales;
}
