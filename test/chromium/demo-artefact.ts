import { type EncodedFile, encodeArtefact, type ManifestDraft } from "../../src/artefact/encode.ts";
import { catalogueWorks, type Work } from "../../src/data/catalogue/catalogue.ts";
import { TAGS } from "../../src/data/catalogue/tags.ts";
import { createCategoryColumn } from "../../src/data/items.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { stirred, withUntrainedHead } from "../rerankers/untrained-head.ts";

/** A title that would do something if it were taken for markup. */
export const MARKUP_TITLE = '<img src="x" onerror="document.title=1">';
const MARKUP_WORK: Work = {
  itemId: "film-markup-1999",
  domain: "film",
  title: MARKUP_TITLE,
  creator: "Nobody",
  year: 1999,
  tags: ["experimental"],
};

const HIDDEN = [8];
const UNOBSERVED_WEIGHT = 0.05;

/** An artefact over the same works of a model that is made of its users: each has the works of one tag. */
export async function userKnnFiles(): Promise<readonly EncodedFile[]> {
  const works = [...catalogueWorks(), MARKUP_WORK];
  const rows = TAGS.map((tag) => works.flatMap((work, item) => (work.tags.includes(tag) ? [item] : [])));
  const entries = rows.flat();
  const offsets = new Uint32Array(TAGS.length + 1);
  for (const [user, row] of rows.entries()) offsets[user + 1] = (offsets[user] ?? 0) + row.length;
  const content = {
    ...{ items: itemsOf(works), popularity: popularityOf(works), factors: undefined, gram: undefined },
    ...{ weights: undefined, head: undefined },
    users: {
      userIds: createVocabulary(TAGS.map((tag) => `a user who likes ${tag}`)),
      histories: {
        ...{ rowCount: TAGS.length, columnCount: works.length, offsets },
        ...{ indices: Uint32Array.from(entries), values: new Float32Array(entries.length).fill(1) },
      },
    },
  };
  const options = { rankingSimilarity: "cosine", rankingNeighbours: 10 };
  const draft = draftOf(works, { kind: "user-knn", options, precision: "f32", factorCount: 0 });
  return encodeArtefact(content, { ...draft, data: { ...draft.data, users: TAGS.length } });
}

/**
 * An artefact over the real titles of the built-in catalogue, made without training: the factors of a work are its tags
 * as a unit vector, so that a user who likes works of one tag must be recommended works of that tag. The head is untrained
 * but not idle: its order differs from retrieval's. `pictures` are addresses by item id.
 */
export async function demoArtefactFiles(
  pictures: ReadonlyMap<string, string> = new Map(),
): Promise<readonly EncodedFile[]> {
  const works = [...catalogueWorks(), MARKUP_WORK];
  const factorCount = TAGS.length;
  const factors = new Float32Array(works.length * factorCount);
  for (const [item, work] of works.entries()) {
    for (const tag of work.tags) factors[item * factorCount + TAGS.indexOf(tag)] = 1 / Math.sqrt(work.tags.length);
  }
  const content = {
    items: itemsOf(works),
    popularity: popularityOf(works),
    factors: { precision: "f32" as const, values: factors },
    gram: gramOf(factors, factorCount),
    ...(pictures.size === 0
      ? {}
      : { texts: new Map([["image", works.map(({ itemId }) => pictures.get(itemId) ?? "")]]) }),
    weights: undefined,
    users: undefined,
    head: undefined,
  };
  const options = { factors: factorCount, regularization: 0.1, unobservedWeight: UNOBSERVED_WEIGHT, epochs: 1 };
  const headed = await withUntrainedHead(content, "implicit-als", { hidden: HIDDEN, change: stirred });
  return encodeArtefact(headed.content, {
    ...draftOf(works, { kind: "implicit-als", options, precision: "f32", factorCount }),
    head: headed.head,
  });
}

function itemsOf(works: readonly Work[]) {
  return {
    itemIds: createVocabulary(works.map((work) => work.itemId)),
    titles: works.map((work) => work.title),
    categories: new Map([
      ["domain", createCategoryColumn(works.map((work) => [work.domain]))],
      ["creator", createCategoryColumn(works.map((work) => [work.creator]))],
      ["tags", createCategoryColumn(works.map((work) => work.tags))],
    ]),
    numbers: new Map([["year", Float64Array.from(works, (work) => work.year)]]),
    texts: new Map(),
  };
}

function popularityOf(works: readonly Work[]): Float32Array {
  return Float32Array.from(works, (_, item) => 400 - ((item * 37) % 397));
}

function draftOf(works: readonly Work[], model: ManifestDraft["model"]): ManifestDraft {
  return {
    name: "Works of three kinds",
    model,
    head: null,
    seed: 7,
    data: {
      name: "made-up test data",
      fingerprint: "0".repeat(64),
      users: 5000,
      items: works.length,
      interactions: Math.round(popularityOf(works).reduce((sum, count) => sum + count, 0)),
      feedback: "implicit",
      note: "simulated audience",
    },
    // Invented, and round so that nobody takes them for a measurement.
    evaluations: [
      evaluation("retrieval", 0.2, 0.4),
      evaluation("retrieval+head", 0.3, 0.5),
      evaluation("popularity", 0.1, 0.2),
    ],
  };
}

/** Figures to look at, not measured. */
function evaluation(subject: string, ndcg: number, recall: number) {
  return {
    subject,
    protocol: "invented for this test",
    part: "test" as const,
    users: 5000,
    metrics: { "ndcg@10": ndcg, "recall@20": recall },
  };
}

/** α₀·YᵀY. */
function gramOf(factors: Float32Array, factorCount: number): Float32Array {
  const gram = new Float32Array(factorCount * factorCount);
  for (let row = 0; row < factors.length; row += factorCount) {
    for (let a = 0; a < factorCount; a++) {
      if (factors[row + a] === 0) continue;
      for (let b = 0; b < factorCount; b++) {
        gram[a * factorCount + b]! += UNOBSERVED_WEIGHT * factors[row + a]! * factors[row + b]!;
      }
    }
  }
  return gram;
}
