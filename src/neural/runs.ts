import { hashText, mixHashes } from "../random.ts";
import type { LoadedBatch } from "./batch.ts";
import type { StepSeed } from "./jobs.ts";
import type { Operand, Run } from "./layer.ts";
import { type NeuralMath, padded } from "./math.ts";
import { cutRows, type Part } from "./parts.ts";
import { PARTS, type Plan, type PlannedInput, type PlannedNode, type PlannedOperand } from "./plan.ts";
import { STREAMS } from "./streams.ts";

/** What the layers of a network find in its memory. */
export interface Runs {
  /** Layers over candidates, or over the rows of a batch, in order of the way forward. */
  readonly stages: Readonly<Record<"candidate" | "row", readonly PlannedNode[]>>;
  rowsOf(from: PlannedInput | PlannedNode, batch: LoadedBatch): number;
  partsOf(stage: readonly PlannedNode[], batch: LoadedBatch): readonly Part[];
  /** What a node gives for a part. */
  outputOf(node: PlannedNode, batch: LoadedBatch, part: Part): Operand;
  /** A node at work on a part, or on all rows at once. */
  runOf(node: PlannedNode, batch: LoadedBatch, part: Part | undefined, training: StepSeed | undefined): Run;
}

export function createRuns({ nodes, together }: Plan, math: NeuralMath): Runs {
  const stageOf = (per: "candidate" | "row") => nodes.filter(({ shape }) => shape.per === per);
  const streams = new Map(nodes.map(({ name }) => [name, hashText(name)]));
  const rowsOf: Runs["rowsOf"] = ({ shape }, batch) => (shape.per === "row" ? batch.rows : batch.candidates);

  const operand = (
    planned: Pick<PlannedOperand, "from"> & Partial<PlannedOperand>,
    batch: LoadedBatch,
    part: Part,
    per: string,
  ): Operand => {
    const { from, slots = 0, accumulates = false, partGradients = 0, partStep = 0 } = planned;
    const { shape } = from;
    // Candidates are read as a whole by every part of the rows.
    const crosses = shape.per !== per;
    const [begin, rows] = crosses ? [0, rowsOf(from, batch)] : [part.begin, part.rows];
    const columns = shape.width === "candidates" ? batch.candidates : shape.width;
    const isMatrix = shape.kind === "reals";
    const stride = isMatrix ? padded(columns) : 0;
    const skipped = begin * stride * math.realBytes;
    const gradient = "gradient" in from && from.gradient !== 0 ? from.gradient + skipped : 0;
    const ints = "indices" in from ? from : { indices: 0, offsets: 0 };
    const first = shape.kind === "index" ? begin * 4 : 0;
    return {
      rows,
      columns,
      stride,
      accumulates: accumulates && !crosses,
      value: from.value + skipped,
      gradient: crosses && partGradients !== 0 ? partGradients + part.number * partStep : gradient,
      indices: ints.indices + first,
      slots: slots + first,
      offsets: ints.offsets + begin * 4,
      values: from.value,
    };
  };

  const placesOf = (node: PlannedNode, batch: LoadedBatch, part: Part) => ({
    inputs: node.inputs.map((input) => operand(input, batch, part, node.shape.per)),
    output: operand({ from: node }, batch, part, node.shape.per),
    parameters: node.parameters.map(({ pointer }) => pointer),
    gradients: node.parameters.map(({ gradient, gradientStep }) => gradient + part.number * gradientStep),
    kept: node.kept + part.number * node.keptStep + part.begin * node.keptRow,
  });
  type Places = ReturnType<typeof placesOf>;
  /** Nearly all batches of a training are of one size: its places are found once. */
  let sized = { rows: 0, candidates: 0, parts: new Map<number, Part[]>(), places: new Map<PlannedNode, Places[]>() };
  const sizedFor = ({ rows, candidates }: LoadedBatch): typeof sized => {
    if (sized.rows !== rows || sized.candidates !== candidates)
      sized = { rows, candidates, parts: new Map(), places: new Map() };
    return sized;
  };

  return {
    stages: { candidate: stageOf("candidate"), row: stageOf("row") },
    rowsOf,
    partsOf([first], batch) {
      if (first === undefined) return [];
      const { parts } = sizedFor(batch);
      const rows = rowsOf(first, batch);
      const known = parts.get(rows) ?? cutRows(rows, first.shape.per === "row" ? together : 1);
      parts.set(rows, known);
      return known;
    },
    outputOf: (node, batch, part) => operand({ from: node }, batch, part, node.shape.per),
    runOf(node, batch, part, training) {
      const { places } = sizedFor(batch);
      const known = places.get(node) ?? [];
      places.set(node, known);
      const at = part?.number ?? PARTS;
      const own = known[at] ?? placesOf(node, batch, part ?? { number: 0, begin: 0, rows: rowsOf(node, batch) });
      known[at] = own;
      return {
        math,
        inputs: own.inputs,
        output: own.output,
        parameters: own.parameters,
        gradients: own.gradients,
        addsTo: node.addsTo,
        kept: own.kept,
        training: training !== undefined,
        seed: training?.seed ?? 0,
        stream:
          training === undefined ? 0 : mixHashes(mixHashes(training.step, STREAMS.layers), streams.get(node.name)!),
        firstRow: part?.begin ?? 0,
        batchRows: rowsOf(node, batch),
        step: training?.step ?? 0,
      };
    },
  };
}
