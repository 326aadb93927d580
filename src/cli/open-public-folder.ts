import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { refuseClashes, refuseWithin } from "./public-clashes.ts";
import { type PublicFolder, readPublicFolder } from "./public-folder.ts";
import { PAGE_FILES, packageRoot } from "./site.ts";
import { workerFirst } from "./wrangler-config.ts";

/**
 * The folder of `--public`, checked, before anything else is done; undefined where none was given. `apart` are files and folders of
 * the command that must not lie in it. Throws as readPublicFolder, refuseWithin and refuseClashes do.
 */
export async function openPublicFolder(
  folder: string | undefined,
  { page, apart }: { readonly page: boolean; readonly apart: readonly string[] },
): Promise<PublicFolder | undefined> {
  if (folder === undefined) return undefined;
  const found = await readPublicFolder(folder);
  await refuseWithin(found, apart);
  const routes = workerFirst(await readFile(join(packageRoot(), "wrangler.toml"), "utf8"));
  refuseClashes(found, { routes, page: page ? PAGE_FILES : [] });
  return found;
}
