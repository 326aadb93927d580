import type * as tf from "@tensorflow/tfjs";
import { checkInteger, checkNumber, checkOneOf, show } from "../check.ts";
import { OptionsError } from "../errors.ts";
import type { NeuralMath, Pointer } from "./math.ts";

export type OptionValue = number | string | boolean;

/** What a layer gets or gives, before there is a batch. */
export interface Shape {
  /** The node or input that it comes from. */
  readonly name: string;
  /** `index`: one row of a table for each row; `terms`: some of them, with values; `reals`: a matrix. */
  readonly kind: "index" | "terms" | "reals";
  /** Columns of a matrix, or rows of the table. `candidates`: as many columns as the batch has candidates. */
  readonly width: number | "candidates";
  /** Whether its rows are the rows of a batch or the candidates that the batch's rows choose from. */
  readonly per: "row" | "candidate";
}

/** How the numbers of a parameter begin. */
export type Initial =
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "normal"; readonly deviation: number }
  | { readonly kind: "constant"; readonly value: number };

/** A matrix of numbers that a layer owns. */
export interface ParameterSpec {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly initial: Initial;
  /** The objective has l2 · Σ p². */
  readonly l2?: number;
  /**
   * `dense`: it moves in every step. `table`: a batch touches the rows that the layer's first input names, and only these
   * move. `statistic`: it is not trained.
   */
  readonly kind: "dense" | "table" | "statistic";
  /** Layers that give one name share one table. */
  readonly shared?: string | undefined;
}

/** A matrix, or rows of a table, as the part of a batch that is being worked on has it. */
export interface Operand {
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
  readonly value: Pointer;
  /** Where its gradient goes; 0 where nobody asks for it. */
  readonly gradient: Pointer;
  /** Whether another layer has written there before. */
  readonly accumulates: boolean;
  /** u32[rows]: a row of the table for each row; u32[entries] of terms. */
  readonly indices: Pointer;
  /** The same as numbers of the different rows in the batch: rows of the table's gradient. */
  readonly slots: Pointer;
  /** Terms only: u32[rows + 1], where in indices, slots and values each row begins. */
  readonly offsets: Pointer;
  readonly values: Pointer;
}

/** A layer at work on a part of a batch: some rows, one after the other. */
export interface Run {
  readonly math: NeuralMath;
  readonly training: boolean;
  readonly inputs: readonly Operand[];
  /** Its value is written forward; its gradient is given backward, and may be overwritten then. */
  readonly output: Operand;
  readonly parameters: readonly Pointer[];
  /** Backward only. Of this part alone, to be written; of tables none: see `gather`. */
  readonly gradients: readonly Pointer[];
  /** Whether another layer with the same parameter has written there before: to be added to. */
  readonly addsTo: readonly boolean[];
  /** Numbers of this part that last from the way forward to the way back. */
  readonly kept: Pointer;
  /** The stream of random numbers of this layer in this step. */
  readonly stream: number;
  readonly seed: number;
  /** The first row of the part in the batch, and how many rows that has. */
  readonly firstRow: number;
  readonly batchRows: number;
  /** Steps count from 1; 0 outside training. */
  readonly step: number;
}

/**
 * What remains to be done in fixed order when all parts of a batch have been back, for some of the columns: there are
 * `output.columns` of them, and all pointers to reals are to the first of them. Other columns may be gathered meanwhile.
 */
export interface Gathering {
  readonly math: NeuralMath;
  readonly inputs: readonly Operand[];
  readonly output: Operand;
  readonly parameters: readonly Pointer[];
  /** Of tables: one row for each different row in the batch, to be added to. */
  readonly gradients: readonly Pointer[];
  /** What each part has kept. */
  readonly kept: readonly Pointer[];
}

/** A layer with its options checked, between its inputs. */
export interface Prepared {
  readonly width: number | "candidates";
  readonly parameters: readonly ParameterSpec[];
  /** How many numbers each part keeps; of `entries`, one for each term of the batch, all parts together. */
  readonly kept?: number | "candidates" | "entries";
  /** How many numbers it keeps for each row, a multiple of 4: those of a part begin at its first row. In place of `kept`. */
  readonly keptPerRow?: number;
  /** Rows of a batch come in groups of so many, and no part begins within one: the positions of a sequence. */
  readonly together?: number;
  readonly forward: (run: Run) => void;
  readonly backward?: (run: Run) => void;
  readonly gather?: (gathering: Gathering) => void;
  /** A term of its own in the loss, summed over the rows of a part after the way forward; its mean over rows is added. */
  readonly loss?: (run: Run) => number;
  /**
   * The same layer of tfjs, for comparisons; its weights are the parameters in their order. Rows of tables come as one
   * index each, terms as a dense matrix of their values.
   */
  readonly twin?: (layers: typeof tf.layers, inputs: tf.SymbolicTensor[]) => tf.SymbolicTensor;
}

/** A layer of the list in layers.ts. */
export interface Layer {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly string[];
  /** `at` is the node's name, for messages. Throws RangeError, TypeError or OptionsError. */
  readonly prepare: (options: LayerOptions, inputs: readonly Shape[], at: string) => Prepared;
}

