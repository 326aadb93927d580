import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, toAnswer } from "../agreement/requests.ts";
import { findChromium, launchChromium } from "../chromium/chromium.ts";
import { packed } from "../packages/packed.ts";
import { createProject, type Project } from "../packages/project.ts";
import { REGISTRY, sayWithoutRegistry } from "../packages/registry.ts";
import { type Sample, trainSamples } from "./artefacts.ts";
import { type Ask, BUNDLERS, type Bundler } from "./bundlers.ts";
import { placeArtefacts } from "./place-artefacts.ts";

const folderOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const executablePath = findChromium();
const runs = REGISTRY && executablePath !== undefined;
sayWithoutRegistry("test/bundlers");
if (executablePath === undefined) process.stderr.write("test/bundlers: skipped, no Chromium; set CHROME_PATH\n");

let browser: Browser;
let samples: readonly Sample[];
beforeAll(async () => {
  if (!runs) return;
  browser = await launchChromium(executablePath);
  samples = await trainSamples();
});
afterAll(() => browser?.close());

describe.skipIf(!runs)("the samples", () => {
  it("have one artefact with a head that is asked, and one without", () => {
    const reranked = samples.map(({ questions }) => questions.map(({ answer }) => answer.reranked));
    expect(reranked).toEqual([
      [false, false],
      [true, true],
    ]);
  });
});

describe.skipIf(!runs).each(BUNDLERS)("$name", ({ folders, artefacts, scripts, ways }: Bundler) => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject(folders.map(folderOf), { nearedge: packed().nearedge }, { scripts });
  });
  afterAll(() => project?.end());

  it.each(Object.entries(ways))("%s: lists equal those of Node by the sources", async (_, start) => {
    await placeArtefacts(project.folder, samples, artefacts);
    for (const [asker, ask] of Object.entries(await start({ project, browser }))) {
      for (const sample of samples) {
        expect(await answers(ask, sample), `${asker}, ${sample.name}`).toEqual(expected(sample));
      }
    }
  });
});

const expected = ({ questions }: Sample): Answer[] => questions.map(({ answer }) => answer);

async function answers(ask: Ask, { name, questions }: Sample): Promise<unknown[]> {
  const given: unknown[] = [];
  for (const { history } of questions) {
    const answer = (await ask({ artefact: name, history })) as Parameters<typeof toAnswer>[0];
    // Without items it is no answer: it is shown as it came.
    given.push("items" in answer ? toAnswer(answer) : answer);
  }
  return given;
}
