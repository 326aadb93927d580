import { type ClientOptions, createClient } from "../../src/client.ts";
import { createFakeApp } from "../workerd/fake-recommender.ts";

/** What a client sent. */
export interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** An answer, an error of the network, or a request that nobody answers. */
export type Reply = (init: RequestInit) => Response | Promise<Response>;

/** A client whose requests these replies answer one after the other, the last one again and again. Waits take no time. */
export function clientWith(replies: readonly Reply[], options: ClientOptions = {}) {
  const sent: Sent[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    const reply = replies[Math.min(sent.length, replies.length) - 1];
    if (!reply) throw new Error("expected a reply");
    return reply(init);
  };
  const client = createClient("https://service.example", { fetch, random: () => 0, ...options });
  return { client, sent };
}

/** A client of the app itself over a fake engine, which keeps the requests it was given. */
export function clientOfApp(options: ClientOptions = {}) {
  const { app, recommender, logged } = createFakeApp();
  const sent: Sent[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return app.request(url, init);
  };
  return { client: createClient("https://service.example/", { fetch, ...options }), recommender, logged, sent };
}

export const json = (value: unknown, init: ResponseInit = {}): Response => Response.json(value, init);

/** A list of these items, as far as the client looks at one. */
export const listOf = (itemIds: readonly string[], more: object = {}) => ({
  items: itemIds.map((itemId) => ({ itemId })),
  ...more,
});

/** A problem document as a service sends it. */
export function problem(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Response {
  const value = { type: `/docs#${code}`, title: "A problem", status, detail: `about ${code}`, code };
  return json(value, { status, headers: { "Content-Type": "application/problem+json", ...headers } });
}

/** Nobody answers, until the request is given up. */
export const silence: Reply = ({ signal }) =>
  new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

/** The connection fails. */
export const noConnection: Reply = () => {
  throw new TypeError("fetch failed");
};

/** The error that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected a rejection");
}
