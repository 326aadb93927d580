/** `nearedge deploy`: the site in a temporary folder, and the wrangler that is installed. */
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "../errors.ts";
import { say } from "./progress.ts";
import { withScratch } from "./scratch.ts";
import { excesses, figureLines, siteFigures } from "./site-figures.ts";
import { type SiteOptions, sayPictures, siteParts } from "./site-parts.ts";
import { findWrangler, runWrangler } from "./wrangler.ts";
import { fillSite } from "./write-site.ts";

export interface DeployArguments extends SiteOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What wrangler says of a deployment, of the file that it writes for programs. */
export interface Deployment {
  /** Of the Worker, for a rollback; not that of the artefact. */
  readonly versionId?: string | undefined;
  readonly urls: readonly string[];
}

/**
 * Makes a site and has wrangler upload it; with `dryRun` wrangler checks it and nothing is uploaded. Throws as siteParts,
 * findWrangler and runWrangler do, and DataError `too-large` where a limit is exceeded.
 */
export async function runDeploy(artefact: string, given: DeployArguments): Promise<void> {
  const wrangler = findWrangler("deploy");
  await withScratch("deploy", async (scratch) => {
    const parts = await siteParts(artefact, given, scratch);
    const figures = await siteFigures(parts);
    const { name, artefact: staged } = parts;
    const { version } = staged.manifest;
    const said = { name, artefact: staged.manifest.name, version, users: given.users === true, ...figures };
    const lines = [`${staged.manifest.name} ${version} as the Worker ${name}`, ...figureLines(figures)];
    const tooLarge = excesses(figures);
    if (tooLarge.length > 0 && !given.force) {
      for (const line of lines) say(line);
      throw new DataError("too-large", `nothing was uploaded: ${tooLarge.join("; ")}`);
    }
    for (const excess of tooLarge) say(`warning: ${excess}`);
    sayPictures(parts);
    const site = join(scratch, "site");
    await mkdir(site);
    await fillSite(site, parts);
    const notes = join(scratch, "wrangler.jsonl");
    const args = ["deploy", "--config", join(site, "wrangler.toml"), ...(given.dryRun ? ["--dry-run"] : [])];
    await runWrangler(wrangler, args, {
      cwd: site,
      env: { WRANGLER_OUTPUT_FILE_PATH: notes, ...(given.dryRun ? QUIET : {}) },
      ...(given.dryRun ? {} : { onText: (text: string) => void process.stderr.write(text) }),
    });
    const deployment = given.dryRun ? undefined : deploymentOf(await readFile(notes, "utf8"));
    if (given.json) {
      process.stdout.write(`${JSON.stringify({ ...said, dryRun: deployment === undefined, ...deployment })}\n`);
      return;
    }
    const end = deployment ? deployedLine(deployment) : "dry run: wrangler accepts it; nothing was uploaded";
    process.stdout.write(`${[...lines, end].join("\n")}\n`);
  });
}

/** Nothing is asked of a network. */
const QUIET = { CLOUDFLARE_CF_FETCH_ENABLED: "false", WRANGLER_SEND_METRICS: "false" };

/** Reads the lines that wrangler writes to WRANGLER_OUTPUT_FILE_PATH; lines of other kinds are passed over. */
export function deploymentOf(notes: string): Deployment {
  const entries = notes.split("\n").flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line) as Note]));
  const deployed = entries.find(({ type }) => type === "deploy");
  return { versionId: deployed?.version_id, urls: deployed?.targets ?? [] };
}

interface Note {
  readonly type?: string;
  readonly version_id?: string;
  readonly targets?: readonly string[];
}

function deployedLine({ urls, versionId }: Deployment): string {
  const where = urls.length === 0 ? "" : ` at ${urls.join(", ")}`;
  return `deployed${where}${versionId === undefined ? "" : `; nearedge rollback goes back from version ${versionId}`}`;
}
