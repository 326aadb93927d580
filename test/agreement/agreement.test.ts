import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestHarness } from "wrangler";
import type { Artefact } from "../../src/artefact/artefact.ts";
import type { EncodedFile } from "../../src/artefact/encode.ts";
import { writeArtefact } from "../../src/artefact/folder.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import type { Filter, RecommendRequest, SimilarRequest } from "../../src/serving/types.ts";
import { type BuiltWorker, buildWorker, serveWorker } from "../built/worker.ts";
import { findChromium } from "../chromium/chromium.ts";
import { catalogueArtefact, decodeFiles, movieLensArtefact } from "./artefacts.ts";
import { type Grounds, openGrounds } from "./grounds.ts";
import { askCommandPrediction, askNodePredictions, askWorkerPredictions, predictRequestsOf } from "./predictions.ts";
import { ratingsArtefact } from "./ratings-artefact.ts";
import {
  type Answer,
  boostedRequestsOf,
  endingRequestsOf,
  exampleRequestsOf,
  optionRequestsOf,
  requestsOf,
  similarRequestsOf,
  USER_COUNT,
  vectorRequestsOf,
} from "./requests.ts";
import {
  askChromium,
  askCommand,
  askNode,
  askNodeInPublic,
  askNodeSimilar,
  askWorker,
  askWorkerSimilar,
} from "./runtimes.ts";
import { rowOf, tiedArtefact } from "./tied-artefact.ts";
import { weightsArtefact } from "./weights-artefact.ts";

const chromium = findChromium();
if (chromium === undefined) {
  process.stderr.write("test/agreement: Chromium's part skipped, none found; set CHROME_PATH to its executable\n");
}
const data = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const movieLens = join(data, "ml-latest-small");
if (!existsSync(movieLens)) {
  process.stderr.write(`test/agreement: MovieLens skipped, ${movieLens} is not there; set NEAREDGE_DATA\n`);
}

/** Artefacts of factors that fold in: they take examples and explain. */
const FACTORS: readonly unknown[] = [catalogueArtefact, tiedArtefact];

/** A model that reads the order of a history. */
const ORDERED = "item-markov";
/** Models of ratings that all runtimes must serve alike: by product of factors, with biases and what the history implies. */
const RATING_MODELS = ["biased-mf", "svdpp", ORDERED];

type Case = [name: string, isThere: boolean, make: () => Promise<readonly EncodedFile[]>, filter: Filter];

let grounds: Grounds;

beforeAll(async () => {
  grounds = await openGrounds();
});
afterAll(() => grounds?.remove());

