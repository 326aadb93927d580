import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { decodeArtefact } from "../../src/artefact/decode.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { loadRecommender } from "../../src/node-training.ts";
import type { RecommendRequest, SimilarRequest } from "../../src/serving/types.ts";
import type { EnginePage } from "./page/main.ts";
import { type Answer, toAnswer } from "./requests.ts";

const COMMAND = fileURLToPath(new URL("../../bin/nearedge.js", import.meta.url));
/** How many requests the worker holds at a time. */
const CONCURRENCY = 8;

/** Asks the engine in this process, as `nearedge recommend` does, and takes its answers through JSON as all others. */
export async function askNode(folder: string, requests: readonly RecommendRequest[]): Promise<Answer[]> {
  const recommender = await loadRecommender(folder);
  return requests.map((request) => toAnswer(JSON.parse(JSON.stringify(recommender.recommend(request)))));
}

/** Asks an engine in this process that was made from the public files alone, as a page makes it. */
export async function askNodeInPublic(folder: string, requests: readonly RecommendRequest[]): Promise<Answer[]> {
  const artefact = await decodeArtefact((name) => readFile(join(folder, name)), { part: "public" });
  const recommender = await recommenderOf(artefact);
  return requests.map((request) => toAnswer(JSON.parse(JSON.stringify(recommender.recommend(request)))));
}

/** Runs `nearedge recommend --json` in a process of its own for each request. */
export async function askCommand(folder: string, requests: readonly RecommendRequest[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const request of requests) {
    const args = [COMMAND, "recommend", folder, ...commandOptions(request), "--json"];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    answers.push(toAnswer(JSON.parse(stdout)));
  }
  return answers;
}

function commandOptions({ userId, history, exclude, k, rerank, filter, ...others }: RecommendRequest): string[] {
  return [
    ...(Object.keys(others).length === 0 ? [] : ["--request", JSON.stringify(others)]),
    ...(userId === undefined ? [] : ["--user", userId]),
    ...(history === undefined ? [] : ["--history", history.join(",")]),
    ...(exclude === undefined ? [] : ["--exclude", exclude.join(",")]),
    ...(k === undefined ? [] : ["--k", String(k)]),
    ...(rerank === false ? ["--no-rerank"] : []),
    ...(filter === undefined ? [] : ["--filter", JSON.stringify(filter)]),
  ];
}

/** Asks the worker over HTTP: GET for a user, POST for everything else. */
export async function askWorker(url: URL, requests: readonly RecommendRequest[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let first = 0; first < requests.length; first += CONCURRENCY) {
    const asked = requests.slice(first, first + CONCURRENCY).map((request) => askOverHttp(url, request));
    answers.push(...(await Promise.all(asked)));
  }
  return answers;
}

async function askOverHttp(url: URL, request: RecommendRequest): Promise<Answer> {
  const { userId, k, rerank, filter, boost } = request;
  const query = new URLSearchParams();
  if (k !== undefined) query.set("k", String(k));
  if (rerank !== undefined) query.set("rerank", String(rerank));
  if (filter !== undefined) query.set("filter", JSON.stringify(filter));
  if (boost !== undefined) query.set("boost", boost);
  const response =
    userId === undefined
      ? await fetch(new URL("/v1/recommendations", url), {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(request),
        })
      : await fetch(new URL(`/v1/users/${encodeURIComponent(userId)}/recommendations?${query}`, url));
  const body = await response.text();
  if (!response.ok) throw new Error(`${response.url}: status ${response.status}: ${body}`);
  return toAnswer(JSON.parse(body));
}

/** The items most like each of these, from the engine in this process. */
export async function askNodeSimilar(folder: string, requests: readonly SimilarRequest[]): Promise<Answer[]> {
  const recommender = await loadRecommender(folder);
  return requests.map((request) => toAnswer(JSON.parse(JSON.stringify(recommender.similar(request)))));
}

/** The same from the worker, over HTTP. */
export async function askWorkerSimilar(url: URL, requests: readonly SimilarRequest[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { itemId, k, filter } of requests) {
    const query = new URLSearchParams({ k: String(k), filter: JSON.stringify(filter ?? {}) });
    const response = await fetch(new URL(`/v1/items/${encodeURIComponent(itemId)}/similar?${query}`, url));
    if (!response.ok) throw new Error(`${response.url}: status ${response.status}`);
    answers.push(toAnswer((await response.json()) as Parameters<typeof toAnswer>[0]));
  }
  return answers;
}

/** Asks the engine of src/browser.ts inside the page at `url`. */
export async function askChromium(
  browser: Browser,
  url: URL,
  requests: readonly RecommendRequest[],
): Promise<Answer[]> {
  const page = await browser.newPage();
  try {
    await page.goto(url.href);
    await page.waitForFunction(() => "recommendAll" in globalThis);
    const json = await page.evaluate(
      async (asked) => JSON.stringify(await (globalThis as unknown as EnginePage).recommendAll(asked)),
      requests,
    );
    const responses: Parameters<typeof toAnswer>[0][] = JSON.parse(json);
    return responses.map(toAnswer);
  } finally {
    await page.close();
  }
}
