import { describe, expect, it } from "vitest";
import { ROUTES } from "../../worker/routes.ts";
import { ask, createFakeApp, post } from "./fake-recommender.ts";

/** The fields of a personal list. */
const ANY_LIST = "k, offset, exclude, diversity, limits, scenario, fields";
const PERSONAL_LIST = `${ANY_LIST}, rerank, excludeSeen, minScore, fill, explore, cursor`;
const UNKNOWN_PARAMETER = `unknown field; expected ${PERSONAL_LIST}, filter, boost, now`;
const EXAMPLE_FIELDS = "likes, dislikes, strategy, explain";
const UNKNOWN_FIELD = `unknown field; expected userId, history, visitorId, ${EXAMPLE_FIELDS}, attributes, vector, ${PERSONAL_LIST}, rotation, shown, now, filter, boost`;

const JSON_TYPE = { "Content-Type": "application/json" };

interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: { path: string; message: string }[];
}

async function problem(response: Response): Promise<ProblemDocument> {
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  const document = (await response.json()) as ProblemDocument;
  expect(document.status).toBe(response.status);
  return document;
}

const get = (path: string) => createFakeApp().app.request(path);
const send = async (value: unknown) => problem(await createFakeApp().app.request(post(JSON.stringify(value))));

const QUERIES: [query: string, path: string, message: string][] = [
  ["k=0", "k", "expected an integer from 1 to 1000, got 0"],
  ["k=1001", "k", "expected an integer from 1 to 1000, got 1001"],
  ["k=1e9", "k", "expected an integer from 1 to 1000, got 1000000000"],
  ["k=1e999", "k", "expected an integer from 1 to 1000, got Infinity"],
  ["k=-1", "k", "expected an integer from 1 to 1000, got -1"],
  ["k=1.5", "k", "expected an integer from 1 to 1000, got 1.5"],
  ["k=1e-3", "k", "expected an integer from 1 to 1000, got 0.001"],
  ["k=abc", "k", 'expected an integer from 1 to 1000, got "abc"'],
  ["k=", "k", 'expected an integer from 1 to 1000, got ""'],
  ["k=1&k=2", "k", "expected once, got 2 times"],
  ["rerank=yes", "rerank", 'expected true or false, got "yes"'],
  ["filter={", "filter", 'expected JSON such as {"year":{"min":1990}}, got "{"'],
  ["filter=[]", "filter", "expected an object of at most 32 columns, got an array of 0"],
  ["filter=%22year%22", "filter", 'expected an object of at most 32 columns, got "year"'],
  ["boost=1&boost=2", "boost", "expected once, got 2 times"],
  ["boost=1&now=today", "now", 'expected seconds since 1970, from -100000000000 to 100000000000, got "today"'],
  ["now=1e12", "now", "expected seconds since 1970, from -100000000000 to 100000000000, got 1000000000000"],
  ["K=5", "K", UNKNOWN_PARAMETER.replace(" field", " field (did you mean k?)")],
];

const EXAMPLES: [body: object, path: string, message: string][] = [
  [{ likes: "a" }, "likes", 'expected a list of at most 100 item ids, each once, got "a"'],
  [
    { dislikes: Array.from({ length: 101 }, String) },
    "dislikes",
    "expected a list of at most 100 item ids, each once, got an array of 101",
  ],
  [{ likes: [3] }, "likes[0]", 'expected an item id, or {"itemId": …, "weight": …}, got 3; write "3"'],
  [{ strategy: "worst" }, "strategy", 'expected one of fold-in, average, best, got "worst"'],
  [{ explain: "yes" }, "explain", 'expected true or false, got "yes"'],
];

describe("examples that are wrong", () => {
  it.each(EXAMPLES)("%j is refused at %s", async (body, path, message) => {
    const document = await send(body);
    expect(document).toMatchObject({ status: 400, code: "invalid-request", errors: [{ path, message }] });
  });

  it.each([0, -1, 10.01, "2"])("a weight of %j is refused", async (weight) => {
    expect(await send({ likes: [{ itemId: "a", weight }] })).toMatchObject({ status: 400, code: "invalid-request" });
  });

  it("a list of a hundred, and a weight of 10, are taken", async () => {
    const likes = [{ itemId: "a", weight: 10 }, ...Array.from({ length: 99 }, String)];
    expect((await createFakeApp().app.request(post(JSON.stringify({ likes })))).status).toBe(200);
  });
});

