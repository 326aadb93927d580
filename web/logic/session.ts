import type { Manifest } from "../../src/artefact/manifest.ts";
import type { Recommender } from "../../src/serving/types.ts";
import { type Answer, type Failure, toAnswer, toFailure, toRatings } from "./answer.ts";
import type { Abilities, EdgeClient } from "./edge-client.ts";
import { type Action, type Preferences, reduce } from "./preferences.ts";
import { toRequest } from "./request.ts";
import { createTimings, type TimingSummary } from "./timings.ts";

/** What one place has to show. While it waits or fails it keeps the list it had. */
export interface Side {
  readonly status: "off" | "waiting" | "ready" | "failed";
  readonly answer: Answer | undefined;
  readonly failure: Failure | undefined;
  readonly timing: TimingSummary | undefined;
}

/** State of the re-ranking head in this browser. "idle": there is one, not needed so far. */
export type HeadStatus = "none" | "idle" | "loading" | "ready" | "failed";

/** Everything the page shows, at one moment. */
export interface Snapshot {
  readonly preferences: Preferences;
  readonly browser: Side;
  readonly edge: Side;
  readonly head: HeadStatus;
  readonly headFailure: Failure | undefined;
}

export interface SessionOptions {
  /** The engine; undefined in a browser that has none, where the edge answers everything. */
  readonly recommender: Recommender | undefined;
  readonly preferences: Preferences;
  /** What may be asked for. */
  readonly abilities: Abilities;
  readonly edge: EdgeClient;
  /** Loads the head and returns a recommender that re-ranks; undefined where the artefact has no head. */
  readonly loadHead: (() => Promise<Recommender>) | undefined;
  /** What the artefact says of itself: where there is no engine, it tells what the edge may be asked. */
  readonly manifest: Pick<Manifest, "head" | "data">;
  /** Current time in milliseconds, monotonic. */
  readonly now: () => number;
}

/** One visit: takes actions, keeps both lists up to date, tells its listener of every change. */
export interface Session {
  snapshot(): Snapshot;
  /** The engine in its present state, with the head once that is loaded; undefined where there is none. */
  recommender(): Recommender | undefined;
  dispatch(action: Action): void;
  /** Computes the first lists, and calls the listener on every change from now on. */
  start(listener: (snapshot: Snapshot) => void): void;
  /** Asks the edge again. */
  retryEdge(): void;
}

const OFF: Side = { status: "off", answer: undefined, failure: undefined, timing: undefined };

/** Makes a session. The browser's list is computed at once; an edge answer that a later request has overtaken is dropped. */
export function createSession(options: SessionOptions): Session {
  const { recommender: first, manifest, abilities, edge, loadHead, now } = options;
  const timings = createTimings();
  let recommender = first;
  /** Without an engine there is one place only. */
  const placed = (preferences: Preferences): Preferences =>
    first === undefined ? { ...preferences, where: "edge" } : preferences;
  let state: Snapshot = {
    preferences: placed(options.preferences),
    browser: OFF,
    edge: OFF,
    head: loadHead || (first === undefined && manifest.head !== null) ? "idle" : "none",
    headFailure: undefined,
  };
  let listener: (snapshot: Snapshot) => void = () => {};
  let pending = new AbortController();

  const predictsRatings = first === undefined ? manifest.data.feedback === "explicit" : predictsAny(first);

  const change = (part: Partial<Snapshot>) => {
    state = { ...state, ...part };
    listener(state);
  };

  const timed = (place: string, answer: Answer, startedAt: number): Side => {
    const series = `${place}${answer.reranked ? " re-ranked" : ""}`;
    timings.add(series, now() - startedAt);
    return { status: "ready", answer, failure: undefined, timing: timings.summary(series) };
  };

  const browserSide = (): Side => {
    if (recommender === undefined || state.preferences.where === "edge") return OFF;
    const request = toRequest(state.preferences, abilities);
    const startedAt = now();
    try {
      const response = recommender.recommend({
        ...request,
        rerank: state.preferences.rerank && state.head === "ready",
      });
      const answer = toAnswer(response, recommender.manifest.version);
      const side = timed("browser", answer, startedAt);
      if (!predictsRatings) return side;
      const items = answer.items.map(({ itemId }) => itemId);
      const { predictions } = recommender.predict({ history: request.history, items });
      return { ...side, answer: { ...answer, ratings: toRatings(predictions) } };
    } catch (thrown) {
      return { ...state.browser, status: "failed", failure: toFailure(thrown) };
    }
  };

  const askEdge = async () => {
    pending.abort();
    pending = new AbortController();
    const { signal } = pending;
    if (state.preferences.where === "browser") {
      change({ edge: OFF });
      return;
    }
    change({ edge: { ...state.edge, status: "waiting", failure: undefined } });
    const startedAt = now();
    try {
      const request = toRequest(state.preferences, abilities);
      const answer = await edge.recommend(request, signal);
      if (signal.aborted) return;
      const side = timed("edge", answer, startedAt);
      change({ edge: side });
      if (!predictsRatings) return;
      const items = answer.items.map(({ itemId }) => itemId);
      // A list without stars is a list all the same.
      const ratings = await edge.predict({ history: request.history, items }, signal).catch(() => undefined);
      if (ratings !== undefined && !signal.aborted) change({ edge: { ...side, answer: { ...answer, ratings } } });
    } catch (thrown) {
      if (!signal.aborted) change({ edge: { ...state.edge, status: "failed", failure: toFailure(thrown) } });
    }
  };

  const wakeHead = async () => {
    const { where, rerank } = state.preferences;
    if (loadHead === undefined || state.head !== "idle" || !rerank || where === "edge") return;
    change({ head: "loading" });
    try {
      recommender = await loadHead();
      state = { ...state, head: "ready" };
      change({ browser: browserSide() });
    } catch (thrown) {
      change({ head: "failed", headFailure: toFailure(thrown) });
    }
  };

  const refresh = () => {
    change({ browser: browserSide() });
    void askEdge();
    void wakeHead();
  };

  return {
    snapshot: () => state,
    recommender: () => recommender,
    dispatch: (action) => {
      state = { ...state, preferences: placed(reduce(state.preferences, action)) };
      refresh();
    },
    start: (onChange) => {
      listener = onChange;
      refresh();
    },
    retryEdge: () => void askEdge(),
  };
}

function predictsAny(recommender: Recommender): boolean {
  const [someItem] = recommender.itemIds();
  return someItem !== undefined && toRatings(recommender.predict({ items: [someItem] }).predictions).size > 0;
}

/** The list that the page is about: the browser's, unless the edge alone is wanted. */
export function mainAnswer({ preferences, browser, edge }: Snapshot): Answer | undefined {
  return preferences.where === "edge" ? edge.answer : (browser.answer ?? edge.answer);
}

/** Both lists, where both are up to date. */
export function comparedAnswers({ browser, edge }: Snapshot): { browser: Answer; edge: Answer } | undefined {
  if (browser.status !== "ready" || edge.status !== "ready") return undefined;
  if (browser.answer === undefined || edge.answer === undefined) return undefined;
  return { browser: browser.answer, edge: edge.answer };
}
