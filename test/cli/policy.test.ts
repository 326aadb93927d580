import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadRecommender } from "../../src/load-recommender.ts";
import { createRandom } from "../../src/random.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { nearedge, nearedgeJson, temporaryFolder } from "./nearedge.ts";
import { rows } from "./tables.ts";

const { folder, write } = temporaryFolder();
const artefact = join(folder, "artefact");
const K = 5;
const LISTS = 3000;

const value = z.strictObject({
  ...{ value: z.number(), standardError: z.number(), low: z.number(), high: z.number() },
  ...{ normalised: z.number().optional(), effectiveItems: z.number(), overlap: z.number() },
});
const answerSchema = z.strictObject({
  lists: z.int(),
  model: z.strictObject({ name: z.string(), version: z.string() }),
  values: z.strictObject({ logged: value, popularity: value, policy: value }),
  warnings: z.array(z.string()),
});

/** The probability of a click on an item, whatever else is in the list. */
const chanceOf = (itemId: string): number => ((Number(itemId.slice(1)) * 7) % 11) / 12;

let recommender: Recommender;
let log: string;

beforeAll(async () => {
  const random = createRandom(5);
  const drawn = Array.from(
    { length: 2500 },
    () => `u${random.nextInteger(60)},i${Math.floor(60 * random.nextFloat() ** 2)}`,
  );
  const ratings = write("ratings.csv", rows("user,item", drawn));
  await nearedge(["train", ratings, "--head", "none", "--set", "factors=8", "--out", artefact]);
  recommender = await loadRecommender(artefact);
  const lines = Array.from({ length: LISTS }, (_, at) => {
    const request = { history: [`i${at % 20}`, `i${(at * 7) % 30}`], k: K, explore: { rate: 0.6 } };
    const { items } = recommender.recommend({ ...request, recommendationId: `answer ${at}` });
    const shown = items.map(({ itemId, propensity }) => {
      return { itemId, propensity, ...(random.nextFloat() < chanceOf(itemId) ? { reward: 1 } : {}) };
    });
    return JSON.stringify({ request, items: shown });
  });
  log = write("log.jsonl", `${lines.join("\n")}\n`);
}, 60_000);

/** What a policy earns in truth: the mean over the requests of the log of the sum of its chances. */
function truth(listOf: (history: string[]) => readonly { itemId: string }[]): number {
  let sum = 0;
  for (let at = 0; at < LISTS; at++) {
    for (const { itemId } of listOf([`i${at % 20}`, `i${(at * 7) % 30}`])) sum += chanceOf(itemId);
  }
  return sum / LISTS;
}

describe("nearedge evaluate --policy", () => {
  it("estimates known policies within their intervals, by a log of another", async () => {
    const plain = await nearedgeJson(answerSchema, [
      "evaluate",
      log,
      "--policy",
      artefact,
      "--request",
      '{"explore": {"rate": 0}}',
    ]);
    const { policy, popularity, logged } = plain.answer.values;
    const expected = truth((history) => recommender.recommend({ history, k: K }).items);
    expect(policy.low).toBeLessThan(expected);
    expect(policy.high).toBeGreaterThan(expected);
    expect(policy.high - policy.low).toBeLessThan(0.2);
    expect(policy.normalised).toBeCloseTo(expected, 0);
    const popular = truth((history) => recommender.popular({ k: K, exclude: history }).items);
    expect(popularity.low).toBeLessThan(popular);
    expect(popularity.high).toBeGreaterThan(popular);
    expect(logged.overlap).toBe(1);
    expect(plain.answer.lists).toBe(LISTS);
  });

  it("estimates the policy of the log as what was earned", async () => {
    const same = await nearedgeJson(answerSchema, ["evaluate", log, "--policy", artefact]);
    const { policy, logged } = same.answer.values;
    expect(policy.value).toBeCloseTo(logged.value, 9);
    expect(policy.effectiveItems).toBeCloseTo(LISTS * K, 6);
    expect(same.answer.warnings).toEqual([]);
  });

  it("says when the log hardly shows what the policy would", async () => {
    const few = write(
      "few.jsonl",
      '{"request": {"history": ["i1"], "k": 5}, "items": [{"itemId": "i2", "propensity": 0.5}]}\n',
    );
    const { stderr, stdout, status } = await nearedge(["evaluate", few, "--policy", artefact]);
    expect(status).toBe(0);
    expect(stderr).toContain("explore more, or log longer");
    expect(stdout).toMatch(/^policy +reward a list +95 %/);
  });

  it.each([
    ["", "no-interactions", "empty"],
    ["no json\n", "bad-rows", "line 1: no JSON"],
    ['{"request": {}, "items": [{"itemId": "i1", "propensity": 0}]}\n', "bad-rows", "line 1: items.0.propensity: "],
    ['{"request": {"histroy": []}, "items": []}\n', "bad-rows", "line 1: request: unknown fields histroy"],
    ['{"request": {"cursor": "of a page"}, "items": []}\n', "bad-rows", "line 1: request: unknown fields cursor"],
  ])("refuses a log of %j", async (text, code, message) => {
    const { stderr, status } = await nearedge(["evaluate", write("bad.jsonl", text), "--policy", artefact]);
    expect(status).toBe(1);
    expect(stderr).toContain(`[${code}]`);
    expect(stderr).toContain(message);
  });

  it("refuses to be asked without a log or an artefact", async () => {
    expect((await nearedge(["evaluate", "--policy", artefact])).stderr).toContain("[no-interactions]");
    expect((await nearedge(["evaluate", join(folder, "none.jsonl"), "--policy", artefact])).stderr).toContain(
      "[unreadable-file]",
    );
    expect((await nearedge(["evaluate", log, "--request", "{}"])).stderr).toContain("[needs-policy]");
    expect((await nearedge(["evaluate", log, "--policy", artefact, "--request", "{"])).stderr).toContain(
      "[bad-request]",
    );
  });
});

describe("nearedge recommend --request", () => {
  const request = { history: ["i1", "i2"], k: 4, diversity: 0.5, offset: 2 };
  const listSchema = z.looseObject({ items: z.array(z.looseObject({ itemId: z.string() })) });

  it("takes the body of a POST, as text or in a file", async () => {
    const expected = recommender.recommend(request).items.map(({ itemId }) => itemId);
    for (const given of [JSON.stringify(request), `@${write("request.json", JSON.stringify(request))}`]) {
      const { answer } = await nearedgeJson(listSchema, ["recommend", artefact, "--request", given]);
      expect(answer.items.map(({ itemId }) => itemId)).toEqual(expected);
    }
  });

  it("counts options before it", async () => {
    const args = ["recommend", artefact, "--request", JSON.stringify(request), "--history", "i7"];
    const { answer } = await nearedgeJson(listSchema, args);
    const expected = recommender.recommend({ ...request, history: ["i7"] }).items;
    expect(answer.items.map(({ itemId }) => itemId)).toEqual(expected.map(({ itemId }) => itemId));
  });

  it.each([
    ['{"diversity": 2}', "diversity: expected a number from 0 to 1, got 2"],
    ['{"histroy": []}', "histroy: unknown field"],
    ['{"k": 1, "k": 2}', "k: expected once"],
    ['{"cursor": "x"}', "cursor: expected none"],
    ["[]", "expected an object"],
    ["@nowhere.json", "expected a file to read at nowhere.json"],
  ])("refuses %s", async (given, message) => {
    const { stderr, status } = await nearedge(["recommend", artefact, "--request", given]);
    expect(status).not.toBe(0);
    expect(stderr).toContain(message);
  });
});
