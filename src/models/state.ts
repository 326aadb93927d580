import { offsetFault } from "../check.ts";
import type { Csr } from "../data/csr.ts";
import { ArtefactError } from "../errors.ts";
import type { ItemFactors } from "../kernels/item-index.ts";

/** The arrays that a fitted model consists of, row-major, by name; what an artefact keeps where it has no place of its own. */
export type ModelState = ReadonlyMap<string, StateTensor>;

/** f32, f64, u32, int8 or u8 of any shape. Floating-point values are finite. */
export interface StateTensor {
  readonly shape: readonly number[];
  readonly values: StateArray;
  /** Set for user data: it is kept in private files, which no browser can fetch. */
  readonly personal?: boolean | undefined;
}

export type StateArray = Float32Array | Float64Array | Uint32Array | Int8Array | Uint8Array;

/** A fitted model that can be kept, and brought back without what it was fitted on. */
export interface Savable {
  /** The arrays; views of the model's own where they are there already. */
  state(): ModelState;
}

/** Names of arrays that an artefact has tables for; every other array stands behind `model.` there. */
export const FACTORS = "factors";
export const GRAM = "gram";
export const WEIGHTS = "weights";

/** Item factors as a state keeps them: items × factorCount, with a scale a row in int8. */
export function factorsState(factors: ItemFactors, factorCount: number): ModelState {
  const shape = [factors.values.length / factorCount, factorCount];
  const rows = [FACTORS, { shape, values: factors.values }] as const;
  if (factors.precision === "f32") return new Map([rows]);
  return new Map([rows, [scalesOf(FACTORS), { shape: [factors.scales.length], values: factors.scales }]]);
}

/** Several states as one; of the same name the last array stays. */
export function joinStates(...states: readonly ModelState[]): ModelState {
  return new Map(states.flatMap((state) => [...state]));
}

/** Lists without further shape: `{scale: Float64Array.of(3.5, 1, 5)}`. */
export function stateOf(lists: Readonly<Record<string, StateArray>>): ModelState {
  return new Map(Object.entries(lists).map(([name, values]) => [name, { shape: [values.length], values }]));
}

/** A matrix by rows: f32 of two dimensions may be kept in int8, see narrowState. */
export function matrixState(name: string, values: Float32Array, columnCount: number): ModelState {
  return new Map([[name, { shape: [values.length / columnCount, columnCount], values }]]);
}

/** A sparse matrix as three lists: NAME.offsets, NAME.indices, NAME.values. */
export function csrState(name: string, { offsets, indices, values }: Csr): ModelState {
  return stateOf({ [`${name}.offsets`]: offsets, [`${name}.indices`]: indices, [`${name}.values`]: values });
}

/** The same arrays, marked as user data. */
export function personalState(state: ModelState): ModelState {
  return new Map(Array.from(state, ([name, tensor]) => [name, { ...tensor, personal: true }]));
}

/** Where the scales of a matrix in int8 stand, f32[rows]: entry [r, c] is value[r, c] · scale[r]. */
export const scalesOf = (name: string): string => `${name}.scales`;

/**
 * Takes the arrays of a state apart. An array that is missing, or has another type or length than is asked for, is an
 * ArtefactError `model-state`. With no length, any will do. A matrix in int8 comes as f32, with its scales multiplied.
 */
export interface StateReader {
  /** Whether there is such an array; of a sparse matrix, NAME.offsets. */
  has(name: string): boolean;
  /** Rows of factors as they are stored, f32 or int8 with a scale a row: rowCount × columnCount. */
  factors(name: string, rowCount: number, columnCount: number): ItemFactors;
  f32(name: string, length?: number): Float32Array;
  f64(name: string, length?: number): Float64Array;
  /** With `below`, every value is less. */
  u32(name: string, length?: number, below?: number): Uint32Array;
  u8(name: string, length?: number): Uint8Array;
  /** Rows whose columns ascend strictly below `columnCount`, or come in any order where `ordered` is false. */
  csr(name: string, rowCount: number | undefined, columnCount: number, ordered?: boolean): Csr;
  /** Throws ArtefactError `model-state` for an array whose content is not what it should be. */
  fail(name: string, message: string): never;
  /** Throws ArtefactError `model-state` where an array has not been asked for. */
  finish(): void;
}

