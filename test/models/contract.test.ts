import { createPopularityModel } from "../../src/models/item-counts.ts";
import { describeContract, type Fitted, type ModelUnderTest } from "./contract.ts";
import { checkerboard } from "./fixtures.ts";
import { fitImplicitAls, fitInt8ImplicitAls, implicitAlsWithEqualItems } from "./implicit-als.ts";

/** Confidences of 10 and more against pairs that weigh 1. */
const HKV = { objective: "hkv", confidence: 9, weighting: "linear", regularization: 0.2 };

const MODELS: readonly ModelUnderTest[] = [
  {
    name: "implicit-als (cholesky)",
    fit: (interactions, seed) => fitImplicitAls(interactions, { solver: "cholesky" }, seed),
    fitTied: implicitAlsWithEqualItems,
    excused: {},
  },
  {
    name: "implicit-als (cg)",
    fit: (interactions, seed) => fitImplicitAls(interactions, { solver: "cg" }, seed),
    fitTied: implicitAlsWithEqualItems,
    excused: {},
  },
  {
    name: "implicit-als (block)",
    fit: (interactions, seed) => fitImplicitAls(interactions, { solver: "block", blockSize: 4 }, seed),
    fitTied: implicitAlsWithEqualItems,
    excused: {},
  },
  ...(["cholesky", "cg", "block"] as const).map(
    (solver): ModelUnderTest => ({
      name: `implicit-als (hkv, ${solver})`,
      fit: (interactions, seed) => fitImplicitAls(interactions, { ...HKV, solver, blockSize: 4 }, seed),
      fitTied: implicitAlsWithEqualItems,
      excused: {},
    }),
  ),
  {
    name: "implicit-als (int8 factors)",
    fit: fitInt8ImplicitAls,
    fitTied: implicitAlsWithEqualItems,
    excused: {},
  },
  {
    name: "popularity",
    fit: async (interactions): Promise<Fitted> => ({ model: createPopularityModel(interactions), stored: undefined }),
    fitTied: async (itemCount) => createPopularityModel({ ...checkerboard(itemCount), indices: new Uint32Array(0) }),
    excused: {
      checkerboard: "everybody gets the same items, and the colours are equally popular",
      "seed matters": "it draws no random numbers",
      "quality floor": "it is the yardstick",
    },
  },
];

for (const model of MODELS) describeContract(model);
