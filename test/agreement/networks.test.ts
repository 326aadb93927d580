import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeArtefact } from "../../src/artefact/folder.ts";
import { datasetFrom, trainArtefact } from "../../src/node-training.ts";
import { buildWorker, serveWorker } from "../built/worker.ts";
import { ITEM_RECORDS, interactionsOf, JOBS, type Job } from "../chromium/training/data.ts";
import { decodeFiles } from "./artefacts.ts";
import { type Grounds, openGrounds } from "./grounds.ts";
import { askNodePredictions, askWorkerPredictions, predictRequestsOf } from "./predictions.ts";
import { type Answer, requestsOf } from "./requests.ts";
import { askChromium, askNode, askNodeInPublic, askWorker } from "./runtimes.ts";

/** One of each way of serving: starting a worker takes longer than all of its answers. */
const SERVED = ["multi-dae", "multi-vae", "autorec", "neural-mf", "neumf", "two-tower", "rbm", "sasrec", "gru4rec"];
const NETWORKS = JOBS.filter(({ model }) => SERVED.includes(model));
/** Scores of networks may differ so much between runtimes. */
const TOLERANCE = 1e-5;
/** Sequences are encoded by our kernels, which give every runtime the same bits. */
const EXACT = ["sasrec", "gru4rec"];

let grounds: Grounds;

/** The scores of an answer apart from everything else. */
const apart = (answer: Answer | undefined) => {
  const scores = answer?.items.map(({ score }) => score) ?? [];
  return { scores, others: { ...answer, items: answer?.items.map((item) => ({ ...item, score: 0 })) } };
};

/** The same items in the same order, and all else alike, with scores that hardly differ. */
function expectAlike(found: readonly Answer[], expected: readonly Answer[], tolerance = TOLERANCE): void {
  expect(found).toHaveLength(expected.length);
  for (const [place, answer] of found.entries()) {
    const [own, other] = [apart(answer), apart(expected[place])];
    expect(own.others).toEqual(other.others);
    const errors = own.scores.map(
      (score, at) => Math.abs(score - (other.scores[at] ?? Number.NaN)) / Math.max(1, Math.abs(score)),
    );
    expect(errors.every((error) => error <= tolerance)).toBe(true);
  }
}

async function artefactOf({ model, feedback, options }: Job) {
  const details = { name: model, items: ITEM_RECORDS, coldItems: model === "two-tower" };
  const dataset = await datasetFrom(interactionsOf(feedback), feedback, details);
  return (await trainArtefact(dataset, { model, options, head: "none" })).files;
}

beforeAll(async () => {
  grounds = await openGrounds();
});
afterAll(() => grounds?.remove());

describe("artefacts of networks in Node, workerd and Chromium", () => {
  it("are of networks of every kind", () => {
    const kinds = new Set(NETWORKS.map(({ model, feedback }) => `${model} ${feedback}`));
    for (const kind of [
      "neural-mf explicit",
      "neumf implicit",
      "multi-vae implicit",
      "two-tower implicit",
      "rbm explicit",
    ]) {
      expect(kinds).toContain(kind);
    }
    expect(NETWORKS.filter(({ model }) => model === "autorec").map(({ options }) => options.rows)).toEqual([
      undefined,
      "users",
    ]);
  });

  it.each(NETWORKS.map((job, at) => [`${job.model}, ${job.feedback}, ${at}`, job] as const))(
    "give the same lists, and scores and predictions within 1e-5: %s",
    async (name, job) => {
      const files = await artefactOf(job);
      const folder = join(grounds.parent, name.replaceAll(/\W+/g, "-"));
      await writeArtefact(folder, files);
      const asked = requestsOf(await decodeFiles(files), { subject: ["love", "space"], year: { min: 1960 } }).slice(
        0,
        100,
      );
      const answers = await askNode(folder, asked);
      expect(new Set(answers.map(({ items }) => JSON.stringify(items))).size).toBeGreaterThan(asked.length / 3);
      const built = await buildWorker(files, { page: grounds.page, bundle: grounds.shared.bundle });
      const { server, url } = await serveWorker(built);
      try {
        const tolerance = EXACT.includes(job.model) ? 0 : TOLERANCE;
        expectAlike(await askWorker(url, asked), answers, tolerance);
        if (job.feedback === "explicit") {
          const predictions = predictRequestsOf(asked, answers);
          const [here, there] = [
            await askNodePredictions(folder, predictions),
            await askWorkerPredictions(url, predictions),
          ];
          expect(here.length).toBeGreaterThan(0);
          expect(there).toEqual(here);
        }
        const { browser } = grounds;
        if (browser !== undefined)
          expectAlike(await askChromium(browser, url, asked), await askNodeInPublic(folder, asked), tolerance);
      } finally {
        await server.close();
        await built.remove();
      }
    },
  );

  it("would be found to differ: another order, or a score that is further off", () => {
    const answer = { reranked: false, unknownItemIds: [], fallback: undefined, work: {} } as unknown as Answer;
    const of = (...items: readonly (readonly [string, number])[]): Answer[] => [
      { ...answer, items: items.map(([itemId, score]) => ({ itemId, score }) as Answer["items"][number]) },
    ];
    expectAlike(of(["a", 2], ["b", 1]), of(["a", 2 + 1e-6], ["b", 1]));
    expect(() => expectAlike(of(["a", 2], ["b", 1]), of(["b", 2], ["a", 1]))).toThrow();
    expect(() => expectAlike(of(["a", 2]), of(["a", 2.0001]))).toThrow();
  });
});