describe("a query that is wrong", () => {
  it.each(QUERIES)("?%s is refused at %s", async (query, path, message) => {
    const document = await problem(await get(`/v1/users/ann/recommendations?${query}`));
    expect(document).toMatchObject({ status: 400, code: "invalid-request", detail: `${path}: ${message}` });
    expect(document.errors).toEqual([{ path, message }]);
  });

  it("is refused by the other lists and by the model as well", async () => {
    for (const path of ["/v1/items/a/similar?k=0", "/v1/popular?rerank=true", "/v1/model?x=1"]) {
      expect((await problem(await get(path))).code).toBe("invalid-request");
    }
  });

  it.each(ROUTES.map(({ method, path }) => [method, path]))(
    "is refused where it is unknown by %s %s",
    async (method, path) => {
      const { app, recommender } = createFakeApp();
      const url = `http://localhost${path.replaceAll(/\{\w+\}/g, "a")}?probe=1`;
      const init = { method, ...(method === "POST" ? { headers: JSON_TYPE, body: '{"items":["a"]}' } : {}) };
      const document = await problem(
        await app.request(url, method === "POST" && path.endsWith("recommendations") ? { ...init, body: "{}" } : init),
      );
      expect(document).toMatchObject({ status: 400, code: "invalid-request" });
      expect(document.detail).toContain("probe: unknown field; expected ");
      expect(recommender.requests).toEqual([]);
    },
  );

  it("is refused where none is taken, which the message says", async () => {
    const request = post("{}");
    const asked = new Request(`${request.url}?k=5`, request);
    expect((await problem(await createFakeApp().app.request(asked))).detail).toBe(
      "k: unknown field; expected none in the query: this route takes its fields in the body",
    );
    const { app } = createFakeApp();
    expect((await problem(await app.request("/v1/model?k=5"))).detail).toBe("k: unknown field; expected none");
  });

  it("is never handed to the engine", async () => {
    const { app, recommender } = createFakeApp();
    await app.request("/v1/popular?k=0");
    expect(recommender.requests).toEqual([]);
  });
});

const ENTRY = 'expected an item id, or {"itemId": …, "value": …} with a finite number';
const VALUE = "expected a number from -1000000000000000 to 1000000000000000";

const BODIES: [body: unknown, path: string, message: string][] = [
  [{ k: "5" }, "k", 'expected an integer from 1 to 1000, got "5"'],
  [{ k: null }, "k", "expected an integer from 1 to 1000, got null"],
  [{ rerank: 1 }, "rerank", "expected true or false, got 1"],
  [{ userId: 7 }, "userId", 'expected a string, got 7; write "7"'],
  [{ history: "a" }, "history", 'expected a list of at most 1000 item ids, got "a"'],
  [{ history: ["a", 2] }, "history[1]", `${ENTRY}, got 2; write "2"`],
  [{ history: [null] }, "history[0]", `${ENTRY}, got null`],
  [{ history: [["a"]] }, "history[0]", `${ENTRY}, got an array of 1`],
  [{ history: [{ itemId: "a", value: "5" }] }, "history[0]", `${ENTRY}, got an object`],
  [{ history: [{ itemId: "a", value: null }] }, "history[0]", `${ENTRY}, got an object`],
  [{ history: [{ itemId: "a", value: 1e16 }] }, "history[0].value", `${VALUE}, got 10000000000000000`],
  [{ history: [{ itemId: "a", value: -1e16 }] }, "history[0].value", `${VALUE}, got -10000000000000000`],
  [{ history: [{ itemId: "a", rating: 5 }] }, "history[0]", `${ENTRY}, got an object`],
  [{ history: [{ value: 5 }] }, "history[0]", `${ENTRY}, got an object`],
  [{ history: [JSON.parse('{"itemId": "a", "__proto__": 1}')] }, "history[0]", `${ENTRY}, got an object`],
  [{ history: Array(1001).fill("a") }, "history", "expected a list of at most 1000 item ids, got an array of 1001"],
  [
    { exclude: Array(100_001).fill("a") },
    "exclude",
    "expected a list of at most 100000 item ids, got an array of 100001",
  ],
  [{ exclude: ["a", 2] }, "exclude[1]", 'expected a string, got 2; write "2"'],
  [{ filter: { year: null } }, "filter.year", expect.stringContaining("got null")],
  [{ filter: { year: { min: "1" } } }, "filter.year", expect.stringContaining("got an object")],
  [{ filter: { genres: { not: [1] } } }, "filter.genres", expect.stringContaining('{"not": …}')],
  [{ filter: { year: { min: 1, not: "x" } } }, "filter.year", expect.stringContaining("expected a string, a number")],
  [{ filter: { genres: Array(1001).fill("x") } }, "filter.genres", expect.stringContaining("at most 1000 strings")],
  [{ filter: Object.fromEntries(Array.from({ length: 33 }, (_, column) => [column, 1])) }, "filter", expect.anything()],
  [{ filter: JSON.parse('{"__proto__": 1}') }, "filter", expect.anything()],
  [JSON.parse('{"__proto__": 1}'), "__proto__", expect.stringContaining("unknown field")],
  [{ attributes: { age: 5 } }, "attributes.age", "expected a string or a list of strings, got 5"],
  [{ attributes: 5 }, "attributes", expect.stringContaining("an object of at most 32 columns")],
  [{ limit: 5 }, "limit", UNKNOWN_FIELD.replace(" field", " field (did you mean limits?)")],
  [[], "", "body: expected an object, got an array of 0"],
  [null, "", "body: expected an object, got null"],
];