export type LayerOptions = Readonly<Record<string, OptionValue>>;

/** Checks one option; undefined stands for one that is not given. */
type Check = (name: string, value: unknown) => OptionValue | undefined;
export type Checks = Readonly<Record<string, Check>>;
export type Checked<Of extends Checks> = { readonly [Name in keyof Of]: ReturnType<Of[Name]> };

/** All options of `what`, checked. Throws RangeError, TypeError, or OptionsError `unknown-option`. */
export function checkOptions<Of extends Checks>(
  at: string,
  what: string,
  checks: Of,
  given: LayerOptions,
): Checked<Of> {
  const names = Object.keys(checks);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const known = names.length > 0 ? `one of ${names.join(", ")}` : "no options";
    throw new OptionsError("unknown-option", `${at}: ${what} takes ${known}; got ${show(unknown)}`);
  }
  return Object.fromEntries(names.map((name) => [name, checks[name]?.(`${at}.${name}`, given[name])])) as Checked<Of>;
}

/** The entry of a list with this name. Throws RangeError with the names that there are. */
export function entryOf<Entry extends { readonly name: string }>(
  at: string,
  list: readonly Entry[],
  name: string,
): Entry {
  const found = list.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  throw new RangeError(`${at}: expected one of ${list.map((entry) => entry.name).join(", ")}; got ${show(name)}`);
}

/** Makes a layer whose `prepare` gets checked options. */
export function defineLayer<Of extends Checks>(layer: {
  readonly name: string;
  readonly summary: string;
  readonly options: Of;
  readonly prepare: (options: Checked<Of>, inputs: readonly Shape[], at: string) => Prepared;
}): Layer {
  const prepare: Layer["prepare"] = (options, inputs, at) =>
    layer.prepare(checkOptions(at, layer.name, layer.options, options), inputs, at);
  return { name: layer.name, summary: layer.summary, options: Object.keys(layer.options), prepare };
}

export const integer = (minimum: number, maximum: number, byDefault?: number) => (name: string, value: unknown) =>
  checkInteger(name, value ?? byDefault, minimum, maximum);

export const number = (minimum: number, maximum: number, byDefault?: number) => (name: string, value: unknown) =>
  checkNumber(name, value ?? byDefault, minimum, maximum);

export const flag = (byDefault: boolean) => (name: string, value: unknown) => {
  const given = value ?? byDefault;
  if (typeof given === "boolean") return given;
  throw new TypeError(`${name}: expected true or false, got ${show(given)}`);
};

export const choice =
  <T extends string>(allowed: readonly T[], byDefault: T) =>
  (name: string, value: unknown) =>
    checkOneOf(name, value ?? byDefault, allowed);

/** A name, or none. */
export const label = (name: string, value: unknown): string | undefined => {
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  throw new TypeError(`${name}: expected a name, got ${show(value)}`);
};

const described = ({ name, kind, width, per }: Shape): string => {
  const what = { index: `index (of ${width})`, terms: `terms (of ${width})`, reals: `reals of width ${width}` }[kind];
  return `${name}: ${what}${per === "candidate" ? " for each candidate" : ""}`;
};

/** Throws OptionsError `network-shape` with what a layer expected and what it got. */
export function refuseShapes(at: string, expected: string, inputs: readonly Shape[]): never {
  const got = inputs.length === 0 ? "no input" : inputs.map(described).join("; ");
  throw new OptionsError("network-shape", `${at}: expected ${expected}, got ${got}`);
}

/** The widths of so many matrices with rows of one kind. Throws OptionsError where the inputs are something else. */
export function widthsOf(at: string, inputs: readonly Shape[], fewest: number, most: number): number[] {
  const widths = inputs.flatMap(({ kind, width }) => (kind === "reals" && width !== "candidates" ? [width] : []));
  const alike = inputs.every(({ per }) => per === inputs[0]?.per);
  if (widths.length === inputs.length && widths.length >= fewest && widths.length <= most && alike) return widths;
  const count = fewest === most ? `${fewest}` : `${fewest} or more`;
  return refuseShapes(
    at,
    `${count} input${most === 1 ? "" : "s"} of reals, ${most === 1 ? "" : "all "}of one kind of rows`,
    inputs,
  );
}

/** Refuses candidates, which are no positions of sequences. Throws OptionsError. */
export function sequencesOnly(at: string, inputs: readonly Shape[]): void {
  if (inputs.some(({ per }) => per !== "row")) refuseShapes(at, "rows of the batch, not candidates", inputs);
}

/** dInput ← `from`, which lies as the output does, or dInput + `from`. Backward, for layers that keep the width. */
export function passBack({ math, output }: Run, input: Operand | undefined, from: Pointer): void {
  if (input === undefined || input.gradient === 0) return;
  const { rows, columns, stride, gradient, accumulates } = input;
  if (from !== gradient) math.copyRows(rows, columns, from, output.stride, accumulates, gradient, stride);
}
