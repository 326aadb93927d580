import { firstOf } from "../../check.ts";
import type { FactorTable } from "../../data/factor-table.ts";
import { arrayTable, arrayValues } from "../../data/matrices/array-table.ts";
import { chooseArray, openArrays } from "../../data/matrices/open-arrays.ts";
import { openParquetVectors } from "../../data/matrices/parquet-vectors.ts";
import type { ArrayFile } from "../../data/matrices/stored-array.ts";
import { DataError, OptionsError } from "../../errors.ts";
import { MAXIMUM_FACTOR_COUNT } from "../../kernels/layout.ts";
import { checkRidge, dot } from "../../models/imported/dot.ts";
import type { ImportedModel } from "../../packing/imported/types.ts";
import type { ImportRequest, OpenedImport } from "./kind.ts";
import { missingOption } from "./settings.ts";
import { mapRows, tableFacts } from "./table-pass.ts";

/** Item vectors of anybody: a matrix, and a bias an item where there is one. How a user becomes a vector no file says. */
export async function open(request: ImportRequest): Promise<OpenedImport> {
  const { settings, foldIn, normalise = false, signal } = request;
  if (foldIn === undefined) {
    throw missingOption(
      "--fold-in mean|ridge|none",
      "expected how a history becomes a vector of the user, which no file of vectors says; none where requests bring their own",
    );
  }
  if (foldIn === "ridge" && settings.regularization === undefined) {
    throw missingOption(
      "--set regularization=…",
      "expected the penalty of --fold-in ridge, which the vectors do not say",
    );
  }
  if (foldIn !== "ridge" && settings.regularization !== undefined) {
    const unused = `--set regularization: --fold-in ${foldIn} has no use for it, only ridge has`;
    throw new OptionsError("unused-option", `${unused}; leave it out`);
  }
  const opened = await openVectors(request);
  try {
    const { table, biases } = opened;
    const hasBias = biases !== undefined;
    const options = dot.readOptions({ ...settings, factors: table.factorCount, foldIn, normalise, bias: hasBias });
    return {
      model: dot.name,
      itemCount: table.itemCount,
      keys: opened.ids,
      origin: { kind: "dot" },
      notes: opened.notes,
      finish: async (_, { onPhase }) => {
        onPhase?.("looking at the vectors");
        const rows = normalise ? unitRows(table) : table;
        const { largest, meanLargest } = await tableFacts(rows, signal);
        if (largest === 0) {
          throw new DataError("no-factors", `${opened.shown}: expected vectors, got nothing but zeros`);
        }
        const made: Omit<ImportedModel, "precision"> = {
          kind: dot.name,
          options,
          factors: rows,
          matrix: "itemFactors",
        };
        if (foldIn === "ridge")
          checkRidge(Number(options.regularization), largest, table.factorCount + (hasBias ? 1 : 0));
        if (biases === undefined) return { model: made };
        const biasLane = laneOf(biases, meanLargest);
        return { model: { ...made, options: { ...options, biasLane }, factors: withBias(rows, biases, biasLane) } };
      },
      close: opened.close,
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

interface Vectors {
  readonly shown: string;
  readonly table: FactorTable;
  readonly biases: Float32Array | undefined;
  readonly ids: readonly string[] | undefined;
  readonly notes: readonly string[];
  close(): Promise<void>;
}

const NAMES_SHOWN = 12;
const LIMITS = { factors: MAXIMUM_FACTOR_COUNT, rows: "items" };

async function openVectors(request: ImportRequest): Promise<Vectors> {
  const { path, shown, tensor, bias, idColumns, signal } = request;
  if (/\.parquet$/i.test(path)) {
    const wanted = { ids: idColumns.id, vectors: tensor, bias };
    const { table, ids, columns, notUsed, biases } = await openParquetVectors([path], shown, wanted, LIMITS, signal);
    const named = columns.ids === undefined ? "no column of ids (--id-columns id=… names one)" : `id=${columns.ids}`;
    const read = `read ${shown}: ${named} vectors=${columns.vectors}${bias === undefined ? "" : ` bias=${bias}`}`;
    const notes = [read, ...unusedNotes(shown, notUsed, bias)];
    return {
      shown,
      table,
      biases,
      ids: columns.ids === undefined ? undefined : ids,
      notes,
      close: async () => undefined,
    };
  }
  const file = await openArrays(path, signal);
  try {
    const table = arrayTable(await chooseArray(withoutBias(file, bias), shown, tensor), LIMITS);
    const biases = bias === undefined ? undefined : await readBiases(file, bias, table.itemCount, signal);
    const notUsed = tensor === undefined ? [] : file.names.filter((name) => name !== tensor && name !== bias);
    return { shown, table, biases, ids: undefined, notes: unusedNotes(shown, notUsed, bias), close: file.close };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What a file has beside the vectors: biases among it change every list, and are read only where they are named. */
function unusedNotes(shown: string, names: readonly string[], bias: string | undefined): string[] {
  if (names.length === 0) return [];
  const advice = bias === undefined ? "; --bias NAME would read a number an item" : "";
  return [`${shown}: not used: ${firstOf(names, NAMES_SHOWN)}${advice}`];
}

/** The arrays that may be the matrix. */
function withoutBias(file: ArrayFile, bias: string | undefined): ArrayFile {
  return { ...file, names: file.names.filter((name) => name !== bias) };
}

/** Of an array of the file, or of a file of its own where the name ends as one does. */
async function readBiases(file: ArrayFile, bias: string, count: number, signal?: AbortSignal): Promise<Float32Array> {
  const own =
    /\.(npy|npz|safetensors)$/i.test(bias) && !file.names.includes(bias) ? await openArrays(bias, signal) : undefined;
  try {
    const array = own ? await chooseArray(own, bias, undefined) : await file.array(bias);
    const [rows = 0, columns = 1, ...more] = array.shape;
    if (rows === count && columns === 1 && more.length === 0) return await arrayValues(array);
    const expected = `--bias: expected one number for each of ${count} items`;
    throw new DataError("wrong-rank", `${array.where}: ${expected}, got [${array.shape.join(", ")}]`);
  } finally {
    await own?.close();
  }
}

/** Rows of length 1; one of zeros stays. */
function unitRows(table: FactorTable): FactorTable {
  const { factorCount } = table;
  return mapRows(table, factorCount, (_, values, from, target, to) => {
    let squares = 0;
    for (let at = 0; at < factorCount; at++) squares += values[from + at]! ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let at = 0; at < factorCount; at++) target[to + at] = values[from + at]! * scale;
  });
}

/** Rows that end in bᵢ/ℓ. */
function withBias(table: FactorTable, biases: Float32Array, biasLane: number): FactorTable {
  const { factorCount } = table;
  return mapRows(table, factorCount + 1, (item, values, from, target, to) => {
    target.set(values.subarray(from, from + factorCount), to);
    target[to + factorCount] = biases[item]! / biasLane;
  });
}

/** ℓ: the largest |bᵢ| over the mean of the rows' largest entries, so that rows can be rounded as a whole. */
function laneOf(biases: Float32Array, meanLargest: number): number {
  let largest = 0;
  for (const bias of biases) largest = Math.max(largest, Math.abs(bias));
  const lane = Math.fround(largest / meanLargest);
  return lane > 0 && lane < Number.POSITIVE_INFINITY ? lane : 1;
}
