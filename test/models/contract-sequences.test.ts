import { attentionSizes } from "../../src/kernels/attention-encoder.ts";
import { gruSizes } from "../../src/kernels/gru-encoder.ts";
import { gru4rec, gruNames } from "../../src/models/sequential/gru4rec.ts";
import { attentionNames, sasrec } from "../../src/models/sequential/sasrec.ts";
import { trainGru4rec } from "../../src/models/sequential/train-gru4rec.ts";
import { trainSasrec } from "../../src/models/sequential/train-sasrec.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { fitSequence, sequenceWithEqualItems } from "./sequences.ts";

const excused = {
  "seed matters": "its rows are no factors of the format; other seeds are compared in sequences.test.ts",
};

const attention = { width: 4, hidden: 4, heads: 1, blocks: 2, length: 50, slope: 0.3 };
const gru = { width: 4, layers: 1, length: 50 };
const named = (names: readonly string[], sizes: readonly number[]): Readonly<Record<string, number>> =>
  Object.fromEntries(names.map((name, at) => [name, sizes[at]!]));

const MODELS: readonly ModelUnderTest[] = [
  {
    name: "sasrec",
    fit: fitSequence(trainSasrec, { blocks: 1, length: 10, dropout: 0.2 }),
    fitTied: sequenceWithEqualItems(sasrec, {}, named(attentionNames(attention), attentionSizes(attention))),
    excused,
  },
  {
    name: "gru4rec",
    fit: fitSequence(trainGru4rec, { length: 10 }),
    fitTied: sequenceWithEqualItems(gru4rec, {}, named(gruNames(gru), gruSizes(gru))),
    excused,
  },
];

for (const model of MODELS) describeContract(model);
