import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { ROOT, runProgram } from "./children.ts";

/** What usearch finds: keys are row numbers; the distance of the inner product is 1 − score. */
export interface UsearchMatches {
  readonly keys: BigUint64Array;
  readonly distances: Float32Array;
}

/** usearch as far as it is used here. It reads the whole buffer of an array, whatever part a view shows. */
interface Usearch {
  exactSearch(
    items: Float32Array | Int8Array,
    queries: Float32Array | Int8Array,
    dimensions: number,
    k: number,
    metric: "ip",
    threads: number,
  ): UsearchMatches;
}

const PEERS_FOLDER = join(ROOT, "bench/peers");

/**
 * Installs the packages of bench/peers where they are missing: locked versions, no install scripts. Returns undefined
 * when they are there, or why they are not: without a network the benchmark goes on without them.
 */
export async function installPeers(progress: (text: string) => void): Promise<string | undefined> {
  if (existsSync(join(PEERS_FOLDER, "node_modules/usearch/package.json"))) return undefined;
  progress("installing the packages of bench/peers");
  try {
    // npm is a script with another ending on Windows, which only a shell finds.
    await runProgram("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"], {
      cwd: PEERS_FOLDER,
      shell: process.platform === "win32",
    });
    return undefined;
  } catch (error) {
    const reason = /npm error (?!code|errno|syscall)(.+)/.exec(String(error))?.[1] ?? "npm ci failed";
    return `not installed: ${reason}; run: npm ci --ignore-scripts --prefix bench/peers`;
  }
}

/** Loads usearch, which is CommonJS with a prebuilt binary. */
export function loadUsearch(): Usearch {
  return createRequire(join(PEERS_FOLDER, "package.json"))("usearch") as Usearch;
}

/** Versions of those of these packages that are installed; "nearedge" is this one. */
export function packageVersions(names: readonly string[]): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const name of names) {
    const places = name === "nearedge" ? [ROOT] : [ROOT, PEERS_FOLDER].map((at) => join(at, "node_modules", name));
    const place = places.find((folder) => existsSync(join(folder, "package.json")));
    if (place === undefined) continue;
    const { version } = JSON.parse(readFileSync(join(place, "package.json"), "utf8")) as { version: string };
    versions[name] = version;
  }
  return versions;
}
