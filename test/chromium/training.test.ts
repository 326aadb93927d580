import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recommenderOf } from "../../src/load-recommender.ts";
import { datasetFrom, trainArtefact } from "../../src/node-training.ts";
import { decodeFiles } from "../agreement/artefacts.ts";
import { findChromium, launchChromium } from "./chromium.ts";
import { HISTORIES, ITEM_RECORDS, interactionsOf, JOBS, type Job } from "./training/data.ts";
import { OF_ENGINE, OWN, resultsOf, VALUES } from "./training/functions.ts";
import { digestsOf, type Outcome } from "./training/outcome.ts";
import type { TrainingPage } from "./training/page/main.ts";

const executablePath = findChromium();
if (executablePath === undefined) {
  process.stderr.write("test/chromium: training skipped, no Chromium or Chrome found; set CHROME_PATH\n");
}

/** The same training in Node. */
async function trainInNode(job: Job): Promise<Outcome> {
  const { model, feedback } = job;
  const details = { name: model, items: ITEM_RECORDS, coldItems: model === "two-tower" };
  const dataset = await datasetFrom(interactionsOf(feedback), feedback, details);
  const epochs: number[] = [];
  const onEpoch = ({ objective }: { readonly objective: number }) => epochs.push(objective);
  const { files } = await trainArtefact(dataset, { ...job, head: "none" }, { onEpoch });
  const recommender = await recommenderOf(await decodeFiles(files));
  const lists = HISTORIES.map((history) => recommender.recommend({ history, k: 10 }).items);
  return { digests: await digestsOf(files), epochs, lists: JSON.parse(JSON.stringify(lists)) };
}

describe.skipIf(executablePath === undefined)("training in Chromium", () => {
  let folder: string;
  let server: PreviewServer;
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];

  /** Calls a function of the page. */
  const call = <Name extends keyof TrainingPage>(name: Name, ...values: Parameters<TrainingPage[Name]>) =>
    page.evaluate(
      ([of, given]) => {
        const { trainingPage } = globalThis as unknown as {
          readonly trainingPage: Record<string, (...all: unknown[]) => unknown>;
        };
        return trainingPage[of]?.(...given);
      },
      [name, values] as const,
    ) as Promise<Awaited<ReturnType<TrainingPage[Name]>>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "nearedge-training-"));
    const root = fileURLToPath(new URL("training/page", import.meta.url));
    const options = { configFile: false, root, base: "./", logLevel: "error" } as const;
    await build({
      ...options,
      build: { outDir: folder, emptyOutDir: true, assetsInlineLimit: 0, target: "chrome123" },
    });
    server = await preview({ ...options, build: { outDir: folder }, preview: { port: 0, host: "127.0.0.1" } });
    browser = await launchChromium(executablePath ?? "");
    page = await browser.newPage();
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(server.resolvedUrls?.local[0] ?? "");
    await page.waitForFunction(() => "trainingPage" in globalThis);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("loads nothing of training with the page, and all that it needs when it begins", async () => {
    expect(asked.filter((url) => url.endsWith(".wasm"))).toEqual([]);
    const before = asked.length;
    await call("train", { model: "popularity", feedback: "implicit", options: {} });
    const fetched = asked.slice(before).map((url) => url.replace(/^.*\/(.*)-[^-]*(\.\w+)$/, "$1$2"));
    expect(fetched).toContain("kernels.wasm");
    expect(fetched.some((name) => name.startsWith("browser-training"))).toBe(true);
    expect(fetched.filter((name) => name.includes("tfjs"))).toEqual([]);
    const assets = join(folder, "assets");
    const sizeOf = async (pattern: RegExp): Promise<number> => {
      const names = (await readdir(assets)).filter((name) => pattern.test(name));
      expect(names).toHaveLength(1);
      return gzipSync(await readFile(join(assets, names[0] ?? ""))).length;
    };
    const [entry, code, kernels] = [
      await sizeOf(/^index-.*\.js$/),
      await sizeOf(/^browser-training-.*\.js$/),
      await sizeOf(/^kernels-training-.*\.wasm$/),
    ];
    process.stderr.write(`gzip: page ${entry} bytes; to train ${code} of code and ${kernels} of kernels\n`);
    expect(entry).toBeLessThan(82 * 1024);
  });

  it.each(JOBS.map((job) => [`${job.model}, ${job.feedback}`, job] as const))(
    "gives the files that Node gives, byte for byte, and serves them alike: %s",
    async (_, job) => {
      const [here, there] = [await trainInNode(job), await call("train", job)];
      expect(there).toEqual(here);
      expect(Object.keys(here.digests).length).toBeGreaterThan(1);
      expect(here.epochs.every(Number.isFinite)).toBe(true);
      expect(new Set(here.lists.map((list) => JSON.stringify(list))).size).toBeGreaterThan(HISTORIES.length / 2);
    },
  );

  it("says how many bytes it needs, and refuses more than the limit before it computes", async () => {
    const [job] = JOBS;
    if (job === undefined) throw new Error("there is a first job");
    const { code, heard } = await call("trainWithin", job, 100_000);
    expect(code).toBe("memory-limit");
    expect(heard).toHaveLength(1);
    expect(heard[0]).toBeGreaterThan(100_000);
  });

  it("ends when it is told to", async () => {
    const [job] = JOBS;
    if (job === undefined) throw new Error("there is a first job");
    expect(await call("trainAndStop", job)).toEqual({ code: "interrupted", epochs: 1 });
  });

  it("computes elementary functions to the same bits, where those of Math have others", async () => {
    const there = await call("functions");
    expect(there.own).toEqual(resultsOf(OWN));
    const here = resultsOf(OF_ENGINE);
    const counts = Object.entries(here).map(([name, values]) => {
      return `${name} ${values.filter((value, at) => value !== there.ofEngine[name]?.[at]).length}`;
    });
    const engines = `V8 ${process.versions.v8} and Chromium ${browser.version()}`;
    process.stderr.write(`Math differs between ${engines}, of ${VALUES} values: ${counts.join(", ")}\n`);
  });

  it("leaves the page a turn now and then", async () => {
    const job = JOBS.find(({ model }) => model === "neural-mf");
    if (job === undefined) throw new Error("neural-mf is among the jobs");
    // So many passes that the stages without a turn are little of it. Each of the two fits would be half.
    const { longestMs, allMs } = await call("longestFreeze", { ...job, options: { ...job.options, epochs: 300 } });
    expect(longestMs).toBeLessThan(allMs / 3);
    const [longest, all] = [longestMs, allMs].map((ms) => ms.toFixed(0));
    process.stderr.write(`${job.model}: the page had no turn for ${longest} ms at most, of ${all}\n`);
  });

  it("trains no re-ranker", async () => {
    const request = { model: "implicit-als", feedback: "implicit", options: {}, head: "mlp" } as const;
    expect((await call("trainWithin", request, 2 ** 30)).code).toBe("no-head-training");
  });
});
