import { readable } from "./coloured-json.ts";
import type { Draft } from "./draft.ts";
import { addressOf } from "./draft.ts";
import { element } from "./elements.ts";

const TIMEOUT_MS = 30_000;

/** Headers that say something of an answer, in the order in which they are shown. */
const HEADERS = ["Content-Type", "Cache-Control", "Retry-After", "Allow", "Server-Timing", "CF-Ray"];

/** What came of a request. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly elapsedMs: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  readonly isJson: boolean;
}

/** Sends a request to the service that begins at `base`. Rejects as addressOf throws, and as fetch does. */
export async function ask(draft: Draft, base: string, signal: AbortSignal): Promise<Answer> {
  const address = base + addressOf(draft);
  const content = draft.body === undefined ? {} : { body: draft.body, headers: { "Content-Type": "application/json" } };
  const startMs = performance.now();
  const ended = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const response = await fetch(address, { method: draft.method, ...content, signal: ended, cache: "no-store" });
  const text = await response.text();
  return {
    status: response.status,
    statusText: response.statusText,
    elapsedMs: performance.now() - startMs,
    headers: HEADERS.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    }),
    text,
    isJson: /json/.test(response.headers.get("Content-Type") ?? ""),
  };
}

/** One line of an answer, for the eye and for screen readers. */
export function summaryOf({ status, statusText, elapsedMs, text }: Answer): string {
  const byteLength = new TextEncoder().encode(text).length;
  return `${status} ${statusText} · ${elapsedMs.toFixed(elapsedMs < 10 ? 1 : 0)} ms · ${size(byteLength)}`;
}

/** An answer's headers and body. */
export function answerView({ headers, text, isJson }: Answer): Node[] {
  const list = element("dl", "headers");
  for (const [name, value] of headers)
    list.append(element("div", "", element("dt", "", name), element("dd", "", value)));
  const body = element("pre", "", ...readable(text, isJson));
  body.tabIndex = 0;
  body.setAttribute("role", "region");
  body.setAttribute("aria-label", "Body of the answer");
  return [list, body];
}

/** Why there is no answer, in words. */
export function failureText(error: unknown): string {
  if (error instanceof RangeError) return error.message;
  if (error instanceof DOMException && error.name === "TimeoutError") return `No answer within ${TIMEOUT_MS / 1000} s.`;
  const reason = error instanceof Error ? error.message : String(error);
  return `The service cannot be reached: ${reason}.`;
}

function size(byteLength: number): string {
  return byteLength < 1000 ? `${byteLength} bytes` : `${(byteLength / 1000).toFixed(1)} kB`;
}
