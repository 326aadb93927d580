import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { Artefact } from "../../src/artefact/artefact.ts";
import { ArtefactError } from "../../src/errors.ts";
import { kernelModule } from "../../src/kernels/module.node.ts";
import { commonModel } from "../../src/models/common-models.ts";
import { SERVED, servedModel } from "../../src/models/served.ts";
import { datasetFrom, trainArtefact } from "../../src/node-training.ts";
import { restoreRetrieval } from "../../src/serving/create-retrieval.ts";
import {
  createLists,
  type Lists,
  RECOMMEND as RECOMMEND_HERE,
  SIMILAR as SIMILAR_HERE,
} from "../../src/serving/lists.ts";
import { createRecommender } from "../../src/serving/recommender.ts";
import type { Stage } from "../../src/serving/stages/stage.ts";
import { RECOMMEND, SIMILAR as SIMILAR_STAGES } from "../../src/serving/stages.ts";
import type { Recommender, RecommendRequest, SimilarRequest } from "../../src/serving/types.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { ITEM_RECORDS, interactionsOf } from "../chromium/training/data.ts";

/** The kernels that a page has for lists. */
const listModule = async () =>
  WebAssembly.compile(await readFile(new URL("../../build/kernels-lists.wasm", import.meta.url)));

const [FIRST, SECOND, THIRD] = ["i3", "i8", "i1"];
const HISTORY = { history: [FIRST, SECOND] };

/** Requests that lists have the code for, or bring it. */
const PLAIN: readonly RecommendRequest[] = [
  {},
  HISTORY,
  { history: ["nobody", FIRST], k: 25, offset: 3, fields: ["year", "subject"] },
  { ...HISTORY, likes: [THIRD], dislikes: ["i13"], exclude: ["i18"] },
  { ...HISTORY, excludeSeen: false, userId: "nobody" },
  { ...HISTORY, filter: { subject: "crime" }, alsoFilter: { year: { min: 1960 } } },
  { ...HISTORY, diversity: 0.5, k: 12 },
  { ...HISTORY, explain: true, likes: [THIRD] },
  {
    ...HISTORY,
    filter: { subject: "crime" },
    diversity: 0.3,
    explain: true,
    now: 1,
    recommendationId: "an id",
    rerank: true,
  },
  { ...HISTORY, strategy: undefined, minScore: undefined },
];
/** Requests for which a whole engine is loaded. */
const OTHER: readonly RecommendRequest[] = [
  { ...HISTORY, boost: "if(year > 1980, 1.5, 1)" },
  { ...HISTORY, strategy: "average" },
  { ...HISTORY, limits: [{ column: "subject", atMost: 2 }] },
  { ...HISTORY, minScore: 0.8, fill: "similar" },
  { ...HISTORY, explore: { rate: 0.5, method: "thompson" }, recommendationId: "an id" },
];
const SIMILAR: readonly SimilarRequest[] = [
  { itemId: FIRST },
  { itemId: FIRST, k: 4, exclude: [SECOND], fields: ["year"], filter: { subject: "crime" }, diversity: 0.2 },
];

/** Artefacts of which a part is not what their model needs. */
const BROKEN: readonly ((artefact: Artefact) => Partial<Artefact>)[] = [
  ({ popularity }) => ({ popularity: popularity.subarray(1) }),
  ({ manifest }) => ({ manifest: { ...manifest, model: { ...manifest.model, options: { regularization: -1 } } } }),
];
const errorOf = (act: () => Promise<unknown>): Promise<unknown> =>
  act().then(
    () => undefined,
    (error: unknown) => error,
  );
const neverLoaded = () => Promise.reject(new Error("a whole engine was loaded"));

const HKV = { objective: "hkv", confidence: 20, regularization: 1 };
const MODELS = [
  { name: "implicit-als", model: "implicit-als", options: { factors: 16, epochs: 3 } },
  { name: "implicit-als, hkv", model: "implicit-als", options: { factors: 16, epochs: 3, ...HKV } },
  { name: "ease", model: "ease", options: {} },
];

