import { datasetFrom, recommenderFrom, trainArtefact } from "../../../../src/browser.ts";
import { HISTORIES, ITEM_RECORDS, interactionsOf, type Job } from "../data.ts";
import { OF_ENGINE, OWN, resultsOf } from "../functions.ts";
import { digestsOf, type Outcome } from "../outcome.ts";

/** What the test finds in the page's global scope. */
export interface TrainingPage {
  train(job: Job): Promise<Outcome>;
  /** The code of the error that a training with this limit ends with, and what was said before. */
  trainWithin(
    job: Job,
    memoryLimitBytes: number,
  ): Promise<{ readonly code: unknown; readonly heard: readonly number[] }>;
  /** The code of the error of a training that is stopped after an epoch. */
  trainAndStop(job: Job): Promise<{ readonly code: unknown; readonly epochs: number }>;
  /** Results of elementary functions: ours, and those of this engine. */
  functions(): { readonly own: Record<string, number[]>; readonly ofEngine: Record<string, number[]> };
  /** The longest time in which the page had no turn while it trained, and the time of all. */
  longestFreeze(job: Job): Promise<{ readonly longestMs: number; readonly allMs: number }>;
}

const dataOf = ({ model, feedback }: Job) =>
  datasetFrom(interactionsOf(feedback), feedback, {
    name: model,
    items: ITEM_RECORDS,
    coldItems: model === "two-tower",
  });

const codeOf = async (training: Promise<unknown>): Promise<unknown> => {
  const error = await training.catch((thrown: unknown) => thrown);
  return error instanceof Error && "code" in error ? error.code : String(error);
};

const page: TrainingPage = {
  async train(job) {
    const epochs: number[] = [];
    const trained = await trainArtefact(await dataOf(job), job, { onEpoch: ({ objective }) => epochs.push(objective) });
    const recommender = await recommenderFrom(trained.files);
    const lists = HISTORIES.map((history) => recommender.recommend({ history, k: 10 }).items);
    return { digests: await digestsOf(trained.files), epochs, lists: JSON.parse(JSON.stringify(lists)) };
  },
  async trainWithin(job, memoryLimitBytes) {
    const heard: number[] = [];
    const fit = { memoryLimitBytes, onMemory: (bytes: number) => heard.push(bytes) };
    return { code: await codeOf(trainArtefact(await dataOf(job), job, fit)), heard };
  },
  async trainAndStop(job) {
    const controller = new AbortController();
    let epochs = 0;
    const onEpoch = () => {
      epochs++;
      controller.abort();
    };
    return {
      code: await codeOf(trainArtefact(await dataOf(job), job, { signal: controller.signal, onEpoch })),
      epochs,
    };
  },
  functions: () => ({ own: resultsOf(OWN), ofEngine: resultsOf(OF_ENGINE) }),
  async longestFreeze(job) {
    const dataset = await dataOf(job);
    const startedMs = performance.now();
    let [lastMs, longestMs] = [startedMs, 0];
    const turn = (): void => {
      const nowMs = performance.now();
      longestMs = Math.max(longestMs, nowMs - lastMs);
      lastMs = nowMs;
    };
    const watch = setInterval(turn, 1);
    await trainArtefact(dataset, job);
    clearInterval(watch);
    turn();
    return { longestMs, allMs: lastMs - startedMs };
  },
};
Object.assign(globalThis, { trainingPage: page });
