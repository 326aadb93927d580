import type { Context, Next } from "hono";
import { isPublicFileName } from "../src/artefact/format.ts";
import type { Assets } from "./load-recommender.ts";

const FOLDER = "/artefact/";

/**
 * Hands out the files of the artefact that anybody may have, and no other: `wrangler.toml` sends every path under `/artefact/`
 * here first. What is allowed is listed, letter by letter, and not what is forbidden, so that no other way to write a path
 * leads to a file of users. The rest is for the next handler, which knows no such path.
 */
export function publicArtefactFiles(assets: Assets) {
  return async (context: Context, next: Next): Promise<Response | undefined> => {
    const { raw } = context.req;
    const { pathname } = new URL(raw.url);
    if (pathname.startsWith(FOLDER) && isPublicFileName(pathname.slice(FOLDER.length))) {
      const file = await assets.fetch(raw);
      if (file.status !== 404) return file;
    }
    await next();
    return undefined;
  };
}
