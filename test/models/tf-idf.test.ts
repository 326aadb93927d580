import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { typedOptions } from "../../src/cli/typed-options.ts";
import { rowIndices, rowValues } from "../../src/data/csr.ts";
import { createCategoryColumn, emptyItemTable, type ItemTable } from "../../src/data/items.ts";
import { openItemTable } from "../../src/data/open-item-table.ts";
import { createVocabulary } from "../../src/data/vocabulary.ts";
import { DataError, OptionsError } from "../../src/errors.ts";
import { tfIdf } from "../../src/models/content/tf-idf.ts";
import { textVectors, trainTfIdf } from "../../src/models/content/train-tf-idf.ts";
import { type TfIdfVectors, tfIdfVectors } from "../../src/models/text/tf-idf-vectors.ts";
import { createTokeniser } from "../../src/models/text/tokens.ts";
import type { TrainedModel } from "../../src/models/train-restored.ts";
import { matrixOf } from "./fixtures.ts";
import { ratingsOf } from "./rating-fixtures.ts";
import { trainOn } from "./train.ts";

/** Written by scripts/goldens/tf-idf.py: what scikit-learn makes of the same texts. */
interface Golden {
  readonly texts: string[];
  readonly fits: {
    readonly options: {
      readonly sublinear?: boolean;
      readonly minDocumentFrequency?: number;
      readonly ngrams?: string;
      readonly stopWords?: string[];
    };
    /** For each text, its terms and their weights. */
    readonly vectors: Record<string, number>[];
  }[];
  readonly films: {
    readonly film: string;
    readonly terms: number;
    readonly similar: { readonly title: string; readonly similarity: number }[];
  };
}

const golden: Golden = JSON.parse(readFileSync(new URL("goldens/tf-idf.json", import.meta.url), "utf8"));
const TOLERANCE = 1e-6;

function tableOf(rows: readonly { title?: string; plot?: string; genres?: readonly string[] }[]): ItemTable {
  return {
    ...emptyItemTable(createVocabulary(rows.map((_, item) => `item ${item}`))),
    titles: rows.map(({ title = "" }) => title),
    categories: new Map([["genres", createCategoryColumn(rows.map(({ genres = [] }) => genres))]]),
    texts: new Map([["plot", rows.map(({ plot = "" }) => plot)]]),
  };
}

function vectorsOf(items: ItemTable, given: Record<string, unknown> = {}): TfIdfVectors {
  return textVectors(items, tfIdf.readOptions(given));
}

/** The model beside interactions of two users: item % 3 of them have an item. */
function modelOf(items: ItemTable, options: Record<string, unknown> = {}, explicit = false): Promise<TrainedModel> {
  const all = [...items.itemIds.ids.keys()];
  const matrix = matrixOf(all.length, [all.filter((item) => item % 3 > 0), all.filter((item) => item % 3 > 1)]);
  return trainOn(trainTfIdf, matrix, { options, items, feedback: explicit ? "explicit" : "implicit" });
}

/** The items most alike, as serving lists them. */
function similarItems({ retrieval }: TrainedModel, item: number, k: number): { item: number; similarity: number }[] {
  const ranking = retrieval?.similar?.(item, k, { filter: undefined, exclude: Uint32Array.of(item) }).ranking;
  return Array.from(ranking?.items ?? [], (other, place) => {
    return { item: other, similarity: ranking?.scores[place] ?? Number.NaN };
  });
}

describe("tf-idf vectors against scikit-learn", () => {
  it.each(golden.fits.map((fit) => [JSON.stringify(fit.options), fit] as const))("agree with %s", (_, fit) => {
    const { sublinear = false, minDocumentFrequency = 1, ngrams = "1..1", stopWords = [] } = fit.options;
    const [shortest = 1, longest = 1] = ngrams.split("..").map(Number);
    const tokenise = createTokeniser({ language: "en", stopWords: new Set(stopWords), ngrams: [shortest, longest] });
    const termsOf = (text: number): string[] => tokenise(golden.texts[text] ?? "");
    const { vectors, terms } = tfIdfVectors(golden.texts.length, termsOf, { sublinear, minDocumentFrequency });
    for (const [text, expected] of fit.vectors.entries()) {
      const values = rowValues(vectors, text);
      const found = Array.from(rowIndices(vectors, text), (column, place) => [terms[column], values[place]] as const);
      expect(found.map(([term]) => term).sort()).toEqual(Object.keys(expected).sort());
      for (const [term = "", value = 0] of found) {
        expect(Math.abs(value - (expected[term] ?? 0)), `${text}: ${term}`).toBeLessThan(TOLERANCE);
      }
    }
    expect(vectors.columnCount).toBe(new Set(fit.vectors.flatMap(Object.keys)).size);
  });

  const folder = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
  const path = `${folder}/tmdb-5000/tmdb_5000_movies.csv`;
  it.skipIf(!existsSync(path))(
    "find the same ten overviews like that of a film, and terms, in TMDB 5000 (skipped where it is absent)",
    async () => {
      const items = await openItemTable(path);
      const options = { columns: "overview", stopWords: "none" };
      expect(vectorsOf(items, options).terms).toHaveLength(golden.films.terms);
      const similar = similarItems(await modelOf(items, options), items.titles.indexOf(golden.films.film), 10);
      expect(similar.map(({ item }) => items.titles[item])).toEqual(golden.films.similar.map(({ title }) => title));
      for (const [place, { similarity }] of similar.entries()) {
        const expected = golden.films.similar[place]?.similarity ?? 0;
        expect(Math.abs(similarity - expected), `place ${place}`).toBeLessThan(TOLERANCE);
      }
    },
  );
});

