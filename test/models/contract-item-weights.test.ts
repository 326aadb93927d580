import { kernelModule } from "../../src/kernels/module.node.ts";
import { describeContract } from "./contract.ts";
import { fitItemCosine, trainItemCosine } from "./item-cosine.ts";
import { createItemWeightsModel } from "./item-weights-model.ts";
import { trainOn } from "./train.ts";

const module = await kernelModule();

const tied = async (itemCount: number, kernels: WebAssembly.Module | undefined) => {
  const empty = { offsets: new Uint32Array(itemCount + 1), indices: new Uint32Array(0), values: new Float32Array(0) };
  const weights = { rowCount: itemCount, columnCount: itemCount, ...empty };
  return createItemWeightsModel(
    { kind: "tied", options: {}, weights, popularity: new Float32Array(itemCount) },
    kernels,
  );
};

describeContract({
  name: "item weights, plain",
  fit: async (interactions) => ({ model: fitItemCosine(interactions), stored: undefined }),
  fitTied: (itemCount) => tied(itemCount, undefined),
  excused: { "seed matters": "it draws no random numbers", artefact: "it is the reference of what an artefact keeps" },
});

describeContract({
  name: "item weights, by the kernels",
  fit: async (interactions) => {
    return { model: await trainOn(trainItemCosine, interactions, { feedback: "implicit" }), stored: undefined };
  },
  fitTied: (itemCount) => tied(itemCount, module),
  excused: { "seed matters": "it draws no random numbers" },
});
