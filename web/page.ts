import type { StagedRecommender } from "../src/browser.ts";
import type { ItemCatalogue } from "../src/serving/item-catalogue.ts";
import type { Answer, Failure } from "./logic/answer.ts";
import type { Catalogue } from "./logic/catalogue.ts";
import type { Abilities, EdgeClient } from "./logic/edge-client.ts";
import { edgeOnlySentence } from "./logic/edge-only.ts";
import { createItemLookup, type ItemListKind } from "./logic/item-lists.ts";
import { announcement } from "./logic/messages.ts";
import { initialPreferences, type Preferences, verdictOn } from "./logic/preferences.ts";
import { toRequest } from "./logic/request.ts";
import { createSession, type Snapshot } from "./logic/session.ts";
import { createVisitStore } from "./logic/visit-store.ts";
import { createAnnouncer } from "./views/announcer.ts";
import { createDeferredPanel } from "./views/deferred-panel.ts";
import { createDetails } from "./views/details.ts";
import { byId, h } from "./views/dom.ts";
import { createHero } from "./views/hero.ts";
import { createNotices } from "./views/notices.ts";
import { createQualityRoom } from "./views/quality-room.ts";
import { createRail } from "./views/rail.ts";
import { createResults } from "./views/results.ts";
import { createSearch } from "./views/search.ts";
import { createTaste } from "./views/taste.ts";
import { THEME_KEY } from "./views/theme.ts";
import { createVisit } from "./visit.ts";

/** What the page shows, and what computes in this browser; without an engine, why there is none. */
export interface Engine {
  readonly items: ItemCatalogue;
  readonly catalogue: Catalogue;
  readonly recommender: StagedRecommender["recommender"] | undefined;
  readonly loadHead: StagedRecommender["loadHead"];
  readonly edgeOnly: Failure | undefined;
  readonly abilities: Abilities;
}

/** Builds the page around a loaded engine, or the edge alone, and keeps every part up to date with the session. */
export function showPage(app: HTMLElement, engine: Engine, edge: EdgeClient, forgetTheme: () => void): void {
  const { catalogue, recommender, loadHead, edgeOnly, abilities } = engine;
  const { manifest } = engine.items;
  const announce = createAnnouncer(byId("live"));
  const notices = createNotices();
  const store = createVisitStore(() => localStorage, manifest.data.name, [THEME_KEY]);
  const replace = (preferences: Preferences) => dispatch({ type: "replace", preferences });
  const visit = createVisit({ catalogue, store, notices, replace });
  const preferences = visit.begin();
  const now = () => performance.now();
  const session = createSession({ recommender, loadHead, manifest, abilities, preferences, edge, now });
  const { dispatch } = session;
  const current = () => session.snapshot().preferences;
  const verdict = (itemId: string) => verdictOn(current(), itemId);
  const judge = (itemId: string, judged: "like" | "dislike") =>
    dispatch({ type: verdict(itemId) === judged ? "undo" : judged, itemId });
  const actions = {
    like: (itemId: string) => judge(itemId, "like"),
    dislike: (itemId: string) => judge(itemId, "dislike"),
    verdict,
  };
  const lists: ItemListKind[] = [
    ...(abilities.similar ? ["similar" as const] : []),
    ...(abilities.boughtTogether ? ["boughtTogether" as const] : []),
  ];
  const focusElsewhere = () => byId("results-heading").focus();
  const panel = createDeferredPanel(
    { catalogue, lookUp: createItemLookup(session, edge), lists, actions, focusElsewhere },
    (element) => app.append(element),
    notices.show,
  );
  const open = panel.open;
  const search = createSearch({ catalogue, preferences: current, dispatch, announce });
  const focusSearch = () => search.input.focus();
  const forget = () => {
    store.forget();
    forgetTheme();
    replace(initialPreferences());
    focusSearch();
    announce("Everything is forgotten.");
  };
  const share = () => void visit.share(current());
  const taste = createTaste({ catalogue, dispatch, open, share, forget, focusSearch });
  const hero = createHero(catalogue, manifest.data.note, search.element);
  const rail = createRail({ catalogue, preferences: current, dispatch, announce }, abilities.diversity !== "none");
  const results = createResults({
    ...{ catalogue, dispatch, actions: { ...actions, open }, explains: abilities.explain },
    ...{ retryEdge: session.retryEdge, hasEngine: recommender !== undefined },
  });
  const details = createDetails(async () => {
    const { createDeveloper } = await import("./views/developer.ts");
    return createDeveloper(manifest, () => toRequest(current(), abilities));
  }, notices.show);

  let announced: Answer["items"] | undefined;
  const update = (snapshot: Snapshot) => {
    const chosen = snapshot.preferences;
    visit.keep(chosen);
    hero.update(chosen);
    taste.update(chosen, visit.isKept(chosen));
    rail.update(snapshot);
    results.update(snapshot);
    panel.update();
    details.update(snapshot);
    const side = chosen.where === "edge" ? snapshot.edge : snapshot.browser;
    if (side.status !== "ready" || side.answer === undefined || side.answer.items === announced) return;
    announced = side.answer.items;
    const titleOf = (itemId: string) => catalogue.item(itemId).title;
    announce(announcement(side.answer, chosen.likes.length, titleOf, catalogue.words));
  };

  document.title = `${catalogue.words.headline} NearEdge`;
  app.replaceChildren(
    ...(edgeOnly ? [h("p", { class: "edge-only", role: "note" }, edgeOnlySentence(edgeOnly))] : []),
    h("div", { class: "opening" }, hero.element, taste.element),
    h("div", { class: "columns" }, rail.element, results.element),
    createQualityRoom(manifest, catalogue.words),
    details.element,
    notices.element,
  );
  session.start(update);
}
