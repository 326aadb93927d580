import type { HeadTensor } from "../../artefact/artefact.ts";
import { ArtefactError } from "../../errors.ts";
import type { Random } from "../../random.ts";
import { type FeatureScales, SCALAR_COUNT } from "./scalars.ts";

/**
 * The weights of an MLP head, kernels row-major inputs × outputs:
 *
 *   scoreᵢ = skip · zᵢ + last( … relu(second( relu(first(û, v̂ᵢ, p̂ᵢ, scalarsᵢ)) )) )
 *
 * The last layer has one output and no activation. Without hidden layers the first layer is the last one.
 */
export interface HeadWeights {
  readonly factorCount: number;
  readonly scales: FeatureScales;
  readonly skip: number;
  readonly first: FirstLayer;
  /** Layers after the first. */
  readonly layers: readonly Layer[];
}

/** The first layer, its kernel in four blocks of rows, one for each kind of input. */
export interface FirstLayer {
  readonly width: number;
  /** f32[factorCount × width] each; empty for a head that reads no factors, which stores none of them. */
  readonly user: Float32Array;
  readonly item: Float32Array;
  readonly product: Float32Array;
  /** f32[SCALAR_COUNT × width] */
  readonly scalars: Float32Array;
  /** f32[width] */
  readonly bias: Float32Array;
}

export interface Layer {
  readonly inputs: number;
  readonly width: number;
  /** f32[inputs × width] */
  readonly kernel: Float32Array;
  /** f32[width] */
  readonly bias: Float32Array;
}

/** Weights before training: He-normal hidden layers, a last layer of zeros and skip 1, so that scoreᵢ = zᵢ exactly. */
export function initialWeights(
  factorCount: number,
  hidden: readonly number[],
  scales: FeatureScales,
  random: Random,
): HeadWeights {
  const inputs = 3 * factorCount + SCALAR_COUNT;
  const fill = (length: number, deviation: number): Float32Array =>
    Float32Array.from({ length }, () => (deviation === 0 ? 0 : deviation * random.nextGaussian()));
  const width = hidden[0] ?? 1;
  const deviation = hidden.length === 0 ? 0 : Math.sqrt(2 / inputs);
  return {
    factorCount,
    scales,
    skip: 1,
    first: {
      width,
      user: fill(factorCount * width, deviation),
      item: fill(factorCount * width, deviation),
      product: fill(factorCount * width, deviation),
      scalars: fill(SCALAR_COUNT * width, deviation),
      bias: new Float32Array(width),
    },
    layers: hidden.map((rows, index) => {
      const columns = hidden[index + 1];
      return {
        inputs: rows,
        width: columns ?? 1,
        kernel: fill(rows * (columns ?? 1), columns === undefined ? 0 : Math.sqrt(2 / rows)),
        bias: new Float32Array(columns ?? 1),
      };
    }),
  };
}

/** The blocks of the first kernel that factors go through. */
const FACTOR_BLOCKS = ["user", "item", "product"] as const;

function blockTensor(
  block: (typeof FACTOR_BLOCKS)[number],
  factorCount: number,
  first: FirstLayer,
): [name: string, tensor: HeadTensor] {
  return [`first.${block}`, { shape: [factorCount, first.width], values: first[block] }];
}

/** The weights as named tensors, as an artefact stores them. Views, not copies. */
export function weightsToTensors(weights: HeadWeights): Map<string, HeadTensor> {
  const { factorCount, first, layers } = weights;
  const { user, item, product, popularityMean, popularityDeviation } = weights.scales;
  const tensors = new Map<string, HeadTensor>([
    ["scales", { shape: [5], values: Float32Array.of(user, item, product, popularityMean, popularityDeviation) }],
    ["skip", { shape: [1], values: Float32Array.of(weights.skip) }],
    ...(factorCount === 0 ? [] : FACTOR_BLOCKS.map((block) => blockTensor(block, factorCount, first))),
    ["first.scalars", { shape: [SCALAR_COUNT, first.width], values: first.scalars }],
    ["first.bias", { shape: [first.width], values: first.bias }],
  ]);
  for (const [index, layer] of layers.entries()) {
    tensors.set(`layer${index + 1}.kernel`, { shape: [layer.inputs, layer.width], values: layer.kernel });
    tensors.set(`layer${index + 1}.bias`, { shape: [layer.width], values: layer.bias });
  }
  return tensors;
}

/**
 * Reads the weights back. Views, not copies.
 * Throws ArtefactError `head-tensor` for a tensor that is missing, has another shape or holds a number that is not finite.
 */
export function weightsFromTensors(
  tensors: ReadonlyMap<string, HeadTensor>,
  hidden: readonly number[],
  factorCount: number,
): HeadWeights {
  const read = (name: string, ...shape: number[]): Float32Array => {
    const tensor = tensors.get(name);
    const expected = `head tensor ${name}: expected f32[${shape.join(" × ")}]`;
    if (tensor === undefined) throw new ArtefactError("head-tensor", `${expected}, but there is none`);
    const length = shape.reduce((product, side) => product * side, 1);
    if (tensor.shape.join() !== shape.join() || tensor.values.length !== length) {
      const got = `[${tensor.shape.join(" × ")}] with ${tensor.values.length} values`;
      throw new ArtefactError("head-tensor", `${expected}, got ${got}; train the head again`);
    }
    const bad = tensor.values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new ArtefactError("head-tensor", `${expected} of finite numbers, got ${tensor.values[bad]} at ${bad}`);
    }
    return tensor.values;
  };
  const scales = read("scales", 5);
  const width = hidden[0] ?? 1;
  const readBlock = (block: (typeof FACTOR_BLOCKS)[number]): Float32Array =>
    factorCount === 0 ? new Float32Array(0) : read(`first.${block}`, factorCount, width);
  return {
    factorCount,
    scales: {
      user: scales[0]!,
      item: scales[1]!,
      product: scales[2]!,
      popularityMean: scales[3]!,
      popularityDeviation: scales[4]!,
    },
    skip: read("skip", 1)[0]!,
    first: {
      width,
      user: readBlock("user"),
      item: readBlock("item"),
      product: readBlock("product"),
      scalars: read("first.scalars", SCALAR_COUNT, width),
      bias: read("first.bias", width),
    },
    layers: hidden.map((inputs, index) => {
      const columns = hidden[index + 1] ?? 1;
      const kernel = read(`layer${index + 1}.kernel`, inputs, columns);
      return { inputs, width: columns, kernel, bias: read(`layer${index + 1}.bias`, columns) };
    }),
  };
}
