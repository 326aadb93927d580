import { answerOf } from "./answer.ts";
import { NetworkError, TimeoutError } from "./errors.ts";
import type { Settings } from "./options.ts";

/** A request that is ready to be sent, as often as need be. */
export interface PreparedRequest {
  readonly method: "GET" | "POST";
  /** Without query: what messages name. */
  readonly address: string;
  readonly query: string;
  readonly body?: string | undefined;
}

/** Answers that another attempt may change: too many requests, and a service or its proxy that is not ready. */
const PASSING = [429, 502, 503, 504];

/** The longest time before an attempt, but for one that the service asks for; the first is at most FIRST_WAIT_MS. */
const MAXIMUM_WAIT_MS = 8000;
const FIRST_WAIT_MS = 250;

/**
 * Sends a request until there is an answer: again after an error of the network and after a passing status, at most `retries` times.
 * Attempt n follows after a random time of at most 250 · 2ⁿ⁻¹ ms, and not before the time of `Retry-After`; where that time would go
 * beyond `timeoutMs`, the call ends with what it has.
 *
 * Rejects with ProblemError, AnswerError, NetworkError, TimeoutError, or the reason of `signal`.
 */
export async function call(request: PreparedRequest, settings: Settings, signal?: AbortSignal): Promise<unknown> {
  signal?.throwIfAborted();
  if (request.body !== undefined) settings.headers.set("Content-Type", "application/json");
  const name = `${request.method} ${request.address}`;
  const end = performance.now() + settings.timeoutMs;
  const controller = new AbortController();
  let attempt = 0;
  // Raced against, since a `fetch` of the caller's need not heed the signal.
  const ended = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
  });
  ended.catch(() => undefined);
  const stop = () => controller.abort(signal?.reason);
  const timer = setTimeout(() => {
    const detail = `no answer within ${settings.timeoutMs} ms, in attempt ${attempt}; a larger timeoutMs waits longer`;
    controller.abort(new TimeoutError("timeout", `${name}: ${detail}`));
  }, settings.timeoutMs);
  signal?.addEventListener("abort", stop);
  try {
    for (;;) {
      attempt++;
      const tried = await Promise.race([ended, sent(request, settings, controller.signal)]);
      const waitMs = waitBefore(attempt, tried, settings);
      if (waitMs === undefined || performance.now() + waitMs >= end) return finished(name, tried, attempt);
      await Promise.race([ended, pause(waitMs, controller.signal)]);
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

/** What came of an attempt: an answer with its text, or the error of the network. */
type Attempt = { readonly response: Response; readonly text: string } | { readonly error: unknown };

async function sent(
  { method, address, query, body }: PreparedRequest,
  { fetch, headers }: Settings,
  signal: AbortSignal,
) {
  try {
    // A plain object: a `fetch` of the caller's may well spread it.
    const init = { method, headers: Object.fromEntries(headers), signal, ...(body === undefined ? {} : { body }) };
    const response = await fetch(address + query, init);
    return { response, text: await response.text() };
  } catch (error) {
    return { error };
  }
}

/** Milliseconds until the next attempt; undefined where there is none. */
function waitBefore(attempt: number, tried: Attempt, { retries, random }: Settings): number | undefined {
  if (attempt > retries) return undefined;
  const jittered = random() * Math.min(MAXIMUM_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  if ("error" in tried) return jittered;
  if (!PASSING.includes(tried.response.status)) return undefined;
  return jittered + askedFor(tried.response.headers.get("Retry-After") ?? "");
}

/** Milliseconds that `Retry-After` asks for, in seconds or as a date; 0 for what is neither. */
function askedFor(retryAfter: string): number {
  const seconds = /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Math.max(0, 1000 * seconds || 0);
}

/** Waits; leaves no timer behind where the call ends before. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => clearTimeout(timer));
  });
}

function finished(name: string, tried: Attempt, attempt: number): unknown {
  if (!("error" in tried)) return answerOf(name, tried.response, tried.text);
  const { error } = tried;
  const reason = error instanceof Error ? error.message : String(error);
  const attempts = attempt === 1 ? "1 attempt" : `${attempt} attempts`;
  throw new NetworkError("network", `${name}: no answer in ${attempts}: ${reason}`, { cause: error });
}
