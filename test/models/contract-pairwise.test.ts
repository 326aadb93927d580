import { describeContract, type ModelUnderTest } from "./contract.ts";
import { asInt8, fitSmallBpr, fitSmallWarp, pairwiseWithEqualItems } from "./pairwise.ts";

const MODELS: readonly ModelUnderTest[] = [
  {
    name: "bpr",
    fit: (interactions, seed) => fitSmallBpr(interactions, {}, seed),
    fitTied: pairwiseWithEqualItems,
    excused: {},
  },
  {
    name: "bpr (popular negatives)",
    fit: (interactions, seed) => fitSmallBpr(interactions, { sampling: "popularity" }, seed),
    fitTied: pairwiseWithEqualItems,
    excused: {},
  },
  {
    name: "bpr (int8 factors)",
    fit: async (interactions, seed) => asInt8(await fitSmallBpr(interactions, {}, seed)),
    fitTied: pairwiseWithEqualItems,
    excused: {},
  },
  {
    name: "warp (int8 factors)",
    fit: async (interactions, seed) => asInt8(await fitSmallWarp(interactions, {}, seed)),
    fitTied: pairwiseWithEqualItems,
    excused: {},
  },
  {
    name: "warp",
    fit: (interactions, seed) => fitSmallWarp(interactions, {}, seed),
    fitTied: pairwiseWithEqualItems,
    excused: {},
  },
  {
    name: "warp (evenly falling rate)",
    fit: (interactions, seed) => fitSmallWarp(interactions, { learningSchedule: "linear" }, seed),
    fitTied: pairwiseWithEqualItems,
    excused: {},
  },
];

for (const model of MODELS) describeContract(model);
