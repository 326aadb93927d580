import { checkInteger } from "../check.ts";
import { OptionsError } from "../errors.ts";
import { createLayout, type Layout } from "../kernels/layout.ts";
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
  /** Bytes from what one part keeps to the next; 0 where parts keep the terms of their rows side by side. */
  readonly keptStep: number;
  /** Bytes that are kept for each row; 0 where parts keep something. */
  readonly keptRow: number;
  readonly parameters: readonly PlannedParameter[];
  /** Of each parameter, whether another node has written its gradient before on the way back. */
  readonly addsTo: readonly boolean[];
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
  /** Rows of a batch come in groups of so many; parts begin with one. */
  readonly together: number;
  /** All groups of its tables. */
  readonly groups: readonly RowGroup[];
  /** Parameters and statistics, then what the optimiser keeps: a checkpoint is these bytes. */
  readonly state: { readonly begin: Pointer; readonly weightsEnd: Pointer; readonly end: Pointer };
  readonly targets: Record<"matrix" | "weights" | "offsets" | "indices" | "values", Pointer>;
  /** f64[PARTS]: sums of parts, of the loss or of squares. */
  readonly sums: Pointer;
  /** The end of all: what the memory has to have. */
  readonly bytes: number;
}

/**
 * Draws up the memory of a network from `base` on: state ‖ batch ‖ gradients of parameters ‖ values and gradients of nodes.
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
  const layout = createLayout(base);
  const desk: Desk = {
    limits: { rows, candidates, entries },
    realBytes,
    layout,
    trains: needs !== undefined,
    reals: (count) => layout.region(count * realBytes),
    integers: (count) => layout.region(count * 4),
    rowsOf: ({ per }) => (per === "row" ? rows : candidates),
    strideOf: ({ width }) => padded(width === "candidates" ? candidates : width),
  };
  const resolved = resolveNodes(spec, desk.limits);
  const owned = collectParameters(resolved);
  const state = planState(desk, owned, needs?.states ?? 0);
  const inputs = Object.entries(spec.inputs).map(([name, input]) => planInput(desk, inputShape(name, input)));
  const parameters = planParameters(desk, owned, state, inputs);
  const nodes = planNodes(desk, resolved, parameters, inputs);
  const output = nodes.find(({ name }) => name === spec.output)!;
  if (output.shape.per !== "row") throw new OptionsError("network-shape", "output: expected a node for each row");
  const targets = planTargets(desk, output, needs?.targets ?? "none");
  const { begin, weightsEnd, end } = state;
  return {
    limits: desk.limits,
    needs,
    realBytes,
    inputs,
    nodes,
    output,
    parameters,
    together: togetherOf(nodes, rows),
    groups: [...new Set(parameters.flatMap(({ group }) => group ?? []))],
    targets,
    sums: layout.region(PARTS * 8),
    state: { begin, weightsEnd, end },
    bytes: layout.end,
  };
}

/** What is at hand while a plan is drawn. */
interface Desk {
  readonly limits: Required<Limits>;
  readonly realBytes: number;
  readonly layout: Layout;
  readonly trains: boolean;
  readonly reals: (count: number) => Pointer;
  readonly integers: (count: number) => Pointer;
  readonly rowsOf: (shape: Shape) => number;
  readonly strideOf: (shape: Shape) => number;
}

/** A node with its layer between its inputs. */
interface Resolved {
  readonly node: NodeSpec;
  readonly layer: Prepared;
  readonly shape: Shape;
}

function resolveNodes(spec: NetworkSpec, { candidates }: Limits): Resolved[] {
  const shapes = new Map(Object.entries(spec.inputs).map(([name, input]) => [name, inputShape(name, input)]));
  for (const { per, name } of shapes.values()) {
    if (per === "candidate") checkInteger(`candidates (for ${name})`, candidates, 1, 10_000_000);
  }
  return spec.nodes.map((node) => {
    const inputs = node.inputs.map((name) => shapes.get(name)!);
    const layer = layerOf(node.layer, node.name).prepare(node.options ?? {}, inputs, node.name);
    const shape: Shape = { name: node.name, kind: "reals", width: layer.width, per: inputs[0]!.per };
    shapes.set(node.name, shape);
    return { node, layer, shape };
  });
}

/** A parameter before it has a place. */
interface Owned {
  readonly name: string;
  readonly spec: ParameterSpec;
  /** Names of the inputs that name its rows. */
  readonly readBy: string[];
}

