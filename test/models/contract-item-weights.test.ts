import { kernelModule } from "../../src/kernels/module.node.ts";
import { createItemWeightsModel } from "../../src/models/item-weights.ts";
import { describeContract } from "./contract.ts";
import { fitItemCosine } from "./item-cosine.ts";

const module = await kernelModule();

for (const [name, kernels] of [
  ["item weights, plain", undefined],
  ["item weights, by the kernels", module],
] as const) {
  describeContract({
    name,
    fit: async (interactions) => ({ model: fitItemCosine(interactions, kernels), stored: undefined }),
    fitTied: async (itemCount) => {
      const empty = {
        offsets: new Uint32Array(itemCount + 1),
        indices: new Uint32Array(0),
        values: new Float32Array(0),
      };
      const weights = { rowCount: itemCount, columnCount: itemCount, ...empty };
      const popularity = new Float32Array(itemCount);
      return createItemWeightsModel({ kind: "tied", options: {}, weights, popularity }, kernels);
    },
    excused: { "seed matters": "it draws no random numbers" },
  });
}
