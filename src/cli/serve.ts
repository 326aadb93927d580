import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Manifest } from "../artefact/manifest.ts";
import { SHOWN_USERS } from "../artefact/manifest-files.ts";
import { DataError, OptionsError } from "../errors.ts";
import { openPublicFolder } from "./open-public-folder.ts";
import { pause } from "./pause.ts";
import { say } from "./progress.ts";
import { leftOutWords, type PublicFolder, publicFigures, publicWords } from "./public-folder.ts";
import { readScenarios } from "./read-scenarios.ts";
import { pictureLines } from "./root-pictures.ts";
import { startRuntime } from "./runtime.ts";
import { makeScratch } from "./scratch.ts";
import { buildPage, packageRoot, writeStaticFiles } from "./site.ts";
import { stageArtefact } from "./staged-artefact.ts";

const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 250;
/** While serving: how often the worker is asked whether it lives, how long it may take, and how often it may miss. */
const WATCH = { everyMs: 3000, timeoutMs: 10_000, misses: 3 } as const;
const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What is said when the worker answers. */
type Words = (manifest: Manifest, port: number) => string;

const serving: Words = ({ name, version }, port) =>
  `serving ${name} ${version} at http://127.0.0.1:${port}/  (page, /v1, /docs; Ctrl-C ends)`;

interface ServeOptions {
  /** File of named defaults of lists. */
  readonly scenariosFile?: string | undefined;
  /** Folder of files to be served from the root. */
  readonly publicFolder?: string | undefined;
  readonly words?: Words | undefined;
}

interface Wish {
  readonly port: number;
  readonly scenarios: string | undefined;
  readonly own: PublicFolder | undefined;
  readonly words: Words;
}

/**
 * Puts page and artefact into a temporary folder, checks what lies there, and runs the worker on it until Ctrl-C, SIGTERM
 * or SIGHUP. Nothing is written to the package, and nothing that was started is left.
 */
export async function runServe(folder: string, port: number, asWished: ServeOptions = {}): Promise<void> {
  const { scenariosFile, publicFolder, words = serving } = asWished;
  const scenarios = scenariosFile === undefined ? undefined : await readScenarios(scenariosFile);
  const own = await openPublicFolder(publicFolder, { page: true, apart: [folder] });
  const asked = new AbortController();
  const ask = (): void => asked.abort();
  for (const signal of END_SIGNALS) process.on(signal, ask);
  let scratch: string | undefined;
  try {
    scratch = await makeScratch();
    await serveFrom(scratch, folder, { port, scenarios, own, words }, asked.signal);
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
    for (const signal of END_SIGNALS) process.off(signal, ask);
  }
}

async function serveFrom(
  scratch: string,
  folder: string,
  { port, scenarios, own, words }: Wish,
  asked: AbortSignal,
): Promise<void> {
  const root = packageRoot();
  const site = join(scratch, "site");
  const staged = await stageArtefact(folder, { users: true });
  if (staged.showsUsers) say(`warning: ${SHOWN_USERS}`);
  await checkPort(port);
  await writeStaticFiles(site, staged, await buildPage(root, scratch), own);
  if (asked.aborted) return;
  const runtime = startRuntime(root, site, scratch, { port, scenarios });
  const over = new AbortController();
  try {
    const stopped = new Promise<undefined>((resolve) => asked.addEventListener("abort", () => resolve(undefined)));
    const ready = (): void => {
      say(words(staged.manifest, port));
      for (const line of [...ownLines(own), ...pictureLines(staged.pictures, own)]) say(line);
    };
    const reason = await Promise.race([stopped, runtime.ended, watch(port, staged.manifest, ready, over.signal)]);
    if (reason !== undefined) throw new DataError("worker-ended", `${reason}; serving has ended`);
  } finally {
    over.abort();
    await runtime.stop();
  }
}

function ownLines(own: PublicFolder | undefined): string[] {
  if (own === undefined) return [];
  const notServed = leftOutWords(own.leftOut);
  return [`serving ${publicWords(publicFigures(own))}${notServed === "" ? "" : `; left out: ${notServed}`}`];
}

/** Waits until the worker answers, calls `ready`, and returns why it is over when it answers no more. */
async function watch(port: number, manifest: Manifest, ready: () => void, over: AbortSignal): Promise<string> {
  const endMs = performance.now() + READY_TIMEOUT_MS;
  // The answer has this very model: another server on the port does not count.
  while (!(await answers(`http://127.0.0.1:${port}/health/ready`, JSON.stringify(manifest.version), over))) {
    if (performance.now() > endMs) return `the worker was not ready after ${READY_TIMEOUT_MS / 1000} s`;
    await pause(POLL_MS, over);
  }
  ready();
  for (let misses = 0; misses < WATCH.misses; ) {
    await pause(WATCH.everyMs, over);
    misses = (await answers(`http://127.0.0.1:${port}/health/live`, "", over)) ? 0 : misses + 1;
  }
  return `the worker has stopped answering (${WATCH.misses} times)`;
}

async function answers(url: string, text: string, over: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([over, AbortSignal.timeout(WATCH.timeoutMs)]) });
    return (await response.text()).includes(text) && response.ok;
  } catch {
    return false;
  }
}

/** Throws OptionsError `port-in-use`, before anything is built or started. */
async function checkPort(port: number): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
  } catch (cause) {
    const expected = `--port: expected a free port, but ${port} on 127.0.0.1 cannot be had`;
    throw new OptionsError("port-in-use", `${expected}; choose another with --port`, { cause });
  } finally {
    probe.close();
  }
}
