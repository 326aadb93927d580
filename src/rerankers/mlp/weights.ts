import type { HeadTensor } from "../../artefact/artefact.ts";
import { ArtefactError } from "../../errors.ts";
import type { Random } from "../../random.ts";
import type { FeatureScales } from "./scales.ts";

/**
 * The weights of a head of dense layers, kernels row-major inputs × outputs:
 *
 *   scoreᵢ = skip · xᵢ₀ + last( … relu(first(x̂ᵢ)) )
 *
 * x are the features of a candidate, of which the first is the score of the first retriever, and x̂ those of mean 0 and
 * deviation 1. The last layer has one output and no activation. Without hidden layers the first layer is the last one.
 */
export interface HeadWeights {
  readonly scales: FeatureScales;
  readonly skip: number;
  readonly layers: readonly Layer[];
}

export interface Layer {
  readonly inputs: number;
  readonly width: number;
  /** f32[inputs × width] */
  readonly kernel: Float32Array;
  /** f32[width] */
  readonly bias: Float32Array;
}

/** Weights before training: He-normal hidden layers, a last layer of zeros and skip 1, so that scoreᵢ = xᵢ₀ exactly. */
export function initialWeights(hidden: readonly number[], scales: FeatureScales, random: Random): HeadWeights {
  const widths = [...hidden, 1];
  return {
    scales,
    skip: 1,
    layers: widths.map((width, index) => {
      const inputs = index === 0 ? scales.means.length : widths[index - 1]!;
      const deviation = index === hidden.length ? 0 : Math.sqrt(2 / inputs);
      const kernel = Float32Array.from({ length: inputs * width }, () => {
        return deviation === 0 ? 0 : deviation * random.nextGaussian();
      });
      return { inputs, width, kernel, bias: new Float32Array(width) };
    }),
  };
}

/** The weights as named tensors, as an artefact stores them. Views, not copies. */
export function weightsToTensors({ scales, skip, layers }: HeadWeights): Map<string, HeadTensor> {
  const { means, deviations } = scales;
  return new Map<string, HeadTensor>([
    ["means", { shape: [means.length], values: means }],
    ["deviations", { shape: [deviations.length], values: deviations }],
    ["skip", { shape: [1], values: Float32Array.of(skip) }],
    ...layers.flatMap(({ inputs, width, kernel, bias }, index): [string, HeadTensor][] => [
      [`layer${index}.kernel`, { shape: [inputs, width], values: kernel }],
      [`layer${index}.bias`, { shape: [width], values: bias }],
    ]),
  ]);
}

/**
 * Reads the weights back. Views, not copies.
 * Throws ArtefactError `head-tensor` for a tensor that is missing, has another shape or holds a number that is not finite.
 */
export function weightsFromTensors(
  tensors: ReadonlyMap<string, HeadTensor>,
  hidden: readonly number[],
  featureCount: number,
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
  const widths = [...hidden, 1];
  return {
    scales: { means: read("means", featureCount), deviations: read("deviations", featureCount) },
    skip: read("skip", 1)[0]!,
    layers: widths.map((width, index) => {
      const inputs = index === 0 ? featureCount : widths[index - 1]!;
      return {
        inputs,
        width,
        kernel: read(`layer${index}.kernel`, inputs, width),
        bias: read(`layer${index}.bias`, width),
      };
    }),
  };
}
