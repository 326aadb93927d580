import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import { didYouMean } from "../../nearest.ts";
import type { Layer } from "../layer.ts";
import { activation } from "./activation.ts";
import { bag } from "./bag.ts";
import { batchNorm } from "./batch-norm.ts";
import { causalAttention } from "./causal-attention.ts";
import { concat } from "./concat.ts";
import { dense } from "./dense.ts";
import { dot } from "./dot.ts";
import { dropout } from "./dropout.ts";
import { embedding } from "./embedding.ts";
import { gaussian } from "./gaussian.ts";
import { gru } from "./gru.ts";
import { l2Normalise } from "./l2-normalise.ts";
import { layerNorm } from "./layer-norm.ts";
import { positions } from "./positions.ts";
import { product } from "./product.ts";
import { residual } from "./residual.ts";
import { rowDropout } from "./row-dropout.ts";
import { softmaxItems } from "./softmax-items.ts";

/** Every layer that a network can have. A new one is a file and a line here. */
export const LAYERS: readonly Layer[] = [
  embedding,
  bag,
  concat,
  dot,
  product,
  dense,
  activation,
  batchNorm,
  dropout,
  rowDropout,
  l2Normalise,
  residual,
  gaussian,
  layerNorm,
  positions,
  causalAttention,
  gru,
  softmaxItems,
];

/** Throws OptionsError `unknown-layer`. */
export function layerOf(name: string, at: string): Layer {
  const found = LAYERS.find((layer) => layer.name === name);
  if (found !== undefined) return found;
  const names = LAYERS.map((layer) => layer.name);
  const hint = didYouMean(name, names);
  throw new OptionsError("unknown-layer", `${at}: expected a layer of ${names.join(", ")}; got ${show(name)}${hint}`);
}
