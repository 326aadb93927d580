/**
 * Fills the folder that wrangler.toml names with the built-in catalogue, where there is nothing; checks it where there is
 * something. wrangler runs this before it serves or deploys, so a deployment without a working artefact ends here.
 *
 *   npm run build:site
 */
import "../src/platform.node.ts";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { reportFailure } from "../src/cli/failure.ts";
import { main } from "../src/cli/main.ts";
import { stageArtefact } from "../src/cli/staged-artefact.ts";
import { ArtefactError, DataError } from "../src/errors.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SITE = join(ROOT, ".nearedge/site");
const REMEDY = "fill it by nearedge publish, or remove the folder for the built-in catalogue";

/** Trains on the built-in catalogue and publishes the result; its audience is simulated, so its histories may go along. */
async function fill(): Promise<void> {
  process.stderr.write(".nearedge/site: nothing is there; training on the built-in catalogue\n");
  const scratch = await mkdtemp(join(tmpdir(), "nearedge-default-site-"));
  try {
    const artefact = join(scratch, "artefact");
    // A head takes four times as long to train, and wrangler waits.
    await run(["train", "builtin:catalogue", "--head", "none", "--out", artefact]);
    await run(["publish", artefact, "--to", SITE, "--users"]);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function run(args: readonly string[]): Promise<void> {
  const status = await main([...args]);
  if (status !== 0) throw new DataError("default-site", `.nearedge/site: nearedge ${args[0]} ended with ${status}`);
}

/** Throws DataError `default-site` for a site that would serve no model, or files without their rules. */
async function check(): Promise<void> {
  const { manifest } = await stageArtefact(join(SITE, "artefact"), { users: true }).catch((cause: unknown) => {
    if (!(cause instanceof ArtefactError)) throw cause;
    throw new DataError("default-site", `.nearedge/site: no artefact to serve: ${cause.message}; ${REMEDY}`, { cause });
  });
  const headers = await readFile(join(SITE, "_headers"), "utf8").catch(() => "");
  if (headers.trim() === "") {
    throw new DataError("default-site", `.nearedge/site/_headers: expected the rules for headers, got none; ${REMEDY}`);
  }
  process.stderr.write(`.nearedge/site: ${manifest.name} ${manifest.version}\n`);
}

try {
  const names = await readdir(SITE).catch(() => []);
  await (names.length === 0 ? fill() : check());
} catch (error) {
  process.exitCode = reportFailure(error);
}
