import type { Csr } from "../../src/data/csr.ts";
import { emptyItemTable, type ItemTable } from "../../src/data/items.ts";
import { createVocabulary, type Vocabulary } from "../../src/data/vocabulary.ts";
import { trainTfIdf } from "../../src/models/content/train-tf-idf.ts";
import { describeContract, type ModelUnderTest } from "./contract.ts";
import { BLOCK_ITEM_COUNT, matrixOf, tastes } from "./fixtures.ts";
import { trainOn } from "./train.ts";

/** The same seed as the suite's, whose items these texts describe. */
const { itemIds } = tastes(3);

/** Items with a sentence each. */
function describedBy(ids: Vocabulary, sentenceOf: (id: string, item: number) => string): ItemTable {
  return { ...emptyItemTable(ids), texts: new Map([["overview", ids.ids.map(sentenceOf)]]) };
}

const numbered = (count: number): Vocabulary => createVocabulary(Array.from({ length: count }, (_, item) => `${item}`));

/** What a catalogue would say of the items of the suite: their taste, or their colour on the checkerboard. */
function textsOf({ columnCount }: Csr): ItemTable {
  if (columnCount !== BLOCK_ITEM_COUNT) {
    return describedBy(numbered(columnCount), (_, item) => (item % 2 === 0 ? "an even field" : "an odd field"));
  }
  const places = ["sea", "desert", "city", "forest", "space", "court", "farm", "school"];
  return describedBy(itemIds, (id) => {
    const number = Number(id.replace("item ", ""));
    return `Number ${number} of the stories about a ${places[Math.floor(number / 10)]}.`;
  });
}

const tfIdf = (interactions: Csr) =>
  trainOn(trainTfIdf, interactions, { feedback: "implicit", items: textsOf(interactions) });

const TF_IDF: ModelUnderTest = {
  name: "tf-idf",
  fit: async (interactions) => ({ model: await tfIdf(interactions), stored: undefined }),
  fitTied: async (itemCount) => {
    const alike = describedBy(numbered(itemCount), () => "the same story");
    return trainOn(trainTfIdf, matrixOf(itemCount, []), { feedback: "implicit", items: alike });
  },
  excused: {
    "artefact scores": "the length of the profile, one number for a whole list, is left out where it is served",
    "seed matters": "it draws no random numbers",
  },
};

describeContract(TF_IDF);
