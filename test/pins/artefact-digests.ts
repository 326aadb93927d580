import { createHash } from "node:crypto";
import { readSafetensors } from "../../src/artefact/safetensors.ts";
import { PACKED_MODEL_NAMES, trainArtefact } from "../../src/model-registry.ts";
import { smallDataset } from "./small-data.ts";

/** sha-256 of what a model packs: of every file as it lies in the folder, and of the tensors alone, wherever they lie. */
export interface ArtefactDigest {
  readonly files: string;
  readonly tensors: string;
}

/** Every model that can be packed, on the small data. */
export async function artefactDigests(): Promise<Record<string, ArtefactDigest>> {
  const dataset = await smallDataset();
  const digests: Record<string, ArtefactDigest> = {};
  for (const model of PACKED_MODEL_NAMES) {
    const { files } = await trainArtefact(dataset, { model }, { seed: 42 });
    const all = createHash("sha256");
    const tensors: string[] = [];
    for (const { name, bytes } of files) {
      all.update(`${name}\n`).update(bytes);
      if (!name.endsWith(".safetensors")) continue;
      for (const tensor of readSafetensors(name, bytes)) {
        const about = `${tensor.name} ${tensor.dtype} ${tensor.shape.join("×")}`;
        tensors.push(`${about} ${createHash("sha256").update(tensor.bytes).digest("hex")}`);
      }
    }
    const ofTensors = createHash("sha256").update(tensors.sort().join("\n")).digest("hex");
    digests[model] = { files: all.digest("hex"), tensors: ofTensors };
  }
  return digests;
}
