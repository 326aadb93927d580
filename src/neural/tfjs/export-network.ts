import type * as tf from "@tensorflow/tfjs";
import type { NetworkFile } from "../../training/context.ts";
import type { Network } from "../network.ts";
import type { NetworkSpec } from "../network-spec.ts";
import type { Tfjs } from "./package.node.ts";

const [MODEL, WEIGHTS] = ["model.json", "group1-shard1of1.bin"] as const;

/** Names of the files of a network as tfjs writes it. */
export const LAYERS_FILES: readonly string[] = [MODEL, WEIGHTS];

/** The same network of tfjs, made of the twins of its layers, with its weights. */
export function twinOf(tfjs: Tfjs, spec: NetworkSpec, network: Network): tf.LayersModel {
  const symbols = new Map<string, tf.SymbolicTensor>(
    Object.keys(spec.inputs).map((name) => [name, tfjs.input({ shape: [1], name, dtype: "int32" })]),
  );
  const inputs = [...symbols.values()];
  const symbolOf = (name: string): tf.SymbolicTensor => {
    const found = symbols.get(name);
    if (found === undefined) throw new RangeError(`${name}: expected a node before those that read it`);
    return found;
  };
  for (const { name, prepared, inputs: from } of network.plan.nodes) {
    if (prepared.twin === undefined) throw new RangeError(`${name}: expected a layer that tfjs has`);
    symbols.set(
      name,
      prepared.twin(
        tfjs.layers,
        from.map((one) => symbolOf(one.from.shape.name)),
      ),
    );
  }
  const model = tfjs.model({ inputs, outputs: symbolOf(spec.output), name: "network" });
  for (const { name, parameters } of network.plan.nodes) {
    if (parameters.length === 0) continue;
    const own = parameters.map(({ name: parameter, spec: { name: kind, rows, columns } }) => {
      const values = Float32Array.from(network.weights(parameter));
      // Not reshaped: the WASM backend looks at the shape that a tensor was made with.
      return kind === "kernel" || kind === "table" ? tfjs.tensor2d(values, [rows, columns]) : tfjs.tensor1d(values);
    });
    model.getLayer(name).setWeights(own);
    tfjs.dispose(own);
  }
  return model;
}

/** A network as the LAYERS_FILES. */
export async function layersFiles(tfjs: Tfjs, model: tf.LayersModel): Promise<readonly NetworkFile[]> {
  let files: readonly NetworkFile[] = [];
  await model.save(
    tfjs.io.withSaveHandler(async ({ modelTopology, weightSpecs = [], weightData = [] }) => {
      const parts = Array.isArray(weightData) ? weightData : [weightData];
      const json = {
        format: "layers-model",
        generatedBy: "NearEdge",
        convertedBy: null,
        modelTopology,
        weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
      };
      files = [
        { name: MODEL, bytes: new TextEncoder().encode(`${JSON.stringify(json, null, 1)}\n`) },
        { name: WEIGHTS, bytes: new Uint8Array(tfjs.io.concatenateArrayBuffers(parts)) },
      ];
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
  return files;
}
