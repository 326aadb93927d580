import { describe, expect, it } from "vitest";
import { ArtefactError, RequestError } from "../../../src/errors.ts";
import { MAXIMUM_HISTORY } from "../../../src/serving/limits.ts";
import { createCursors } from "../../../worker/cursor.ts";
import { memoryEvents } from "../../../worker/ports/events.ts";
import { noExperiments } from "../../../worker/ports/experiments.ts";
import { memoryHistories } from "../../../worker/ports/histories.ts";
import { recommendersByName } from "../../../worker/ports/recommenders.ts";
import { withDefaults } from "../../../worker/ports.ts";
import { problemOf, problemResponse } from "../../../worker/problems.ts";
import { loadedRecommender } from "../../../worker/routes/route.ts";
import { createFakeApp, createFakeRecommender } from "../fake-recommender.ts";
import { assignsUsers, keepsHistories, takesEvents } from "./contracts.ts";

describe("histories in memory", () => {
  keepsHistories(() => memoryHistories());

  it("keep no more of a user than a request may send", async () => {
    const histories = memoryHistories();
    const events = Array.from({ length: MAXIMUM_HISTORY + 1 }, (_, time) => ({ itemId: "a", time }));
    await histories.append("ann", events);
    expect(await histories.read("ann")).toEqual(events.slice(1));
  });

  it("forget the user with the oldest last event, beyond their number", async () => {
    const histories = memoryHistories(2);
    for (const userId of ["ann", "bob", "ann", "cleo"]) await histories.append(userId, [{ itemId: "a", time: 1 }]);
    const lengths = await Promise.all(["ann", "bob", "cleo"].map((userId) => histories.read(userId)));
    expect(lengths.map(({ length }) => length)).toEqual([2, 0, 1]);
  });
});

describe("events in memory", () => {
  takesEvents(() => {
    const events = memoryEvents();
    return { events, taken: async () => events.events() };
  });

  it("keep the last ones", async () => {
    const events = memoryEvents(2);
    for (const time of [1, 2, 3]) await events.send([{ kind: "opened", time }]);
    expect(events.events().map(({ time }) => time)).toEqual([2, 3]);
  });
});

describe("no experiments", () => {
  assignsUsers(() => noExperiments);

  it("have nobody in them", async () => {
    expect(await noExperiments.assign("ann")).toBeUndefined();
  });
});

describe("models by name", () => {
  const [standard, other] = [createFakeRecommender(), createFakeRecommender()];
  const load = async () => standard;

  it("are the default one without a name, and those that have names", async () => {
    const recommenders = recommendersByName(load, { other: async () => other });
    expect(await recommenders()).toBe(standard);
    expect(await recommenders("other")).toBe(other);
  });

  it.each(["nope", "", "toString", "__proto__"])("are refused under another name: %j", async (name) => {
    for (const named of [{}, { other: async () => other }]) {
      const refusal = recommendersByName(load, named)(name);
      await expect(refusal).rejects.toThrow(RequestError);
      await expect(refusal).rejects.toMatchObject({ code: "unknown-model-name" });
    }
  });

  it("that are not there are the caller's mistake, and nothing to log; one that does not load is ours", async () => {
    const logged: string[] = [];
    const named = { broken: () => Promise.reject(new ArtefactError("missing-shard", "nothing there")) };
    const recommenders = recommendersByName(load, named);
    const ports = withDefaults({ recommenders, log: (event) => logged.push(event) });
    const answerTo = async (name?: string) => {
      const error = await loadedRecommender(ports, name).catch((reason: unknown) => reason);
      const response = problemResponse(problemOf(error));
      return [response.status, ((await response.json()) as { code: string }).code];
    };
    expect(await loadedRecommender(ports)).toBe(standard);
    expect(await answerTo("nope")).toEqual([404, "unknown-model-name"]);
    expect(logged).toEqual([]);
    expect(await answerTo("broken")).toEqual([503, "missing-shard"]);
    expect(logged).toEqual(["model-unavailable"]);
  });
});

describe("ports", () => {
  const given = { recommenders: recommendersByName(async () => createFakeRecommender()), log: () => undefined };

  it("have defaults of their own for each app", async () => {
    const [one, two] = [withDefaults(given), withDefaults(given)];
    await one.histories.append("ann", [{ itemId: "a", time: 1 }]);
    expect(await two.histories.read("ann")).toEqual([]);
    expect(one.experiments).toBe(noExperiments);
  });

  it("that are given are taken", () => {
    const ports = {
      ...given,
      histories: memoryHistories(),
      events: memoryEvents(),
      experiments: { ...noExperiments },
      cursors: createCursors("a key"),
      scenarios: new Map([["home", { k: 3 }]]),
      showsSimilarUsers: true,
    };
    expect(withDefaults(ports)).toEqual(ports);
    expect(withDefaults(ports).experiments).toBe(ports.experiments);
  });

  it("are not needed by what a request of today asks", async () => {
    expect((await createFakeApp().app.request("/v1/users/ann/recommendations")).status).toBe(200);
  });
});