const nameOf = (node: NodeSpec, spec: ParameterSpec): string => `${spec.shared ?? node.name}.${spec.name}`;

/** Every parameter once, statistics last. Throws OptionsError where a shared table would be two different ones. */
function collectParameters(nodes: readonly Resolved[]): Owned[] {
  const found = new Map<string, Owned>();
  for (const { node, layer } of nodes) {
    for (const spec of layer.parameters) {
      const name = nameOf(node, spec);
      const readBy = spec.kind === "table" ? node.inputs.slice(0, 1) : [];
      const known = found.get(name);
      if (known === undefined) found.set(name, { name, spec, readBy });
      else if (JSON.stringify(known.spec) !== JSON.stringify(spec) || spec.shared === undefined) {
        const text = (of: ParameterSpec) => `${of.rows} × ${of.columns} with ${JSON.stringify([of.initial, of.l2])}`;
        const message = `${node.name}.table: expected ${name} as before (${text(known.spec)}), got ${text(spec)}`;
        throw new OptionsError("network-shape", message);
      } else known.readBy.push(...readBy.filter((name) => !known.readBy.includes(name)));
    }
  }
  const all = [...found.values()];
  const isStatistic = ({ spec }: Owned): boolean => spec.kind === "statistic";
  return [...all.filter((one) => !isStatistic(one)), ...all.filter(isStatistic)];
}

const sizeOf = ({ spec }: Owned): number => spec.rows * padded(spec.columns);

/** All numbers that last from one batch to the next, side by side. */
function planState({ layout, reals, integers, trains }: Desk, owned: readonly Owned[], stateCount: number) {
  const begin = layout.region(0);
  const pointers = owned.map((one) => reals(sizeOf(one)));
  const weightsEnd = layout.end;
  const states = owned.map((one) => {
    const count = one.spec.kind === "statistic" ? 0 : stateCount;
    return Array.from({ length: count }, () => reals(sizeOf(one)));
  });
  const lastSteps = owned.map(({ spec }) => (trains && spec.kind === "table" ? integers(spec.rows) : 0));
  return { begin, weightsEnd, end: layout.end, pointers, states, lastSteps };
}

function planInput({ limits: { entries }, reals, integers, rowsOf, strideOf }: Desk, shape: Shape): PlannedInput {
  const [rows, isTerms] = [rowsOf(shape), shape.kind === "terms"];
  if (isTerms) checkInteger(`entries (for ${shape.name})`, entries, 1, 1_000_000_000);
  const stride = shape.kind === "reals" ? strideOf(shape) : 0;
  return {
    shape,
    stride,
    value: isTerms ? reals(entries) : stride > 0 ? reals(rows * stride) : 0,
    indices: shape.kind === "reals" ? 0 : integers(isTerms ? entries : rows),
    offsets: isTerms ? integers(rows + 1) : 0,
  };
}

function planParameters(
  desk: Desk,
  owned: readonly Owned[],
  state: ReturnType<typeof planState>,
  inputs: readonly PlannedInput[],
): PlannedParameter[] {
  const groups = new Map<string, RowGroup>();
  const groupOf = ({ spec: { kind, rows: tableRows }, readBy }: Owned): RowGroup | undefined => {
    if (!desk.trains || kind !== "table") return undefined;
    const key = JSON.stringify(readBy);
    const group =
      groups.get(key) ??
      planGroup(
        desk,
        tableRows,
        inputs.filter(({ shape }) => readBy.includes(shape.name)),
      );
    groups.set(key, group);
    return group;
  };
  return owned.map((one, at) => {
    const { name, spec } = one;
    const [stride, group] = [padded(spec.columns), groupOf(one)];
    const gradientStep = desk.trains && spec.kind === "dense" ? sizeOf(one) * desk.realBytes : 0;
    return {
      name,
      spec,
      stride,
      group,
      gradientStep,
      count: sizeOf(one),
      pointer: state.pointers[at]!,
      states: state.states[at]!,
      lastSteps: state.lastSteps[at]!,
      gradient: group ? desk.reals(group.capacity * stride) : desk.layout.region(PARTS * gradientStep),
    };
  });
}

