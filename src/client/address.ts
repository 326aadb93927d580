import { show } from "../check.ts";

/**
 * The address of a service: absolute, or relative to the page. Throws RangeError for one that cannot be the beginning of an
 * address, and TypeError for what is no text or URL.
 */
export function baseOf(baseUrl: string | URL): URL {
  if (typeof baseUrl !== "string" && !(baseUrl instanceof URL)) {
    throw new TypeError(`baseUrl: expected an address, got ${show(baseUrl)}`);
  }
  const page = (globalThis as { location?: { href?: string } }).location?.href;
  const base = parsed(String(baseUrl), page);
  if (!base || !/^https?:$/.test(base.protocol) || base.search + base.hash + base.username + base.password !== "") {
    const expected = "an http(s) address without ?, # and user, such as https://recommend.example";
    const relative = page === undefined ? "; only in a page may it be relative" : "";
    throw new RangeError(`baseUrl: expected ${expected}, got ${show(String(baseUrl))}${relative}`);
  }
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return base;
}

/** Not URL.canParse, which browsers lack that are a few years old. */
function parsed(text: string, page: string | undefined): URL | undefined {
  try {
    return new URL(text, page);
  } catch {
    return undefined;
  }
}

/** Puts ids into a path, each as one segment, whatever it is made of. Throws TypeError, and RangeError for an id that no path can have. */
export function pathWith(path: string, ids: readonly unknown[]): string {
  let place = 0;
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => segment(name, ids[place++]));
}

function segment(name: string, id: unknown): string {
  if (typeof id !== "string") throw new TypeError(`${name}: expected a string, got ${show(id)}`);
  if (id === "") throw new RangeError(`${name}: expected an id, got an empty string`);
  // Addresses are resolved before they are sent, also where the dots are written as %2E.
  if (id === "." || id === "..") {
    throw new RangeError(
      `${name}: no path can have the id ${show(id)}; ask for it in a batch, which has ids in its body`,
    );
  }
  if (/\p{Surrogate}/u.test(id)) throw new RangeError(`${name}: expected Unicode text, got half of a surrogate pair`);
  return encodeURIComponent(id);
}

/** A query string, with its question mark where there is something to ask: texts as they are, lists and objects as JSON. */
export function queryOf(request: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    if (value !== undefined) parameters.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  const text = String(parameters);
  return text === "" ? "" : `?${text}`;
}
