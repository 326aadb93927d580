import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { type BuiltWorker, buildWorker } from "../built/worker.ts";
import { findChromium, launchChromium } from "../chromium/chromium.ts";

/** What the artefacts of a test are asked with, built once. */
export interface Grounds {
  /** A folder for artefacts. */
  readonly parent: string;
  /** The built page that asks in a browser. */
  readonly page: string;
  /** The built worker without an artefact; its bundle serves all of them. */
  readonly shared: BuiltWorker;
  /** undefined where no Chromium is found. */
  readonly browser: Browser | undefined;
  remove(): Promise<void>;
}

export async function openGrounds(): Promise<Grounds> {
  const parent = await mkdtemp(join(tmpdir(), "nearedge-agreement-"));
  const page = join(parent, "page");
  await build({
    configFile: false,
    root: fileURLToPath(new URL("page", import.meta.url)),
    base: "./",
    build: { outDir: page, assetsInlineLimit: 0, target: "chrome123" },
    logLevel: "error",
  });
  const shared = await buildWorker([], { page });
  const chromium = findChromium();
  const browser = chromium === undefined ? undefined : await launchChromium(chromium);
  return {
    ...{ parent, page, shared, browser },
    remove: async () => {
      await browser?.close();
      await shared.remove();
      await rm(parent, { recursive: true, force: true });
    },
  };
}
