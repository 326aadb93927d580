import { describe, expect, it } from "vitest";
import { readConfiguration } from "../../worker/configuration.ts";
import { recommendersByName } from "../../worker/ports/recommenders.ts";
import { weightedExperiments } from "../../worker/ports/weighted-experiments.ts";
import { createFakeApp, createFakeRecommender, MANIFEST, post } from "./fake-recommender.ts";
import { assignsUsers } from "./ports/contracts.ts";

const SCENARIOS = {
  home: { k: 2, diversity: 0.3, minScore: 0.5, filter: { year: 1999 } },
  "cart page": { rerank: false },
};

async function ask(request: string | Request, configuration: unknown = { scenarios: SCENARIOS }) {
  const { app, recommender } = createFakeApp(
    createFakeRecommender(),
    readConfiguration(configuration, "scenarios.json"),
  );
  const response = await app.request(request);
  return { status: response.status, body: (await response.json()) as Record<string, unknown>, recommender };
}
const send = (body: object, path?: string) => post(JSON.stringify(body), undefined, path);

describe("a scenario", () => {
  it("gives defaults, and a field of the request wins", async () => {
    const { recommender } = await ask(send({ scenario: "home", history: ["a"], k: 3 }));
    expect(recommender.requests).toEqual([
      { history: ["a"], k: 3, diversity: 0.3, minScore: 0.5, filter: { year: 1999 } },
    ]);
  });

  it("narrows what a request filters: both must hold", async () => {
    const { recommender } = await ask(send({ scenario: "home", filter: { genres: "x" } }));
    expect(recommender.requests).toMatchObject([{ filter: { genres: "x" }, alsoFilter: { year: 1999 } }]);
  });

  it("gives a list what it takes and nothing else", async () => {
    expect((await ask("/v1/popular?scenario=home")).recommender.requests).toEqual([
      { k: 2, diversity: 0.3, filter: { year: 1999 } },
    ]);
    const byPath = await ask("/v1/users/ann/recommendations?scenario=cart%20page");
    expect(byPath.recommender.requests).toEqual([{ userId: "ann", rerank: false }]);
    const ranked = await ask(send({ scenario: "cart page", items: ["a"] }, "/v1/rank"));
    expect(ranked.recommender.requests).toEqual([{ items: ["a"], rerank: false }]);
    const batch = await ask(send({ requests: [{ verb: "similar", itemId: "a", scenario: "home" }] }, "/v1/batch"));
    expect(batch.recommender.requests).toEqual([{ itemId: "a", k: 2, diversity: 0.3, filter: { year: 1999 } }]);
  });

  it.each([
    ["hoem", 'scenario: expected home, cart page; got "hoem" (did you mean home?)'],
    ["constructor", 'scenario: expected home, cart page; got "constructor"'],
  ])("that there is not is refused with the nearest: %s", async (scenario, detail) => {
    const { status, body, recommender } = await ask(send({ scenario }));
    expect([status, body.code, body.detail, recommender.requests]).toEqual([400, "unknown-scenario", detail, []]);
  });

  it("is unknown to a service without any", async () => {
    const { body } = await ask("/v1/popular?scenario=home", {});
    expect(body.detail).toBe('scenario: expected none, since this service has no scenarios; got "home"');
  });

  it("leads to the next page with the same request", async () => {
    const first = await ask(send({ scenario: "home", k: 1 }));
    const second = await ask(send({ scenario: "home", k: 1, cursor: first.body.next }));
    expect(second.status).toBe(200);
    expect((await ask(send({ k: 1, cursor: first.body.next }))).body.code).toBe("bad-cursor");
  });
});

const variants = { a: { weight: 3 }, b: { weight: 1, scenario: "home" }, none: { weight: 0 } };
const AB = { scenarios: SCENARIOS, experiments: { diverse: { salt: "s1", variants } } };
const ids = Array.from({ length: 4000 }, (_, at) => `visitor-${at}`);

