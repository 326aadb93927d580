import { checkInteger } from "../check.ts";
import { OptionsError } from "../errors.ts";
import type { ParameterSpec, Prepared, Shape } from "./layer.ts";
import { layerOf } from "./layers/layers.ts";
import { type Pointer, padded } from "./math.ts";
import { checkNames, inputShape, type NetworkSpec, type NodeSpec } from "./network-spec.ts";

/** A batch is cut into at most so many parts, whatever the number of threads: sums keep their order. */
export const PARTS = 4;

/** What the largest batch has. */
export interface Limits {
  readonly rows: number;
  readonly candidates?: number;
  /** Terms of an input in all rows together, and target items. */
  readonly entries?: number;
}

/** What a training needs beside the values of nodes. */
export interface TrainingNeeds {
  /** `reals`: a matrix like the output, with weights; `items`: entries for each row; `none`. */
  readonly targets: "reals" | "items" | "none";
  /** Numbers that the optimiser keeps for each parameter. */
  readonly states: number;
}

export interface PlannedParameter {
  /** `hidden.kernel` */
  readonly name: string;
  readonly spec: ParameterSpec;
  readonly pointer: Pointer;
  readonly stride: number;
  /** Numbers, padding included. */
  readonly count: number;
  /** What the optimiser keeps: as many numbers each. */
  readonly states: readonly Pointer[];
  /** Dense: of the first part, the sum of all in the end. Table: a row for each different row of the batch. */
  readonly gradient: Pointer;
  /** Dense: bytes from one part's gradient to the next one's. */
  readonly gradientStep: number;
  /** Table: u32[rows], the step in which each row last moved. */
  readonly lastSteps: Pointer;
  /** Table: what names its rows. */
  readonly group: RowGroup | undefined;
  /** Dense: whether its layer runs over candidates. */
  readonly per: Shape["per"];
}

/** Inputs whose indices name rows of the same tables: which different rows a batch touches is found once for all. */
export interface RowGroup {
  readonly tableRows: number;
  readonly members: readonly { readonly input: PlannedInput; readonly slots: Pointer }[];
  /** u32[capacity]: the different rows, in the order in which they first come. */
  readonly rows: Pointer;
  readonly capacity: number;
}

export interface PlannedInput {
  readonly shape: Shape;
  /** Matrix of `reals`, or values of terms. */
  readonly value: Pointer;
  readonly stride: number;
  readonly indices: Pointer;
  readonly offsets: Pointer;
}

export interface PlannedNode {
  readonly name: string;
  readonly shape: Shape;
  readonly prepared: Prepared;
  readonly inputs: readonly PlannedOperand[];
  readonly value: Pointer;
  readonly gradient: Pointer;
  readonly kept: Pointer;
  /** Bytes from what one part keeps to the next. */
  readonly keptStep: number;
  readonly parameters: readonly PlannedParameter[];
}

export interface PlannedOperand {
  readonly from: PlannedInput | PlannedNode;
  readonly slots: Pointer;
  readonly accumulates: boolean;
  /** Rows that read candidates: gradients of each part, which are added up before the candidates' layers go back. */
  readonly partGradients: Pointer;
  readonly partStep: number;
}

/** Where everything lies, in bytes from the beginning of a memory. */
export interface Plan {
  readonly limits: Required<Limits>;
  readonly needs: TrainingNeeds | undefined;
  readonly realBytes: 4 | 8;
  readonly inputs: readonly PlannedInput[];
  /** In order of the way forward: those over candidates first. */
  readonly nodes: readonly PlannedNode[];
  readonly output: PlannedNode;
  readonly parameters: readonly PlannedParameter[];
  /** Parameters and statistics, then what the optimiser keeps: a checkpoint is these bytes. */
  readonly state: { readonly begin: Pointer; readonly weightsEnd: Pointer; readonly end: Pointer };
  readonly targets: Record<"matrix" | "weights" | "offsets" | "indices" | "values", Pointer>;
  /** The end of all: what the memory has to have. */
  readonly bytes: number;
}

/**
 * Draws up the memory of a network: inputs ‖ parameters ‖ optimiser ‖ batch ‖ values ‖ gradients, from `base` on.
 * Without `needs` it can only run forward. Throws OptionsError, RangeError or TypeError on networks that do not fit.
 */