describe("the terms of an item", () => {
  const rows = [
    { title: "War and Peace", plot: "Two families in a war.", genres: ["War", "Drama"] },
    { title: "Peace", plot: "", genres: ["Drama"] },
    { title: "", plot: "", genres: [] },
  ];
  const termsOf = ({ vectors, terms }: TfIdfVectors, item: number): string[] =>
    Array.from(rowIndices(vectors, item), (column) => terms[column] ?? "").sort();

  it("are the words of title and prose, and each value of a category as one term", () => {
    const model = vectorsOf(tableOf(rows));
    expect(termsOf(model, 0)).toEqual(["families", "genres:drama", "genres:war", "peace", "two", "war"]);
    expect(termsOf(model, 1)).toEqual(["genres:drama", "peace"]);
    expect(termsOf(model, 2)).toEqual([]);
  });

  it("come out of the columns asked for", () => {
    expect(termsOf(vectorsOf(tableOf(rows), { columns: "title" }), 0)).toEqual(["peace", "war"]);
    expect(termsOf(vectorsOf(tableOf(rows), { columns: "genres, plot" }), 0)).toEqual(
      ["families", "genres:drama", "genres:war", "two", "war"], //
    );
  });

  it("are words where the values of a category are sentences", () => {
    const lines = createCategoryColumn([["They came from the stars"], ["Nobody is safe in Texas now"], []]);
    const items = { ...tableOf(rows), categories: new Map([["tagline", lines]]) };
    expect(termsOf(vectorsOf(items, { columns: "tagline" }), 0)).toEqual(["came", "stars"]);
  });

  it("leave out the stop words of the language, or none", () => {
    const items = tableOf([{ plot: "the der le los house" }, { plot: "x" }]);
    const words = (given: Record<string, unknown>): string[] => termsOf(vectorsOf(items, given), 0);
    expect(words({})).toEqual(["der", "house", "le", "los"]);
    expect(words({ language: "de-AT" })).toEqual(["house", "le", "los", "the"]);
    expect(words({ language: "fr" })).toEqual(["der", "house", "los", "the"]);
    expect(words({ stopWords: "spanish" })).toEqual(["der", "house", "the"]);
    expect(words({ stopWords: "none" })).toEqual(["der", "house", "le", "los", "the"]);
    expect(words({ language: "it" })).toEqual(["der", "house", "le", "los", "the"]);
  });

  it("are those of any script, with words told apart where there are no spaces", () => {
    const items = tableOf([{ plot: "Ärger İZMİR Война" }, { plot: "東京に行きます" }]);
    expect(termsOf(vectorsOf(items), 0)[0]).not.toBe("izmir");
    expect(termsOf(vectorsOf(items, { language: "tr" }), 0)).toEqual(["izmir", "ärger", "война"]);
    expect(termsOf(vectorsOf(items, { language: "ja" }), 1)).toContain("東京");
    expect(termsOf(vectorsOf(items), 1)).toEqual(["東京に行きます"]);
  });

  it("cannot come from a column that is not there, nor from nothing", () => {
    const failing = (make: () => unknown): unknown => {
      try {
        return make();
      } catch (error) {
        return error;
      }
    };
    const unknown = failing(() => vectorsOf(tableOf(rows), { columns: "title,genre" }));
    expect(unknown).toBeInstanceOf(OptionsError);
    expect(unknown).toMatchObject({ code: "unknown-column" });
    expect(String(unknown)).toContain("title, plot, genres");
    expect(String(unknown)).toContain("did you mean genres?");
    const empty = failing(() => vectorsOf(emptyItemTable(createVocabulary(["a"]))));
    expect(empty).toBeInstanceOf(DataError);
    expect(empty).toMatchObject({ code: "no-text" });
  });
});

