import { type Counterpart, unchanged } from "../counterpart.ts";
import { fromActivation, fromLeakyRelu, fromRelu } from "./activation.ts";
import { fromBatchNormalization } from "./batch-norm.ts";
import { fromConcatenate } from "./concat.ts";
import { fromDense } from "./dense.ts";
import { fromDot } from "./dot.ts";
import { fromDropout } from "./dropout.ts";
import { fromEmbedding } from "./embedding.ts";
import { fromGru } from "./gru.ts";
import { fromLayerNormalization } from "./layer-norm.ts";
import { fromMultiply } from "./product.ts";
import { fromAdd } from "./residual.ts";

/** Every class of layers of tfjs that becomes nodes of ours. A new one is an object beside its layer and a line here. */
export const COUNTERPARTS: readonly Counterpart[] = [
  fromEmbedding,
  { className: "Flatten", convert: unchanged },
  { className: "Reshape", convert: unchanged },
  fromConcatenate,
  fromDot,
  fromMultiply,
  fromAdd,
  fromDense,
  fromActivation,
  fromRelu,
  fromLeakyRelu,
  fromBatchNormalization,
  fromDropout,
  fromLayerNormalization,
  fromGru,
];