describe.each(MODELS)("lists of an artefact of $name", ({ model, options }) => {
  let artefact: Artefact;
  let module: WebAssembly.Module;
  let recommender: Recommender;
  let lists: Lists;
  let wholes = 0;

  beforeAll(async () => {
    const data = await datasetFrom(interactionsOf("implicit"), "implicit", { items: ITEM_RECORDS });
    const { files } = await trainArtefact(data, { model, options, head: "none" });
    artefact = await decodeFiles(files);
    module = await kernelModule();
    recommender = createRecommender(artefact, module);
    lists = await createLists(artefact, await listModule(), async () => {
      wholes++;
      return createRecommender(artefact, module);
    });
  });

  it.each(PLAIN.map((request) => [JSON.stringify(request), request] as const))(
    "are those of a recommender, without a whole engine: %s",
    async (_, request) => {
      expect(await lists.recommend(request)).toEqual(recommender.recommend(request));
      expect(wholes).toBe(0);
    },
  );

  it.each(SIMILAR)("are those of a recommender for similar items: %j", async (request) => {
    expect(await lists.similar(request)).toEqual(recommender.similar(request));
    expect(wholes).toBe(0);
  });

  it("are those of a recommender by a vector, where the model has factors, without a whole engine", async () => {
    const vector = Array.from({ length: recommender.capabilities.vector }, (_, lane) => Math.cos(lane));
    if (vector.length === 0) {
      await expect(lists.recommend({ vector: [1] })).rejects.toMatchObject({ code: "unsupported-vector" });
    } else {
      expect(await lists.recommend({ ...HISTORY, vector })).toEqual(recommender.recommend({ ...HISTORY, vector }));
      await expect(lists.recommend({ vector: [1] })).rejects.toMatchObject({ code: "bad-vector" });
      await expect(lists.recommend({ vector, likes: [THIRD] })).rejects.toMatchObject({ code: "conflicting-vector" });
    }
    expect(wholes).toBe(0);
  });

  it("refuse what a recommender refuses, in its words", async () => {
    const requests: RecommendRequest[] = [
      { k: 0 },
      { filter: { colour: "red" } },
      { fields: ["colour"] },
      { diversity: 2 },
      { likes: [FIRST], dislikes: [FIRST] },
      { history: [{ itemId: FIRST, value: Number.NaN }] },
    ];
    for (const request of requests) {
      const thrown = (): unknown => {
        try {
          return recommender.recommend(request);
        } catch (error) {
          return error;
        }
      };
      expect(thrown()).toBeInstanceOf(Error);
      await expect(lists.recommend(request)).rejects.toEqual(thrown());
    }
    await expect(lists.similar({ itemId: "nobody" })).rejects.toMatchObject({ code: "unknown-item" });
    expect(wholes).toBe(0);
  });

  it("refuse fields that a request does not have, in the words of the whole engine", async () => {
    const misspelt = { histroy: [FIRST] } as RecommendRequest;
    const elsewhere = { itemId: FIRST, history: [SECOND] } as SimilarRequest;
    const whole = createRecommender(artefact, module);
    const fresh = await createLists(artefact, await listModule(), async () => whole);
    const refused = await errorOf(async () => recommender.recommend(misspelt));
    expect(refused).toMatchObject({ code: "unknown-field", message: expect.stringContaining("did you mean history?") });
    expect(await errorOf(() => fresh.recommend(misspelt))).toEqual(refused);
    const again = await createLists(artefact, await listModule(), async () => whole);
    expect(await errorOf(() => again.similar(elsewhere))).toMatchObject({ code: "unknown-field" });
    // Those that are undefined are none.
    expect(await fresh.recommend({ ...HISTORY, histroy: undefined } as RecommendRequest)).toEqual(
      recommender.recommend(HISTORY),
    );
  });

  it("come from a whole engine for other fields, loaded once, and go on coming from it", async () => {
    for (const request of model === "implicit-als"
      ? OTHER
      : OTHER.filter(({ strategy, explore }) => !strategy && !explore)) {
      expect(await lists.recommend(request)).toEqual(recommender.recommend(request));
    }
    for (const request of PLAIN) expect(await lists.recommend(request)).toEqual(recommender.recommend(request));
    expect(wholes).toBe(1);
  });

  it("go the way of a recommender, stage by stage", async () => {
    const engine = restoreRetrieval(artefact, module, servedModel);
    for (const [here, whole] of [
      [RECOMMEND_HERE, RECOMMEND],
      [SIMILAR_HERE, SIMILAR_STAGES],
    ] as const) {
      const stages = await Promise.all(
        here.map(async (step): Promise<Stage> => {
          if (typeof step === "function") return step();
          return "load" in step ? (await step.load(artefact, engine)).stage : step;
        }),
      );
      expect(stages.length).toBeGreaterThan(5);
      // Not by stage: those for many requests at once have a `runMany` beside.
      const runs = stages.map(({ run }) => run);
      expect(whole.map(({ run }) => run).filter((run) => runs.includes(run))).toEqual(runs);
    }
  });

  it("are refused for an artefact that a recommender refuses, in its words", async () => {
    const broken = BROKEN.map((change) => ({ ...artefact, ...change(artefact) }));
    const refused = await Promise.all(broken.map((one) => errorOf(async () => createRecommender(one, module))));
    const kernels = await listModule();
    for (const error of refused) expect(error).toBeInstanceOf(ArtefactError);
    expect(await Promise.all(broken.map((one) => errorOf(() => createLists(one, kernels, neverLoaded))))).toEqual(
      refused,
    );
  });

  it("try again to load a whole engine where that failed", async () => {
    let attempts = 0;
    const broken = await createLists(artefact, module, async () => {
      attempts++;
      if (attempts === 1) throw new Error("no network");
      return createRecommender(artefact, module);
    });
    await expect(broken.recommend({ boost: "2" })).rejects.toThrow("no network");
    expect(await broken.recommend(HISTORY)).toEqual(recommender.recommend(HISTORY));
    expect((await broken.recommend({ boost: "2" })).items).toHaveLength(10);
    expect(attempts).toBe(2);
  });
});

