/**
 * What every answer and every static file carries. A page cannot forbid its framing from inside: the `<meta>` form of a
 * content security policy has no `frame-ancestors`. Older browsers know only X-Frame-Options.
 */
export const SECURITY_HEADERS = {
  "Content-Security-Policy": "frame-ancestors 'none'",
  "X-Frame-Options": "DENY",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
} as const;

/** Adds the headers to an answer; a content security policy of its own stays. */
export function addSecurityHeaders(headers: Headers): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) if (!headers.has(name)) headers.set(name, value);
}
