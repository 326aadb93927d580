import { describe, expect, it } from "vitest";
import { createApp } from "../../worker/app.ts";
import { createFakeApp, createFakeRecommender, post } from "./fake-recommender.ts";

const batchOf = (requests: unknown) => post(JSON.stringify({ requests }), undefined, "/v1/batch");

async function send(requests: unknown) {
  const { app, recommender, logged } = createFakeApp();
  const response = await app.request(batchOf(requests));
  const body = (await response.json()) as {
    answers: { index: number; problem?: { code: string; detail: string } }[];
    detail?: string;
  };
  return { status: response.status, body, recommender, logged };
}

describe("POST /v1/batch", () => {
  it("answers each request as its route does, in their order", async () => {
    const recommend = { history: ["a"], k: 1 };
    const rank = { items: ["ü%", "a"], rerank: true };
    const { status, body, recommender } = await send([
      { verb: "recommend", ...recommend },
      { verb: "rank", ...rank },
      { verb: "similar", itemId: "a", k: 2 },
      { verb: "popular", filter: { year: 1999 } },
    ]);
    expect(status).toBe(200);
    expect(recommender.requests).toEqual([recommend, rank, { itemId: "a", k: 2 }, { filter: { year: 1999 } }]);
    expect(body).toMatchObject({
      model: { name: "tiny", version: "0123456789abcdef" },
      answers: [
        { index: 0, answer: { items: [{ itemId: "b/c" }], next: expect.any(String) } },
        { index: 1, answer: { items: [{ itemId: "a" }, { itemId: "ü%" }], reranked: true } },
        { index: 2, answer: { items: [{ itemId: "a" }, { itemId: "b/c" }] } },
        { index: 3, answer: { items: [{}, {}, {}] } },
      ],
    });
  });

  it("gives a request that is wrong its problem, and the others their answers", async () => {
    const wrong = [
      ...[
        { verb: "popular", k: 0 },
        { verb: "similar", itemId: "x" },
        { verb: "recommend", filter: { gneres: "x" } },
      ],
      ...[{ verb: "rank" }, { k: 1 }, null, "popular", { verb: "constructor" }, { verb: "popular", cursor: "x" }],
    ];
    const { status, body, logged } = await send([...wrong, { verb: "popular" }]);
    expect(status).toBe(200);
    expect(logged).toEqual([]);
    const problems = body.answers.map(({ index, problem }) => [index, problem?.code, problem?.detail]);
    const verbs = "verb: expected recommend, rank, similar, bought-together, popular, latest, got ";
    expect(problems).toEqual([
      [0, "invalid-request", "k: expected an integer from 1 to 1000, got 0"],
      [1, "unknown-item", expect.stringContaining("does not know x")],
      [2, "unknown-filter-column", "filter: expected genres or year"],
      [3, "invalid-request", "items: expected a list of at most 1000 item ids, got nothing"],
      ...[4, 5, 6].map((index) => [index, "invalid-request", `${verbs}nothing`]),
      [7, "invalid-request", `${verbs}"constructor"`],
      [
        8,
        "invalid-request",
        "cursor: unknown field; expected k, offset, exclude, diversity, limits, scenario, fields, filter, boost, now",
      ],
      [9, undefined, undefined],
    ]);
    expect(body.answers[9]).toMatchObject({ index: 9, answer: { items: [{}, {}, {}] } });
  });

  it("takes twenty requests and no more", async () => {
    expect((await send(Array(20).fill({ verb: "popular" }))).body.answers).toHaveLength(20);
    expect((await send([])).body.answers).toEqual([]);
    const { status, body, recommender } = await send(Array(21).fill({ verb: "popular" }));
    const detail = "requests: expected a list of at most 20 requests, got an array of 21";
    expect([status, body.detail, recommender.requests]).toEqual([400, detail, []]);
  });

  it("asks for the model once, so that one version answers all", async () => {
    let loaded = 0;
    const app = createApp({
      recommenders: async () => {
        loaded += 1;
        return createFakeRecommender();
      },
      log: () => undefined,
      origins: "*",
    });
    await app.request(batchOf([{ verb: "popular" }, { verb: "recommend" }]));
    expect(loaded).toBe(1);
  });

  it("tells an operator of what fails inside, and the caller nothing of it", async () => {
    const logged: string[] = [];
    const broken = {
      ...createFakeRecommender(),
      popular: () => {
        throw new Error("secret");
      },
    };
    const app = createApp({ recommenders: async () => broken, log: (event) => logged.push(event), origins: "*" });
    const text = await (await app.request(batchOf([{ verb: "popular" }, { verb: "recommend" }]))).text();
    expect(logged).toEqual(["internal-error"]);
    expect(text).toContain('"code":"internal-error"');
    expect(text).not.toContain("secret");
  });

  it("pages a list as its own route does", async () => {
    const { app } = createFakeApp();
    const [first] = (
      (await (await app.request(batchOf([{ verb: "recommend", k: 1 }]))).json()) as {
        answers: { answer: { next: string } }[];
      }
    ).answers;
    const next = await app.request(post(JSON.stringify({ k: 1, cursor: first?.answer.next })));
    expect(next.status).toBe(200);
  });
});