describe("a body that is wrong", () => {
  it.each(BODIES.map((row) => [JSON.stringify(row[0]).slice(0, 60), ...row] as const))(
    "%s is refused",
    async (_text, body, path, message) => {
      const document = await send(body);
      expect(document).toMatchObject({ status: 400, code: "invalid-request" });
      expect(document.errors).toEqual([{ path, message }]);
    },
  );

  it("is told by the first elements of a list that are wrong", async () => {
    const document = await send({ exclude: Array(100_000).fill(1) });
    expect(document.errors).toHaveLength(20);
    expect(document.errors?.[19]).toEqual({ path: "exclude[19]", message: 'expected a string, got 1; write "1"' });
  });

  it("has an entry for each bad field, and at most twenty", async () => {
    expect((await send({ k: 0, rerank: 0, other: 0 })).errors?.map(({ path }) => path)).toEqual([
      "k",
      "rerank",
      "other",
    ]);
    expect((await send({ history: Array(1000).fill(1) })).errors).toHaveLength(20);
    const manyFields = Object.fromEntries(Array.from({ length: 1000 }, (_, field) => [`f${field}`, 0]));
    expect((await send(manyFields)).errors).toHaveLength(20);
  });

  it("is not repeated at length", async () => {
    const name = "x".repeat(100_000);
    for (const body of [{ [name]: 1 }, { filter: { [name]: null } }, { userId: [name] }, { k: name }]) {
      expect(JSON.stringify(await send(body)).length).toBeLessThan(1000);
    }
  });

  it.each(["", "{", '{"k": 5,}', "\ufeff{", "[".repeat(100_000)])(
    "is told apart from broken JSON (case %#)",
    async (text) => {
      expect(await problem(await createFakeApp().app.request(post(text)))).toMatchObject({
        status: 400,
        code: "invalid-json",
      });
    },
  );

  it("is refused when it is not UTF-8", async () => {
    const response = await createFakeApp().app.request(post(new Uint8Array([0x22, 0xff, 0x22])));
    expect((await problem(response)).code).toBe("invalid-json");
  });
});

const QUESTIONS: [body: unknown, path: string, message: string][] = [
  [{}, "items", "expected a list of at most 1000 item ids, got nothing"],
  [{ items: "a" }, "items", 'expected a list of at most 1000 item ids, got "a"'],
  [{ items: ["a", { itemId: "b" }] }, "items[1]", "expected a string, got an object"],
  [{ items: Array(1001).fill("a") }, "items", "expected a list of at most 1000 item ids, got an array of 1001"],
  [{ items: [], userId: 7 }, "userId", 'expected a string, got 7; write "7"'],
  [{ items: [], history: [{ itemId: 7 }] }, "history[0]", `${ENTRY}, got an object`],
  [{ items: [], k: 5 }, "k", "unknown field; expected userId, history, items"],
  [["a"], "", "body: expected an object, got an array of 1"],
];