describe.each<Case>([
  [
    "the built-in catalogue, f32",
    true,
    catalogueArtefact,
    { domain: ["book", "album"], year: { min: 1900, max: 1999 } },
  ],
  [
    "MovieLens, int8",
    existsSync(movieLens),
    () => movieLensArtefact(movieLens),
    {
      must: [{ column: "year", min: 1960 }],
      should: [{ column: "tags", prefix: "A" }, { must: [{ column: "tags", allOf: ["Crime", "Thriller"] }] }],
      mustNot: [{ column: "tags", anyOf: ["Drama", "Comedy"] }],
    },
  ],
  ["33 items to each score, in two passes", true, tiedArtefact, { number: { min: 500, max: 20_000 } }],
  [
    "the built-in catalogue, weights between items",
    true,
    weightsArtefact,
    { domain: ["book", "album"], year: { min: 1900, max: 1999 } },
  ],
  ...RATING_MODELS.map((model): Case => {
    const filter = { tags: { not: ["Drama", "Comedy"] }, year: { min: 1960 } };
    return [`MovieLens ratings, ${model}`, existsSync(movieLens), () => ratingsArtefact(movieLens, model), filter];
  }),
])("on %s", (name, isThere, make, filter) => {
  let folder: string;
  let decoded: Artefact;
  let requests: RecommendRequest[];
  let ending: RecommendRequest[];
  let boosted: RecommendRequest[];
  let optioned: RecommendRequest[];
  let similar: SimilarRequest[];
  let answers: Answer[];
  let built: BuiltWorker | undefined;
  let server: TestHarness | undefined;
  let url: URL;

  beforeAll(async () => {
    if (!isThere) return;
    const files = await make();
    folder = join(grounds.parent, name.replaceAll(/\W+/g, "-"));
    await writeArtefact(folder, files);
    const artefact = await decodeFiles(files);
    decoded = artefact;
    requests = requestsOf(artefact, filter);
    ending = endingRequestsOf(artefact, filter);
    boosted = boostedRequestsOf(artefact, requests);
    optioned = optionRequestsOf(
      artefact,
      artefact.manifest.columns.categories[0] ?? artefact.manifest.columns.numbers[0] ?? "",
    );
    similar = similarRequestsOf(artefact, filter);
    answers = await askNode(folder, requests);
    built = await buildWorker(files, { page: grounds.page, bundle: grounds.shared.bundle });
    ({ server, url } = await serveWorker(built));
  });
  afterAll(async () => {
    await server?.close();
    await built?.remove();
  });

  it.runIf(isThere)("the questions are worth asking", () => {
    expect(requests).toHaveLength(5 * USER_COUNT);
    const lists = new Set(answers.map(({ items }) => JSON.stringify(items)));
    expect(lists.size).toBeGreaterThan(requests.length / 2);
    expect(answers.filter(({ fallback }) => fallback !== undefined)).toEqual([]);
    expect(answers.every(({ items, work }) => items.length > 0 && work.itemsScored > 0)).toBe(true);
    if (name.startsWith("MovieLens ratings")) {
      expect(answers.some(({ reranked }) => reranked)).toBe(false);
      return;
    }
    const orders = (rerank: boolean) =>
      answers
        .filter((_, place) => place % 5 === (rerank ? 0 : 1))
        .map(({ items, reranked }) => {
          expect(reranked).toBe(rerank);
          return items.map(({ itemId }) => itemId).join();
        });
    const [reranked, retrieved] = [orders(true), orders(false)];
    expect(reranked.filter((order, user) => order !== retrieved[user]).length).toBeGreaterThan(USER_COUNT / 2);
  });

  it.runIf(isThere)("the command line answers as the engine in its own language does", async () => {
    const places = [0, 122, 249];
    const asked = places.flatMap((place) => requests[place] ?? []);
    expect(await askCommand(folder, asked)).toEqual(places.map((place) => answers[place]));
  });

  it.runIf(isThere)("the worker gives the same lists with the same scores, bit by bit", async () => {
    expect(await askWorker(url, requests)).toEqual(answers);
  });

  it.runIf(isThere)("lists that end before they are full end alike in all runtimes, bit by bit", async () => {
    const ended = await askNode(folder, ending);
    expect(ended.every(({ items }) => items.every(({ score, source }) => score !== 0 || source === "popular"))).toBe(
      true,
    );
    if (make === weightsArtefact) {
      expect(ended.filter(({ items }) => items.some(({ source }) => source === "popular")).length).toBeGreaterThan(20);
    }
    expect(await askWorker(url, ending)).toEqual(ended);
    const { browser } = grounds;
    if (browser !== undefined) expect(await askChromium(browser, url, ending)).toEqual(ended);
  });

  it.runIf(isThere)("boosts give the same lists with the same scores in all runtimes, bit by bit", async () => {
    const raised = await askNode(folder, boosted);
    const isOther = raised.map(({ items }, place) => JSON.stringify(items) !== JSON.stringify(answers[place]?.items));
    expect(isOther.filter(Boolean).length).toBeGreaterThan(raised.length / 2);
    expect(await askWorker(url, boosted)).toEqual(raised);
    const { browser } = grounds;
    const isSent = (_: unknown, place: number) => boosted[place]?.userId === undefined;
    if (browser !== undefined) {
      expect(await askChromium(browser, url, boosted.filter(isSent))).toEqual(raised.filter(isSent));
    }
  });

  it.runIf(isThere && FACTORS.includes(make))("likes, dislikes and reasons count alike, bit by bit", async () => {
    const asked = exampleRequestsOf(decoded);
    const explained = await askNode(folder, asked);
    expect(explained.every(({ items }) => items.length > 0)).toBe(true);
    expect(explained.filter(({ items }) => items[0]?.because?.length).length).toBeGreaterThan(asked.length / 2);
    expect(await askWorker(url, asked)).toEqual(explained);
    const { browser } = grounds;
    if (browser !== undefined) expect(await askChromium(browser, url, asked)).toEqual(explained);
    expect(await askCommand(folder, asked.slice(0, 1))).toEqual(explained.slice(0, 1));
  });

  it.runIf(isThere)("vectors of a person find the same items, bit by bit", async ({ skip }) => {
    const { vector: length } = (await recommenderOf(decoded)).capabilities;
    if (length === 0) skip("its model has no factors");
    const asked = vectorRequestsOf(decoded, length, filter);
    const found = await askNode(folder, asked);
    expect(found.filter(({ fallback, reranked }) => fallback !== undefined || reranked)).toEqual([]);
    expect(new Set(found.map(({ items }) => JSON.stringify(items))).size).toBe(asked.length);
    expect(await askWorker(url, asked)).toEqual(found);
    const { browser } = grounds;
    if (browser !== undefined) expect(await askChromium(browser, url, asked)).toEqual(found);
    expect(await askCommand(folder, asked.slice(0, 1))).toEqual(found.slice(0, 1));
  });

  it.runIf(isThere)("the fields that shape a list do so alike in all runtimes, bit by bit", async () => {
    const asked = optioned;
    const shaped = await askNode(folder, asked);
    expect(new Set(shaped.map((one) => JSON.stringify(one.items))).size).toBeGreaterThan(asked.length / 2);
    expect(await askWorker(url, asked)).toEqual(shaped);
    const { browser } = grounds;
    if (browser !== undefined) expect(await askChromium(browser, url, asked)).toEqual(shaped);
    const [first = {}] = asked.slice(8);
    expect(await askCommand(folder, [first])).toEqual([shaped[8]]);
  });

  it.runIf(isThere)("the worker finds the same items alike, bit by bit", async () => {
    const alike = await askNodeSimilar(folder, similar);
    expect(alike.some(({ items }) => items.length > 5)).toBe(true);
    expect(await askWorkerSimilar(url, similar)).toEqual(alike);
  });

  it.runIf(isThere)("the worker and the command line predict the same of the same items, bit by bit", async () => {
    const asked = predictRequestsOf(requests, answers);
    expect(asked).toHaveLength((2 * USER_COUNT) / 5);
    const predicted = await askNodePredictions(folder, asked);
    expect(new Set(predicted.map((one) => JSON.stringify(one))).size).toBeGreaterThan(asked.length / 2);
    expect(await askWorkerPredictions(url, asked)).toEqual(predicted);
    for (const place of [0, 1]) {
      const request = asked[place];
      expect(request && (await askCommandPrediction(folder, request))).toEqual(predicted[place]);
    }
  });

  it.runIf(isThere && chromium !== undefined)(
    "Chromium gives the same lists with the same scores, bit by bit, and knows no user by name",
    async () => {
      const { browser } = grounds;
      if (browser === undefined) throw new Error("Chromium was not started");
      const inPage = await askChromium(browser, url, requests);
      expect(inPage).toEqual(await askNodeInPublic(folder, requests));
      const strangers = requests.map(({ userId, history }) => userId !== undefined && history === undefined);
      expect(strangers.filter(Boolean)).not.toHaveLength(0);
      const sent = <T>(list: readonly T[]) => list.filter((_, place) => !strangers[place]);
      expect(sent(inPage)).toEqual(sent(answers));
      for (const [place, stranger] of strangers.entries()) {
        expect(inPage[place]?.fallback).toBe(stranger ? "unknown-user" : undefined);
      }
    },
  );

  it.runIf(isThere && name.endsWith(ORDERED))("the order of a history counts, alike in all runtimes", async () => {
    const places = requests.flatMap(({ history }, place) => (history === undefined ? [] : [place]));
    const reversed = places.map((place) => {
      const request = requests[place] ?? {};
      return { ...request, history: request.history?.toReversed() };
    });
    const found = await askNode(folder, reversed);
    const others = found.filter(({ items }, at) => items[0]?.itemId !== answers[places[at] ?? 0]?.items[0]?.itemId);
    expect(others.length).toBeGreaterThan(found.length / 2);
    expect(await askWorker(url, reversed)).toEqual(found);
    const { browser } = grounds;
    if (browser !== undefined) expect(await askChromium(browser, url, reversed)).toEqual(found);
  });

  it.runIf(isThere && make === tiedArtefact)("items of equal score stand in the order of the catalogue", () => {
    let ties = 0;
    for (const { items } of answers) {
      for (const [place, item] of items.entries()) {
        const next = items[place + 1];
        if (next?.score !== item.score) continue;
        const [number, nextNumber] = [item, next].map(({ itemId }) => Number(itemId.replace("item ", "")));
        expect(nextNumber).toBeGreaterThan(number ?? Number.NaN);
        if (rowOf(nextNumber ?? 0) === rowOf(number ?? 1)) ties++;
      }
    }
    expect(ties).toBeGreaterThan(answers.length);
  });
});