/** What a model made of users is refused with where nothing of users was read: ArtefactError `needs-private-files`. */
export function needsPrivateFiles(kind: string): ArtefactError {
  return new ArtefactError(
    "needs-private-files",
    `${kind}: expected the histories of users, of which this model is made; they are in private files, which no browser may ` +
      "fetch: ask the worker at the edge, or load the artefact in Node",
  );
}

/**
 * Reads the state of a model of this kind. With `publicPart` the arrays of users were not read: one that is missing is
 * `needs-private-files`.
 */
export function readState(kind: string, state: ModelState, publicPart = false): StateReader {
  const left = new Set(state.keys());
  const fail = (name: string, message: string): never => {
    throw new ArtefactError("model-state", `tensor ${tensorName(name)}: ${message}; ${kind} cannot be served from it`);
  };
  const take = <A extends StateArray>(name: string, type: new (length: number) => A, length?: number): A => {
    const values = state.get(name)?.values;
    left.delete(name);
    if (values === undefined && publicPart) throw needsPrivateFiles(kind);
    if (values === undefined) return fail(name, "expected it, but it is in none of the shards");
    if (!(values instanceof type)) return fail(name, `expected ${type.name}, got ${values.constructor.name}`);
    if (length !== undefined && values.length !== length) {
      return fail(name, `expected ${length} values, got ${values.length}`);
    }
    return values;
  };
  return {
    has: (name) => state.has(name),
    factors: (name, rowCount, columnCount) => {
      const length = rowCount * columnCount;
      if (!(state.get(name)?.values instanceof Int8Array)) {
        return { precision: "f32", values: take(name, Float32Array, length) };
      }
      const scales = take(scalesOf(name), Float32Array, rowCount);
      return { precision: "int8", values: take(name, Int8Array, length), scales };
    },
    f32: (name, length) => {
      const { shape = [], values } = state.get(name) ?? {};
      if (!(values instanceof Int8Array)) return take(name, Float32Array, length);
      return widen(take(name, Int8Array, length), take(scalesOf(name), Float32Array, shape[0]));
    },
    f64: (name, length) => take(name, Float64Array, length),
    u32: (name, length, below = Number.POSITIVE_INFINITY) => {
      const values = take(name, Uint32Array, length);
      const outside = values.find((value) => value >= below);
      return outside === undefined ? values : fail(name, `expected values below ${below}, got ${outside}`);
    },
    u8: (name, length) => take(name, Uint8Array, length),
    fail,
    csr: (name, rowCount, columnCount, ordered = true) => {
      const offsets = take(`${name}.offsets`, Uint32Array, rowCount === undefined ? undefined : rowCount + 1);
      const indices = take(`${name}.indices`, Uint32Array);
      const values = take(`${name}.values`, Float32Array, indices.length);
      const rows = offsets.length - 1;
      const fault = offsetFault(offsets, indices.length);
      if (fault !== undefined) fail(`${name}.offsets`, fault);
      for (let row = 0; row < rows; row++) {
        const [start, end] = [offsets[row]!, offsets[row + 1]!];
        for (let at = start; at < end; at++) {
          const column = indices[at]!;
          if (column >= columnCount)
            fail(`${name}.indices`, `row ${row}: expected below ${columnCount}, got ${column}`);
          if (ordered && at > start && column <= indices[at - 1]!) {
            fail(`${name}.indices`, `row ${row}: expected ascending entries, got ${indices[at - 1]} before ${column}`);
          }
        }
      }
      return { rowCount: rows, columnCount, offsets, indices, values };
    },
    finish: () => {
      for (const name of left) fail(name, "nothing asks for it");
    },
  };
}

function widen(narrow: Int8Array, scales: Float32Array): Float32Array {
  const columnCount = narrow.length / scales.length;
  const wide = new Float32Array(narrow.length);
  for (let row = 0; row < scales.length; row++) {
    for (let at = row * columnCount; at < (row + 1) * columnCount; at++) wide[at] = narrow[at]! * scales[row]!;
  }
  return wide;
}

/** What an artefact calls an array. */
function tensorName(name: string): string {
  const hasTable = [FACTORS, GRAM, WEIGHTS].some((table) => name === table || name.startsWith(`${table}.`));
  return hasTable ? name : `model.${name}`;
}