describe("an experiment", () => {
  assignsUsers(() => readConfiguration(AB, "x").experiments);

  it("assigns by SHA-256 of salt, name and id over the weights", async () => {
    const { experiments } = readConfiguration(AB, "x");
    for (const id of ids.slice(0, 50)) {
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`s1diverse${id}`));
      const share = Number(new DataView(digest).getBigUint64(0) >> 16n) / 2 ** 48;
      expect((await experiments.assign(id))?.variant).toBe(share * 4 < 3 ? "a" : "b");
    }
  });

  it("gives each variant its share, and none to a weight of 0", async () => {
    const { experiments } = readConfiguration(AB, "x");
    const parts = await Promise.all(ids.map(async (id) => (await experiments.assign(id))?.variant));
    const count = parts.filter((variant) => variant === "b").length;
    // Three standard deviations of a binomial of 4000 and ¼.
    expect(Math.abs(count - 1000)).toBeLessThan(3 * Math.sqrt(4000 * 0.25 * 0.75));
    expect(parts).not.toContain("none");
    expect(parts).not.toContain(undefined);
  });

  it("is divided anew by another salt", async () => {
    const groups = new Map([
      ["a", { weight: 1 }],
      ["b", { weight: 1 }],
    ]);
    const [one, two] = ["s1", "s2"].map((salt) => weightedExperiments({ name: "x", salt, variants: groups }));
    const same = await Promise.all(
      ids.map(async (id) => (await one!.assign(id))?.variant === (await two!.assign(id))?.variant),
    );
    const agree = same.filter(Boolean).length;
    expect(Math.abs(agree - 2000)).toBeLessThan(3 * Math.sqrt(1000));
  });

  it("says the group in the answer, and gives its scenario where the request names none", async () => {
    const { experiments } = readConfiguration(AB, "x");
    const parts = await Promise.all(ids.slice(0, 40).map(async (id) => (await experiments.assign(id))?.variant));
    const inB = ids[parts.indexOf("b")];
    const byVisitor = await ask(send({ visitorId: inB }), AB);
    expect(byVisitor.body.experiment).toEqual({ name: "diverse", variant: "b" });
    expect(byVisitor.recommender.requests).toMatchObject([{ k: 2, diversity: 0.3 }]);
    const named = await ask(send({ visitorId: inB, scenario: "cart page" }), AB);
    expect(named.recommender.requests).toEqual([{ rerank: false }]);
    const byPath = await ask(`/v1/users/${inB}/recommendations`, AB);
    expect(byPath.body.experiment).toEqual({ name: "diverse", variant: "b" });
    // The user counts before the visitor.
    const both = await ask(send({ userId: ids[parts.indexOf("a")], visitorId: inB }), AB);
    expect(both.body.experiment).toEqual({ name: "diverse", variant: "a" });
  });

  it("has no part for nobody in particular, nor in lists that are the same for everybody", async () => {
    expect((await ask(send({ history: ["a"] }), AB)).body).not.toHaveProperty("experiment");
    expect((await ask("/v1/popular", AB)).body).not.toHaveProperty("experiment");
    expect((await ask(send({ visitorId: "x" }), {})).body).not.toHaveProperty("experiment");
  });

  it("can be one of models, but for a batch, which one version answers", async () => {
    const other = createFakeRecommender();
    const named = { ...other, manifest: { ...MANIFEST, version: "f".repeat(16) } };
    const recommender = createFakeRecommender();
    const recommenders = recommendersByName(async () => recommender, { other: async () => named });
    const experiments = { models: { salt: "", variants: { a: { weight: 1, model: "other" } } } };
    const ports = { ...readConfiguration({ experiments }, "x"), recommenders };
    const { app } = createFakeApp(recommender, ports);
    const answer = (await (await app.request(send({ visitorId: "v" }))).json()) as {
      model: object;
      experiment: object;
    };
    expect(answer).toMatchObject({ model: { version: named.manifest.version }, experiment: { variant: "a" } });
    const batch = await app.request(send({ requests: [{ verb: "recommend", visitorId: "v" }] }, "/v1/batch"));
    const text = await batch.text();
    expect(text).toContain(MANIFEST.version);
    expect(text).not.toContain("experiment");
  });
});

describe("a configuration that is wrong", () => {
  const experiment = (change: object) => ({
    experiments: { e: { salt: "s", variants: { a: { weight: 1 } }, ...change } },
  });
  it.each<[given: unknown, message: string]>([
    ["{", "f.json: expected JSON: "],
    [[], "f.json: expected an object, got an array of 0"],
    [{ scenario: {} }, "f.json: scenario: expected scenarios or experiments (did you mean scenarios?)"],
    [{ scenarios: [] }, "f.json: scenarios: expected an object, got an array of 0"],
    [{ scenarios: { home: 5 } }, "f.json: scenarios.home: expected an object, got 5"],
    [{ scenarios: { home: { k: 0 } } }, "f.json: scenarios.home.k: expected an integer from 1 to 1000, got 0"],
    [{ scenarios: { home: { k: 1001 } } }, "f.json: scenarios.home.k: expected an integer from 1 to 1000, got 1001"],
    [
      { scenarios: { home: { history: ["a"] } } },
      "f.json: scenarios.home.history: unknown field; expected strategy, explain, k, ",
    ],
    [
      { scenarios: { home: { scenario: "x" } } },
      "f.json: scenarios.home.scenario: unknown field; expected strategy, explain, k, ",
    ],
    [{ scenarios: { home: { limits: [{ column: "c" }] } } }, "f.json: scenarios.home.limits[0]"],
    [experiment({ salt: 5 }), "f.json: experiments.e.salt: expected a string, got 5"],
    [experiment({ weights: 5 }), "f.json: experiments.e.weights: unknown field; expected salt, variants"],
    [experiment({ variants: {} }), "f.json: experiments.e.variants: expected a variant with a weight above 0"],
    [
      experiment({ variants: { a: { weight: 0 } } }),
      "f.json: experiments.e.variants: expected a variant with a weight",
    ],
    [
      experiment({ variants: { a: { weight: -1 } } }),
      "f.json: experiments.e.variants.a.weight: expected a number from 0, got -1",
    ],
    [
      experiment({ variants: { a: { weight: 1, scenario: "x" } } }),
      'f.json: experiments.e.variants.a.scenario: expected none, since this service has no scenarios; got "x"',
    ],
    [{ experiments: { a: {}, b: {} } }, "f.json: experiments: expected one experiment at a time, got several"],
  ])("is refused at the start, with the file and the path: %j", (given, message) => {
    const error = expect.objectContaining({ code: "bad-scenarios", message: expect.stringContaining(message) });
    expect(() => readConfiguration(given, "f.json")).toThrow(error);
  });
});