describe("a question about items that is wrong", () => {
  it.each(QUESTIONS.map((row) => [JSON.stringify(row[0]).slice(0, 60), ...row] as const))(
    "%s is refused",
    async (_text, body, path, message) => {
      const { app, recommender } = createFakeApp();
      const document = await problem(await app.request(ask(body)));
      expect(document).toMatchObject({ status: 400, code: "invalid-request" });
      expect(document.errors).toEqual([{ path, message }]);
      expect(recommender.requests).toEqual([]);
    },
  );

  it("may be no JSON, too long, or sent as something else", async () => {
    const codeOf = async (body: string, headers?: Record<string, string>, path = "/v1/predictions") =>
      (await problem(await createFakeApp().app.request(post(body, headers, path)))).code;
    expect(await codeOf("{")).toBe("invalid-json");
    expect(await codeOf("{}", {})).toBe("unsupported-media-type");
    expect(await codeOf(" ".repeat(1_048_577))).toBe("body-too-large");
    expect(await codeOf('{"items": []}', undefined, "/v1/predictions?k=5")).toBe("invalid-request");
  });
});

describe("attributes of a person", () => {
  it.each([
    ["a number", { plan: 3 }],
    ["a list of numbers", { plan: ["gold", 3] }],
    ["nothing", { plan: null }],
    ["a text", "gold"],
    ["a list", ["gold"]],
    ["too many columns", Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`c${at}`, "x"]))],
    ["too many values", { plan: new Array(1001).fill("gold") }],
  ])("are not %s", async (_, attributes) => {
    expect(await send({ attributes })).toMatchObject({ status: 400, code: "invalid-request" });
  });
});

describe("what the model does not know", () => {
  it("is 404 for the item whose like is asked for", async () => {
    expect(await problem(await get("/v1/items/nope/similar"))).toMatchObject({
      type: "/docs#unknown-item",
      status: 404,
      code: "unknown-item",
    });
  });

  it("is 400 for a column of a filter", async () => {
    expect(await send({ filter: { colour: "red" } })).toMatchObject({ status: 400, code: "unknown-filter-column" });
  });

  it("is 400 for an attribute of users", async () => {
    expect(await send({ attributes: { town: "Ulm" } })).toMatchObject({ status: 400, code: "unknown-attribute" });
  });
});

describe("a body in which a field stands twice", () => {
  it.each([
    ['{"k":1,"k":2}', "k"],
    ['{"k":1,"\\u006b":2}', "k"],
    ['{"history":["a",{"itemId":"b/c","value":1,"value":2}]}', "history[1].value"],
    ['{"filter":{"year":{"min":1,"max":2,"min":3}}}', "filter.year.min"],
    ['{"__proto__":1,"__proto__":1}', "__proto__"],
    ['{"history":[{"itemId":"a"},{"itemId":"a"}],"k":1,"exclude":["k","k"], "k" : 2}', "k"],
  ])("is refused: %s", async (body, path) => {
    const { app, recommender } = createFakeApp();
    const document = await problem(await app.request(post(body)));
    expect(document).toMatchObject({
      status: 400,
      code: "invalid-request",
      detail: `${path}: expected once, got it again`,
    });
    expect(document.errors).toEqual([{ path, message: "expected once, got it again" }]);
    expect(recommender.requests).toEqual([]);
  });

  it("is refused in predictions and in the filter of a query too", async () => {
    const { app } = createFakeApp();
    const predictions = new Request("http://localhost/v1/predictions", {
      method: "POST",
      headers: JSON_TYPE,
      body: '{"items":["a"],"items":["b/c"]}',
    });
    expect((await problem(await app.request(predictions))).detail).toBe("items: expected once, got it again");
    const filter = encodeURIComponent('{"year":1,"year":2}');
    expect((await problem(await get(`/v1/popular?filter=${filter}`))).detail).toBe(
      "filter.year: expected once, got it again",
    );
  });

  it("is not seen where there is none: equal names in different objects, names as values, escapes and braces in strings", async () => {
    const body = '{"history":[{"itemId":"a"},{"itemId":"\\",\\"k\\":1}{"}],"exclude":["k","k","{\\"k\\":1"],"k":1}';
    expect((await createFakeApp().app.request(post(body))).status).toBe(200);
  });
});
