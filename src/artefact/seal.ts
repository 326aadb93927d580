import { sha256 } from "./checksum.ts";

/** What the manifest of an artefact says that it is. */
export const FORMAT = "nearedge-artefact";
/** Digits of a version. */
export const VERSION_DIGITS = 16;
/** Stands in the place of the version while it is computed. */
export const BLANK_VERSION = "0".repeat(VERSION_DIGITS);

/** The version of a manifest's text: the first digits of the sha-256 of the file with zeros in the place of the version itself. */
export async function versionOf(source: string, version: string): Promise<string> {
  const blank = source.replaceAll(`"${version}"`, `"${BLANK_VERSION}"`);
  return (await sha256(new TextEncoder().encode(blank))).slice(0, VERSION_DIGITS);
}