describe("tf-idf as a model", () => {
  const items = tableOf([
    { plot: "whale hunt ocean" },
    { plot: "whale ocean song" },
    { plot: "city crime police" },
    { plot: "police crime trial" },
    { plot: "" },
    { plot: "ocean whale" },
  ]);

  it("lists the items most alike, without the item itself and those without a common term", async () => {
    const model = await modelOf(items);
    const similar = similarItems(model, 0, 3);
    expect(similar.map(({ item }) => item)).toEqual([5, 1]);
    const inner = similar[1]?.similarity ?? 0;
    expect(similarItems(model, 1, 5).find(({ item }) => item === 0)?.similarity).toBeCloseTo(inner, 6);
    expect(similarItems(model, 4, 3)).toEqual([]);
    expect(similarItems(model, 0, 1)).toHaveLength(1);
    const scores = model.served.similarTo?.(0);
    expect([...(scores ?? [])].map((score) => score > 0)).toEqual([false, true, false, false, false, true]);
  });

  it("leaves ties to the index", async () => {
    const alike = await modelOf(tableOf(Array.from({ length: 4 }, () => ({ plot: "the same whale" }))));
    expect(similarItems(alike, 2, 3).map(({ item }) => item)).toEqual([0, 1, 3]);
  });

  it("scores by the cosine of the history's mean", async () => {
    const model = await modelOf(items);
    const { vectors, terms } = vectorsOf(items);
    const dense = (item: number): Float64Array => {
      const row = new Float64Array(terms.length);
      rowIndices(vectors, item).forEach((column, place) => {
        row[column] = rowValues(vectors, item)[place] ?? 0;
      });
      return row;
    };
    const dot = (a: Float64Array, b: Float64Array): number =>
      a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
    const mean = dense(0).map((value, at) => (value + (dense(3)[at] ?? 0)) / 2);
    const batch = model.recommendBatch(
      ratingsOf(1, 6, [
        [0, 0, 5],
        [0, 3, 1],
      ]),
      4,
    );
    for (const [place, item] of batch.items.entries()) {
      expect(batch.scores[place]).toBeCloseTo(dot(mean, dense(item)) / Math.sqrt(dot(mean, mean)), 6);
    }
  });

  it("follows what a user rated above their mean, where there are ratings", async () => {
    const history = ratingsOf(1, 6, [
      [0, 0, 5],
      [0, 3, 1],
    ]);
    const first = async (given: Record<string, unknown>, explicit: boolean): Promise<number[]> => [
      ...(await modelOf(items, given, explicit)).recommendBatch(history, 4).items,
    ];
    const binary = await first({}, false);
    expect(await first({}, true)).toEqual([5, 1, 2, 4]);
    expect(binary.slice(0, 3)).toContain(2);
    expect(await first({ weighting: "binary" }, true)).toEqual(binary);
    expect(await first({ weighting: "above-mean" }, false)).toEqual([5, 1, 2, 4]);
    const level = ratingsOf(1, 6, [
      [0, 0, 3],
      [0, 3, 3],
    ]);
    expect([...(await modelOf(items, {}, true)).recommendBatch(level, 4).items]).toEqual(binary);
  });

  it("falls back on popularity for a history without text", async () => {
    const { items: listed } = (await modelOf(items)).recommendBatch(ratingsOf(1, 6, [[0, 4, 1]]), 4);
    expect([...listed]).toEqual([2, 5, 1, 0]);
  });

  it.each([
    ["ngrams", "2..1"],
    ["ngrams", "0..1"],
    ["ngrams", "1..6"],
    ["ngrams", "1-2"],
    ["minDocumentFrequency", 0],
    ["stopWords", "klingon"],
    ["language", "not a language"],
    ["columns", "title,,plot"],
    ["weighting", "linear"],
  ])("refuses %s = %s", (name, value) => {
    expect(() => tfIdf.readOptions({ [name]: value })).toThrow(RangeError);
    expect(() => tfIdf.readOptions({ [name]: value })).toThrow(`${name}: expected`);
  });

  it("refuses a text where it wants true or false", () => {
    expect(() => tfIdf.readOptions({ sublinear: "yes" })).toThrow(
      new TypeError('sublinear: expected true or false, got "yes"'),
    );
  });

  it("reads options as the command line gives them", () => {
    const given = { ngrams: "2", sublinear: "true", minDocumentFrequency: "3", columns: "title", language: "EN-us" };
    expect(tfIdf.readOptions(typedOptions(tfIdf, given))).toMatchObject({
      ...{ ngrams: "2..2", sublinear: true, minDocumentFrequency: 3, columns: "title", language: "en-US" },
    });
  });
});
