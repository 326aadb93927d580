/** The wrangler.toml of a site: a seal in its first line tells whether somebody has changed it. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { OptionsError } from "../errors.ts";
import type { SiteOptions } from "./site-parts.ts";

export const CONFIG = "wrangler.toml";
/** The first line of a configuration that nobody has changed, with a checksum of what follows. */
const SEAL = /^# Written by nearedge site \(([0-9a-f]{16})\)[^\n]*\n/;

/** A configuration under its seal. */
export function sealed(config: string): string {
  const text = `# Change this file as you like: nearedge site keeps it then.\n${config}`;
  return `# Written by nearedge site (${checksum(text)}).\n${text}`;
}

function checksum(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** The configuration of an earlier site where somebody has changed it. Throws OptionsError `config-changed` where options would change it too. */
export async function changedConfig(
  target: string,
  given: Pick<SiteOptions, "name" | "scenarios"> & { readonly out: string },
): Promise<string | undefined> {
  const text = await readFile(join(target, CONFIG), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const seal = SEAL.exec(text);
  if (seal !== null && seal[1] === checksum(text.slice(seal[0].length))) return undefined;
  const asked = [
    given.name === undefined ? [] : ["--name"],
    given.scenarios === undefined ? [] : ["--scenarios"],
  ].flat();
  if (asked.length === 0) return text;
  const place = join(given.out, CONFIG);
  throw new OptionsError(
    "config-changed",
    `${asked.join(", ")}: expected a ${CONFIG} as it was written, but ${place} was changed by hand and is kept; change it there, or remove it`,
  );
}