export function planNetwork(
  spec: NetworkSpec,
  { rows, candidates = 0, entries = 0 }: Limits,
  needs?: TrainingNeeds,
  { realBytes = 4, base = 16 }: { readonly realBytes?: 4 | 8; readonly base?: Pointer } = {},
): Plan {
  checkNames(spec);
  checkInteger("rows", rows, 1, 10_000_000);
  let end = base;
  const take = (bytes: number): Pointer => {
    const begin = Math.ceil(end / 16) * 16;
    end = begin + bytes;
    return begin;
  };
  const reals = (count: number): Pointer => take(count * realBytes);
  const integers = (count: number): Pointer => take(count * 4);
  const rowsOf = ({ per }: Shape): number => (per === "row" ? rows : candidates);
  const strideOf = ({ width }: Shape): number => padded(width === "candidates" ? candidates : width);
  const trains = needs !== undefined;

  // What the layers are, and what they own.
  const shapes = new Map(Object.entries(spec.inputs).map(([name, input]) => [name, inputShape(name, input)]));
  for (const { per, name } of shapes.values()) {
    if (per === "candidate") checkInteger(`candidates (for ${name})`, candidates, 1, 10_000_000);
  }
  const prepared = spec.nodes.map((node) => {
    const inputs = node.inputs.map((name) => shapes.get(name)!);
    const layer = layerOf(node.layer, node.name).prepare(node.options ?? {}, inputs, node.name);
    const shape: Shape = { name: node.name, kind: "reals", width: layer.width, per: inputs[0]!.per };
    shapes.set(node.name, shape);
    return { node, layer, shape };
  });
  const owned = collectParameters(prepared);

  // The state: all numbers that last from one batch to the next.
  const stateBegin = take(0);
  const size = ({ spec }: Owned): number => spec.rows * padded(spec.columns);
  const pointers = owned.map((one) => reals(size(one)));
  const weightsEnd = end;
  const states = owned.map((one) => {
    const count = one.spec.kind === "statistic" ? 0 : (needs?.states ?? 0);
    return Array.from({ length: count }, () => reals(size(one)));
  });
  const lastSteps = owned.map(({ spec }) => (trains && spec.kind === "table" ? integers(spec.rows) : 0));
  const stateEnd = end;

  // The batch.
  const inputs = Object.keys(spec.inputs).map((name): PlannedInput => {
    const shape = shapes.get(name)!;
    const [count, isTerms] = [rowsOf(shape), shape.kind === "terms"];
    if (isTerms) checkInteger(`entries (for ${name})`, entries, 1, 1_000_000_000);
    const stride = shape.kind === "reals" ? strideOf(shape) : 0;
    return {
      shape,
      stride,
      value: isTerms ? reals(entries) : stride > 0 ? reals(count * stride) : 0,
      indices: shape.kind === "reals" ? 0 : integers(isTerms ? entries : count),
      offsets: isTerms ? integers(count + 1) : 0,
    };
  });
  const inputOf = new Map(inputs.map((input) => [input.shape.name, input]));
  const groups = new Map<string, RowGroup>();
  const groupOf = ({ spec: { kind, rows: tableRows }, readBy }: Owned): RowGroup | undefined => {
    if (!trains || kind !== "table") return undefined;
    const key = JSON.stringify(readBy);
    const known = groups.get(key);
    if (known !== undefined) return known;
    const lengths = readBy.map((name) => {
      const { shape } = inputOf.get(name)!;
      return shape.kind === "terms" ? entries : rowsOf(shape);
    });
    const capacity = Math.min(
      tableRows,
      lengths.reduce((sum, length) => sum + length, 0),
    );
    const members = readBy.map((name, at) => ({ input: inputOf.get(name)!, slots: integers(lengths[at]!) }));
    const group = { tableRows, members, rows: integers(capacity), capacity };
    groups.set(key, group);
    return group;
  };
  const parameters = owned.map((one, at): PlannedParameter => {
    const { name, spec, per } = one;
    const stride = padded(spec.columns);
    const group = groupOf(one);
    const isDense = trains && spec.kind === "dense";
    const gradientStep = isDense ? size(one) * realBytes : 0;
    const gradient = isDense ? take(PARTS * gradientStep) : group ? reals(group.capacity * stride) : 0;
    const planned = { pointer: pointers[at]!, states: states[at]!, lastSteps: lastSteps[at]! };
    return { name, spec, per, stride, count: size(one), gradient, gradientStep, group, ...planned };
  });
  const parameterOf = new Map(parameters.map((one) => [one.name, one]));

  // Values and gradients of nodes, on the way forward and back.
  const ordered = [...prepared].sort((a, b) => Number(a.shape.per === "row") - Number(b.shape.per === "row"));
  const writers = new Map(ordered.flatMap(({ node }) => node.inputs.map((name) => [name, lastReader(ordered, name)])));
  const nodes = new Map<string, PlannedNode>();
  for (const { node, layer, shape } of ordered) {
    const own = layer.parameters.map((spec) => parameterOf.get(nameOf(node, spec))!);
    const seen = new Set<string>();
    const operands = node.inputs.map((name): PlannedOperand => {
      const from = nodes.get(name) ?? inputOf.get(name)!;
      const crosses = trains && from.shape.per !== shape.per && "gradient" in from && from.gradient !== 0;
      const partStep = crosses ? rowsOf(from.shape) * strideOf(from.shape) * realBytes : 0;
      const accumulates = writers.get(name) !== node.name || seen.has(name);
      seen.add(name);
      const slots = own[0]?.group?.members.find(({ input }) => input === from)?.slots ?? 0;
      return { from, slots, accumulates, partGradients: crosses ? take(PARTS * partStep) : 0, partStep };
    });
    const isTrained = own.some(({ spec }) => spec.kind !== "statistic");
    const hasGradient = trains && (isTrained || operands.some(({ from }) => "gradient" in from && from.gradient !== 0));
    const size = rowsOf(shape) * strideOf(shape);
    const keptStep = padded(layer.kept === "candidates" ? candidates : (layer.kept ?? 0)) * realBytes;
    nodes.set(node.name, {
      name: node.name,
      shape,
      prepared: layer,
      inputs: operands,
      value: reals(size),
      gradient: hasGradient ? reals(size) : 0,
      kept: keptStep > 0 ? take(PARTS * keptStep) : 0,
      keptStep,
      parameters: own,
    });
  }
  const output = nodes.get(spec.output)!;
  if (output.shape.per !== "row") throw new OptionsError("network-shape", "output: expected a node for each row");
  const matrix = needs?.targets === "reals" ? rows * strideOf(output.shape) : 0;
  const items = needs?.targets === "items";
  const targets = {
    matrix: matrix > 0 ? reals(matrix) : 0,
    weights: matrix > 0 ? reals(matrix) : 0,
    offsets: items ? integers(rows + 1) : 0,
    indices: items ? integers(checkInteger("entries (for targets)", entries, 1, 1_000_000_000)) : 0,
    values: items ? reals(entries) : 0,
  };
  return {
    limits: { rows, candidates, entries },
    ...{ needs, realBytes, inputs, output, parameters, targets },
    nodes: [...nodes.values()],
    state: { begin: stateBegin, weightsEnd, end: stateEnd },
    bytes: end,
  };
}