function planGroup({ limits, integers, rowsOf }: Desk, tableRows: number, inputs: readonly PlannedInput[]): RowGroup {
  const lengths = inputs.map(({ shape }) => (shape.kind === "terms" ? limits.entries : rowsOf(shape)));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const capacity = Math.min(tableRows, total);
  const members = inputs.map((input, at) => ({ input, slots: integers(lengths[at]!) }));
  return { tableRows, members, rows: integers(capacity), capacity };
}

/** Values and gradients, on the way forward and back. */
function planNodes(
  desk: Desk,
  resolved: readonly Resolved[],
  parameters: readonly PlannedParameter[],
  inputs: readonly PlannedInput[],
): PlannedNode[] {
  const { realBytes, layout, reals, rowsOf, strideOf, trains } = desk;
  const ordered = [...resolved].sort((a, b) => Number(a.shape.per === "row") - Number(b.shape.per === "row"));
  const nodes = new Map<string, PlannedNode>();
  const parametersOf = ({ node, layer }: Pick<Resolved, "node" | "layer">): PlannedParameter[] =>
    layer.parameters.map((spec) => parameters.find(({ name }) => name === nameOf(node, spec))!);
  const hasGradient = (from: PlannedInput | PlannedNode): boolean => "gradient" in from && from.gradient !== 0;
  for (const { node, layer, shape } of ordered) {
    const own = parametersOf({ node, layer });
    const operands = node.inputs.map((name, at): PlannedOperand => {
      const from = nodes.get(name) ?? inputs.find((input) => input.shape.name === name)!;
      const crosses = from.shape.per !== shape.per && hasGradient(from);
      const partStep = crosses ? rowsOf(from.shape) * strideOf(from.shape) * realBytes : 0;
      // On the way back the last reader of a node comes first.
      const lastReader = ordered.findLast((other) => other.node.inputs.includes(name))?.node.name;
      return {
        from,
        partStep,
        partGradients: crosses ? layout.region(PARTS * partStep) : 0,
        slots: own[0]?.group?.members.find(({ input }) => input === from)?.slots ?? 0,
        accumulates: lastReader !== node.name || node.inputs.indexOf(name) < at,
      };
    });
    const isTrained =
      own.some(({ spec }) => spec.kind !== "statistic") || operands.some(({ from }) => hasGradient(from));
    const size = rowsOf(shape) * strideOf(shape);
    const { kept = 0, keptPerRow = 0 } = layer;
    const keptRow = keptPerRow * realBytes;
    const keptStep = kept === "entries" ? 0 : padded(kept === "candidates" ? desk.limits.candidates : kept) * realBytes;
    nodes.set(node.name, {
      name: node.name,
      shape,
      prepared: layer,
      inputs: operands,
      parameters: own,
      keptStep,
      keptRow,
      addsTo: own.map((parameter) => {
        // On the way back the last node comes first.
        const users = ordered.filter(
          (other) => other.shape.per === shape.per && parametersOf(other).includes(parameter),
        );
        return users.at(-1)?.node !== node;
      }),
      value: reals(size),
      gradient: trains && isTrained ? reals(size) : 0,
      kept:
        kept === "entries"
          ? reals(padded(desk.limits.entries))
          : layout.region(PARTS * keptStep + rowsOf(shape) * keptRow),
    });
  }
  return [...nodes.values()];
}

/** The least common multiple of the groups of all layers. Throws OptionsError where a batch is no multiple of it. */
function togetherOf(nodes: readonly PlannedNode[], rows: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const together = nodes
    .map(({ prepared }) => prepared.together ?? 1)
    .reduce((all, one) => (all / divisor(all, one)) * one, 1);
  if (rows % together === 0) return together;
  throw new OptionsError("network-shape", `rows: expected a multiple of ${together}, whole sequences, got ${rows}`);
}

function planTargets(desk: Desk, { shape }: PlannedNode, kind: TrainingNeeds["targets"]): Plan["targets"] {
  const { limits, reals, integers, strideOf } = desk;
  const [none, matrix] = [{ matrix: 0, weights: 0, offsets: 0, indices: 0, values: 0 }, limits.rows * strideOf(shape)];
  if (kind === "none") return none;
  if (kind === "reals") return { ...none, matrix: reals(matrix), weights: reals(matrix) };
  const entries = checkInteger("entries (for targets)", limits.entries, 1, 1_000_000_000);
  return { ...none, offsets: integers(limits.rows + 1), indices: integers(entries), values: reals(entries) };
}
