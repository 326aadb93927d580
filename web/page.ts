import type { StagedRecommender } from "../src/browser.ts";
import type { ItemCatalogue } from "../src/serving/item-catalogue.ts";
import type { Answer, Failure } from "./logic/answer.ts";
import { createCatalogue } from "./logic/catalogue.ts";
import type { EdgeClient } from "./logic/edge-client.ts";
import { edgeOnlySentence } from "./logic/edge-only.ts";
import { announcement } from "./logic/messages.ts";
import { createSession, type Snapshot } from "./logic/session.ts";
import { createSimilarLookup } from "./logic/similar.ts";
import { createAnnouncer } from "./views/announcer.ts";
import { createDetails } from "./views/details.ts";
import { byId, h } from "./views/dom.ts";
import { createEvaluations } from "./views/evaluations.ts";
import { createFilters } from "./views/filters.ts";
import { createModelFacts } from "./views/header.ts";
import { createResults } from "./views/results.ts";
import { createTaste } from "./views/taste.ts";
import { createToolbar } from "./views/toolbar.ts";

/** What the page shows, and what computes in this browser; without an engine, why there is none. */
export interface Engine {
  readonly items: ItemCatalogue;
  readonly recommender: StagedRecommender["recommender"] | undefined;
  readonly loadHead: StagedRecommender["loadHead"];
  readonly edgeOnly: Failure | undefined;
}

/** Builds the page around a loaded engine, or the edge alone, and keeps every part up to date with the session. */
export function showPage(app: HTMLElement, engine: Engine, edge: EdgeClient): void {
  const { manifest } = engine.items;
  const catalogue = createCatalogue(engine.items);
  const { recommender, loadHead, edgeOnly } = engine;
  const session = createSession({ recommender, loadHead, manifest, catalogue, edge, now: () => performance.now() });
  const announce = createAnnouncer(byId("live"));
  const { dispatch } = session;
  const preferences = () => session.snapshot().preferences;
  const choose = {
    like: (itemId: string) => dispatch({ type: "like", itemId }),
    exclude: (itemId: string) => dispatch({ type: "exclude", itemId }),
  };
  const details = createDetails(catalogue, createSimilarLookup(session, edge), choose, () =>
    byId("results-heading").focus(),
  );
  const taste = createTaste({ catalogue, preferences, dispatch, announce });
  const filters = createFilters({ catalogue, preferences, dispatch, announce });
  const toolbar = createToolbar(dispatch, recommender !== undefined);
  const results = createResults({
    catalogue,
    actions: { ...choose, open: details.open },
    dispatch,
    retryEdge: session.retryEdge,
    toolbar: toolbar.element,
  });

  let announced: Answer["items"] | undefined;
  const update = (snapshot: Snapshot) => {
    taste.update(snapshot.preferences);
    filters?.update(snapshot.preferences);
    toolbar.update(snapshot);
    results.update(snapshot);
    const side = snapshot.preferences.where === "edge" ? snapshot.edge : snapshot.browser;
    if (side.status !== "ready" || side.answer === undefined || side.answer.items === announced) return;
    announced = side.answer.items;
    announce(announcement(side.answer, snapshot.preferences.likes.length, (itemId) => catalogue.work(itemId).title));
  };

  byId("model").replaceChildren(createModelFacts(manifest));
  const note = edgeOnly && h("p", { class: "edge-only", role: "note" }, edgeOnlySentence(edgeOnly));
  app.replaceChildren(
    ...(note ? [note] : []),
    h(
      "div",
      { class: "columns" },
      h("div", { class: "sidebar" }, taste.element, ...(filters ? [filters.element] : [])),
      results.element,
    ),
    createEvaluations(manifest),
    details.element,
  );
  session.start(update);
}
