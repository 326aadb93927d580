import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { loadRecommender } from "../../src/node-training.ts";
import type { HistoryEntry, PredictRequest, RecommendRequest } from "../../src/serving/types.ts";
import type { Answer } from "./requests.ts";

const COMMAND = fileURLToPath(new URL("../../bin/nearedge.js", import.meta.url));
/** The values of a history, over and over. */
const VALUES = [5, 2.5, 4, 1];

/** Every fifth user by name and with half of a history rated anew, asked about what they were recommended and what they have. */
export function predictRequestsOf(requests: readonly RecommendRequest[], answers: readonly Answer[]): PredictRequest[] {
  return requests.flatMap(({ userId, history }, place): PredictRequest[] => {
    const items = (answers[place]?.items ?? []).map(({ itemId }) => itemId);
    if (place % 25 === 0) return [{ userId, items: [...items, "no such item"] }];
    if (place % 25 !== 3) return [];
    const ids = (history ?? []).filter((entry) => typeof entry === "string");
    const rated = ids.map((itemId, at): HistoryEntry => ({ itemId, value: VALUES[at % VALUES.length] }));
    return [{ history: rated, items: [...items, ...ids] }];
  });
}

/** The predictions of the engine in this process, through JSON as all others. */
export async function askNodePredictions(folder: string, requests: readonly PredictRequest[]): Promise<unknown[]> {
  const recommender = await loadRecommender(folder);
  return requests.map((request) => {
    const { predictions, unknownItemIds, work } = recommender.predict(request);
    return JSON.parse(JSON.stringify({ items: predictions, unknownItemIds, work }));
  });
}

/** The same from the worker, over HTTP. */
export async function askWorkerPredictions(url: URL, requests: readonly PredictRequest[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const request of requests) {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify(request);
    const response = await fetch(new URL("/v1/predictions", url), { method: "POST", headers, body });
    if (!response.ok) throw new Error(`${response.url}: status ${response.status}`);
    answers.push(answerOf(await response.json()));
  }
  return answers;
}

/** The same from `nearedge predict`. */
export async function askCommandPrediction(folder: string, request: PredictRequest): Promise<unknown> {
  const { userId, history = [], items } = request;
  const entries = history.filter((entry) => typeof entry !== "string");
  const person =
    userId === undefined
      ? [
          ...["--history", JSON.stringify(entries.map(({ itemId }) => itemId))],
          ...["--ratings", entries.map(({ value }) => value).join()],
        ]
      : ["--user", userId];
  const args = [COMMAND, "predict", folder, "--items", JSON.stringify(items), ...person, "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return answerOf(JSON.parse(stdout));
}

function answerOf(document: unknown): unknown {
  const { items, unknownItemIds, work } = document as Record<string, unknown>;
  return { items, unknownItemIds, work };
}