interface Owned {
  readonly name: string;
  readonly spec: ParameterSpec;
  readonly per: Shape["per"];
  /** Names of the inputs that name its rows. */
  readonly readBy: string[];
}

const nameOf = (node: NodeSpec, spec: ParameterSpec): string => `${spec.shared ?? node.name}.${spec.name}`;

/** Every parameter once, statistics last. Throws OptionsError where a shared table would be two different ones. */
function collectParameters(
  nodes: readonly { readonly node: NodeSpec; readonly layer: Prepared; readonly shape: Shape }[],
): Owned[] {
  const found = new Map<string, Owned>();
  for (const { node, layer, shape } of nodes) {
    for (const spec of layer.parameters) {
      const name = nameOf(node, spec);
      const readBy = spec.kind === "table" ? [node.inputs[0]!] : [];
      const known = found.get(name);
      if (known === undefined) found.set(name, { name, spec, per: shape.per, readBy });
      else if (JSON.stringify(known.spec) !== JSON.stringify(spec) || spec.shared === undefined) {
        const text = (of: ParameterSpec) => `${of.rows} × ${of.columns} with ${JSON.stringify([of.initial, of.l2])}`;
        const message = `${node.name}.table: expected ${name} as before (${text(known.spec)}), got ${text(spec)}`;
        throw new OptionsError("network-shape", message);
      } else if (!known.readBy.includes(readBy[0]!)) known.readBy.push(readBy[0]!);
    }
  }
  const all = [...found.values()];
  const isStatistic = ({ spec }: Owned): boolean => spec.kind === "statistic";
  return [...all.filter((one) => !isStatistic(one)), ...all.filter(isStatistic)];
}

/** The node that writes the gradient of `name` first on the way back: the last one that reads it. */
function lastReader(nodes: readonly { readonly node: NodeSpec }[], name: string): string | undefined {
  return nodes.findLast(({ node }) => node.inputs.includes(name))?.node.name;
}
