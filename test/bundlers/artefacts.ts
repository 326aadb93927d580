import type { EncodedFile } from "../../src/artefact/encode.ts";
import { datasetFrom } from "../../src/data/dataset-from.ts";
import { recommenderOf } from "../../src/load-recommender.ts";
import { CONTROL, decodeFiles, trainWithHead } from "../agreement/artefacts.ts";
import { type Answer, toAnswer } from "../agreement/requests.ts";
import { trainArtefact } from "../by-text.ts";
import { HISTORIES, ITEM_RECORDS, interactionsOf } from "../chromium/training/data.ts";

/** An artefact, and what the sources answer in Node. */
export interface Sample {
  readonly name: string;
  readonly files: readonly EncodedFile[];
  readonly questions: readonly Question[];
}

/** A history, and the list for it. */
export interface Question {
  readonly history: readonly string[];
  readonly answer: Answer;
}

/** How many histories are asked about. */
const QUESTIONS = 2;

/** Two artefacts of a synthetic shop: `plain` answers by factors alone, `head` orders their best by a network. */
export async function trainSamples(): Promise<readonly Sample[]> {
  const dataset = await datasetFrom(interactionsOf("implicit"), "implicit", { name: "shop", items: ITEM_RECORDS });
  const set = { factors: "16", epochs: "5" };
  const request = { model: "implicit-als", set, head: "none", name: undefined, users: true };
  const plain = await trainArtefact(dataset, request, CONTROL);
  return [await sample("plain", plain.files), await sample("head", await trainWithHead(dataset, "f32"))];
}

async function sample(name: string, files: readonly EncodedFile[]): Promise<Sample> {
  const recommender = await recommenderOf(await decodeFiles(files));
  const questions = HISTORIES.slice(0, QUESTIONS).map((history): Question => {
    const answer = recommender.recommend({ history, k: 10 });
    return { history, answer: toAnswer(JSON.parse(JSON.stringify(answer))) };
  });
  return { name, files, questions };
}
