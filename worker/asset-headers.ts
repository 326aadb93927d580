import { SECURITY_HEADERS } from "./security-headers.ts";

/** An SVG may hold scripts, which run where somebody opens its address: in a sandbox, that is, and without any. */
const SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
const SVG_ENDING = /\.svgz?$/i;

/**
 * The text of `_headers`, which the command line writes beside the static files. Names of shards and of the page's
 * scripts carry a hash of their content, so they never change; the manifest is asked for anew each time, which is what
 * makes a new version of the model appear.
 *
 * `paths` are those of the deployer's own files (`nearedge site --public`). Their names carry no hash: everything is asked for
 * anew each time, also in `assets`, where some of them lie beside the page's. Rules match letter case, so each way to write an
 * ending has one; where two set the same header, browsers obey both.
 */
export function assetHeaders(paths: readonly string[] = []): string {
  const endings = new Set(paths.flatMap((path) => SVG_ENDING.exec(path)?.[0] ?? []));
  const isShared = paths.some((path) => path.startsWith("assets/"));
  return [
    rule("/artefact/*.safetensors", { "Cache-Control": IMMUTABLE }),
    rule("/artefact/manifest.json", { "Cache-Control": "no-cache" }),
    ...(isShared ? [] : [rule("/assets/*", { "Cache-Control": IMMUTABLE })]),
    rule("/*", SECURITY_HEADERS),
    ...[...endings].sort().map((ending) => rule(`/*${ending}`, { "Content-Security-Policy": SVG_POLICY })),
  ].join("");
}

const IMMUTABLE = "public, max-age=31536000, immutable";

function rule(paths: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return `${paths}\n${lines.join("")}`;
}

/** The rules where all files are the package's. */
export const ASSET_HEADERS = assetHeaders();
