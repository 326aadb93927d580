/**
 * Which origins may read the answers from a browser: all of them, or those of a list. One that ends in `:*` stands for every
 * port of its host.
 */
export type AllowedOrigins = "*" | readonly string[];

/** Reads the variable CORS_ORIGINS: `*` (also when absent), or origins separated by commas; empty allows none. */
export function parseOrigins(text: string | undefined): AllowedOrigins {
  if (text === undefined || text.trim() === "*") return "*";
  return text
    .split(",")
    .map((origin) => origin.trim())
    .filter((origin) => origin !== "");
}

/**
 * Headers that let a page of `origin` read the answer. A refused origin gets none: the request is still answered, and
 * the browser keeps the answer from the page.
 */
export function corsHeaders(allowed: AllowedOrigins, origin: string | undefined): Record<string, string> {
  const exposed = { "Access-Control-Expose-Headers": "Allow, Retry-After" };
  if (allowed === "*") return { "Access-Control-Allow-Origin": "*", ...exposed };
  if (origin === undefined || !allowed.some((one) => covers(one, origin))) return { Vary: "Origin" };
  return { "Access-Control-Allow-Origin": origin, Vary: "Origin", ...exposed };
}

const ANY_PORT = ":*";

function covers(allowed: string, origin: string): boolean {
  if (!allowed.endsWith(ANY_PORT)) return allowed === origin;
  const host = allowed.slice(0, -ANY_PORT.length);
  // A browser leaves the usual port out.
  return origin.startsWith(host) && /^(:\d+)?$/.test(origin.slice(host.length));
}

/** Headers that answer a preflight: the methods of the path, and the one header that a JSON body needs. */
export function preflightHeaders(allow: string): Record<string, string> {
  return {
    Allow: allow,
    "Access-Control-Allow-Methods": allow,
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
  };
}
