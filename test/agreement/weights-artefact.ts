import type { EncodedFile } from "../../src/artefact/encode.ts";
import { itemWeightsPacker } from "../../src/cli/packing/item-weights.ts";
import { packArtefact } from "../../src/cli/train-artefact.ts";
import { toCsr } from "../../src/data/interactions.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { fitItemCosine } from "../models/item-cosine.ts";
import { CONTROL } from "./artefacts.ts";

/** The built-in catalogue by weights between items: rows cut to 30 entries, histories weighted as if by ratings. */
export async function weightsArtefact(): Promise<readonly EncodedFile[]> {
  const module = await kernelModule();
  const pack = itemWeightsPacker((model) => {
    // A weight with a long fraction, so that every product is rounded.
    return {
      model,
      options: {},
      fit: (train) => fitItemCosine(toCsr(train), module, (value) => Math.log1p(value) / 3),
    };
  });
  const request = { model: "item-cosine", set: { keep: "30" }, head: "none", name: undefined, users: true };
  const { files } = await packArtefact(pack, await openDataset("builtin:catalogue"), request, CONTROL);
  return files;
}
