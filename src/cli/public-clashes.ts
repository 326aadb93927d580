/** What the files of `--public` must leave alone. */
import { join, resolve } from "node:path";
import { pathMatcher } from "../../worker/path-rules.ts";
import { OptionsError } from "../errors.ts";
import { followOut, liesIn } from "./out-place.ts";
import type { PublicFile, PublicFolder } from "./public-folder.ts";

/** Names that wrangler reads or leaves out wherever they lie, so that they are never served. */
const OF_THE_PLATFORM = new Set(["_headers", "_redirects", "_worker.js", "_routes.json"]);
/** Clashes that are named. */
const NAMED = 3;

export interface Taken {
  /** Paths that the worker answers itself, as `run_worker_first` has them. */
  readonly routes: readonly string[];
  /** The page's own: names without a dot are folders, in which other files may lie. */
  readonly page: readonly string[];
}

/**
 * Throws OptionsError `public-clash` where a file would stand in the place of a route or of a file of the page. Letter case does not
 * count, as it does not on some disks.
 */
export function refuseClashes({ folder, files }: PublicFolder, { routes, page }: Taken): void {
  const isRoute = pathMatcher(routes.map((rule) => rule.toLowerCase()));
  const own = new Set(page);
  const folders = new Set(page.filter((name) => !name.includes(".")));
  const clashes = files.flatMap((file) => {
    const reason = reasonOf(file, { isRoute, own, folders });
    return reason === undefined ? [] : [`${join(folder, file.path)} (${reason})`];
  });
  if (clashes.length === 0) return;
  const more = clashes.length > NAMED ? ` and ${clashes.length - NAMED} more` : "";
  const expected = "--public: expected files beside the page and the routes of the service, not in their place";
  throw new OptionsError(
    "public-clash",
    `${expected}: ${clashes.slice(0, NAMED).join(", ")}${more}; rename them or take them out`,
  );
}

function reasonOf(
  { path }: PublicFile,
  taken: {
    readonly isRoute: (path: string) => boolean;
    readonly own: ReadonlySet<string>;
    readonly folders: ReadonlySet<string>;
  },
): string | undefined {
  const lower = path.toLowerCase();
  const names = lower.split("/");
  const [first = ""] = names;
  if (names.some((name) => OF_THE_PLATFORM.has(name))) return "rules of the platform, which are not served";
  const route = addressesOf(lower).find((address) => taken.isRoute(address));
  if (route !== undefined) return `${route} is a route of the service`;
  if (!taken.own.has(first) || (taken.folders.has(first) && names.length > 1)) return undefined;
  return `/${first} is the page's own; --no-page leaves the page out of a site`;
}

/** Where the platform serves a file: HTML also without its ending, and `index.html` as its folder. A file in the place of a folder of routes counts as well. */
function addressesOf(path: string): string[] {
  const address = `/${path}`;
  const plain = address.endsWith(".html") ? [address.replace(/(?:\/index)?\.html$/, "")] : [];
  return [...plain, address, `${address}/`];
}

/**
 * Throws OptionsError `public-not-apart` where the folder holds a file or folder that is not for everybody, such as an artefact
 * with its users, or lies in it. What is not there yet counts where it would come to lie.
 */
export async function refuseWithin({ folder, root }: PublicFolder, apart: readonly string[]): Promise<void> {
  for (const path of apart) {
    const found = await followOut(path);
    const place = "target" in found ? found.target : resolve(path);
    if (!liesIn(root, place) && !liesIn(place, root)) continue;
    const where = liesIn(root, place) ? `holds ${path}` : `lies in ${path}`;
    const got = `${folder} ${place === root ? "is one of these" : where}`;
    throw new OptionsError(
      "public-not-apart",
      `--public: expected a folder apart from data, artefact and site, since anybody could read them there, but ${got}; give it a folder of its own`,
    );
  }
}
