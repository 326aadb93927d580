/** `nearedge site`: everything that wrangler deploys, in a folder. */
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFolder, restoreSetAside, sweepLeftovers } from "../artefact/aside.ts";
import { OptionsError } from "../errors.ts";
import { reasonOf } from "./out-place.ts";
import { say } from "./progress.ts";
import { writeRecord } from "./public-record.ts";
import { withScratch } from "./scratch.ts";
import { CONFIG, changedConfig, sealed } from "./sealed-config.ts";
import { shellText } from "./shell-text.ts";
import { writeStaticFiles } from "./site.ts";
import { excesses, figureLines, type SiteFigures, siteFigures } from "./site-figures.ts";
import { type SiteOptions, type SiteParts, sayPictures, siteParts } from "./site-parts.ts";
import { cannotWrite, isSite, sitePlace } from "./site-place.ts";

export interface SiteArguments extends SiteOptions {
  readonly out: string;
  readonly json?: boolean;
}

/** Writes a site, or replaces one whole. Throws OptionsError `not-a-site`, `write-failed`, `config-changed`, and as siteParts does. */
export async function runSite(artefact: string, given: SiteArguments): Promise<void> {
  await withScratch("site", async (scratch) => {
    await restoreSetAside(given.out, isSite).catch(() => undefined);
    await sitePlace(given.out);
    const parts = await siteParts(artefact, given, scratch);
    const { target, isThere } = await sitePlace(given.out, parts.page === undefined ? [] : await readdir(parts.page));
    const kept = isThere ? await changedConfig(target, given) : undefined;
    await replaceFolder(target, isThere, (partial) => fillSite(partial, parts, kept)).catch((cause: unknown) => {
      throw cause instanceof OptionsError ? cause : cannotWrite(given.out, reasonOf(cause), cause);
    });
    await sweepLeftovers(target, isSite).catch(() => undefined);
    if (kept !== undefined) say(`${given.out}: ${CONFIG} was changed by hand and is kept as it is`);
    report(parts, await siteFigures(parts), given);
  });
}

/** Puts all parts into an empty folder. `config` is a configuration to keep. */
export async function fillSite(folder: string, parts: SiteParts, config?: string): Promise<void> {
  await writeStaticFiles(join(folder, "public"), parts.artefact, parts.page, parts.own);
  if (parts.own !== undefined) await writeRecord(folder, parts.own);
  await mkdir(join(folder, "worker"));
  for (const name of parts.modules) await copyFile(join(parts.bundle, name), join(folder, "worker", name));
  await writeFile(join(folder, CONFIG), config ?? sealed(parts.config));
}

function report(parts: SiteParts, figures: SiteFigures, { out, json, users }: SiteArguments): void {
  const { artefact, name } = parts;
  const { manifest } = artefact;
  for (const excess of excesses(figures)) say(`warning: ${excess}`);
  sayPictures(parts);
  if (json) {
    const said = {
      site: out,
      name,
      artefact: manifest.name,
      version: manifest.version,
      users: users === true,
      ...figures,
    };
    process.stdout.write(`${JSON.stringify(said)}\n`);
    return;
  }
  const lines = [
    `${out}: ${manifest.name} ${manifest.version} as a site of its own, the Worker ${name}`,
    ...figureLines(figures),
    `deploy with: npx wrangler deploy --config ${shellText(join(out, CONFIG))}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}
