import { describeContract, type ModelUnderTest } from "./contract.ts";
import { fitInt8Bpr, fitInt8Warp, fitSmallBpr, fitSmallWarp, pairwiseWithEqualItems } from "./pairwise.ts";

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
    fit: fitInt8Bpr,
    fitTied: pairwiseWithEqualItems,
    excused: {},
  },
  {
    name: "warp (int8 factors)",
    fit: fitInt8Warp,
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
    fit: (interactions, seed) => fitSmallWarp(interactions, { learningRateSchedule: "linear" }, seed),
    fitTied: pairwiseWithEqualItems,
    excused: {},
  },
];

for (const model of MODELS) describeContract(model);