describe("lists of a model whose users are not negative", () => {
  it("come from a whole engine, which has the code for them", async () => {
    const data = await datasetFrom(interactionsOf("implicit"), "implicit", { items: ITEM_RECORDS });
    const options = { factors: 16, epochs: 3, ...HKV };
    const trained = await decodeFiles(
      (await trainArtefact(data, { model: "implicit-als", options, head: "none" })).files,
    );
    const { model } = trained.manifest;
    const bound = { ...model, options: { ...model.options, nonNegative: true } };
    const artefact = { ...trained, manifest: { ...trained.manifest, model: bound } };
    const recommender = createRecommender(artefact, await kernelModule());
    let wholes = 0;
    const lists = await createLists(artefact, await listModule(), async () => {
      wholes++;
      return recommender;
    });
    const answer = await lists.recommend(HISTORY);
    expect(wholes).toBe(1);
    expect(answer).toEqual(recommender.recommend(HISTORY));
    // The bound is felt: others come without it.
    expect(answer).not.toEqual(createRecommender(trained, await kernelModule()).recommend(HISTORY));
    expect(recommender.capabilities.explore).toEqual(["slots"]);
  });
});

describe("common models", () => {
  it("are those that serving knows under the same names", async () => {
    const common = await Promise.all(SERVED.map(async ({ name }) => [name, await commonModel(name)] as const));
    const found = common.filter(([, model]) => model !== undefined);
    expect(found.length).toBeGreaterThan(2);
    for (const [name, model] of found) expect(model).toBe(servedModel(name));
    expect(await commonModel("__proto__")).toBeUndefined();
  });
});
