import { ROUTES } from "./routes.ts";

/** Longest path that is looked at. */
const PATH_LENGTH = 200;

/**
 * The path of a route that was perhaps meant: the given one without slashes at its end, with the letters of the route's own case, or behind
 * `/v1`. undefined where that is no route either.
 */
export function nearPath(path: string): string | undefined {
  if (path.length > PATH_LENGTH) return undefined;
  const tidy = path.replace(/\/+$/, "");
  for (const given of [tidy, `/v1${tidy}`]) {
    for (const route of ROUTES) {
      const ids = new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, "([^/]+)")}$`, "i").exec(given)?.slice(1);
      if (ids) return route.path.replaceAll(/\{\w+\}/g, () => ids.shift() ?? "");
    }
  }
  return undefined;
}
