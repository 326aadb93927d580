import { type LoadOptions, loadCatalogue, loadInStages } from "../src/browser.ts";
import { toFailure } from "./logic/answer.ts";
import { createEdgeClient } from "./logic/edge-client.ts";
import { edgeOnlyReason } from "./logic/edge-only.ts";
import { type Engine, showPage } from "./page.ts";
import { byId } from "./views/dom.ts";
import { createLoadFailure, createLoading } from "./views/loading.ts";
import { createThemeToggle } from "./views/theme.ts";

const ARTEFACT_FOLDER = new URL("artefact/", document.baseURI).href;
const EDGE_TIMEOUT_MS = 10_000;

const edge = createEdgeClient({ fetch: fetch.bind(globalThis), origin: "", timeoutMs: EDGE_TIMEOUT_MS });

async function load(): Promise<void> {
  const app = byId("app");
  const loading = createLoading();
  app.replaceChildren(loading.element);
  try {
    showPage(app, await loadEngine({ onProgress: loading.update }), edge);
  } catch (thrown) {
    app.replaceChildren(createLoadFailure(toFailure(thrown), () => void load()));
  }
}

/** The engine, or the catalogue alone where this browser has to leave the rest to the edge. */
async function loadEngine(options: LoadOptions): Promise<Engine> {
  try {
    const staged = await loadInStages(ARTEFACT_FOLDER, options);
    return { ...staged, items: staged.recommender, edgeOnly: undefined };
  } catch (thrown) {
    const edgeOnly = edgeOnlyReason(thrown);
    if (edgeOnly === undefined) throw thrown;
    const items = await loadCatalogue(ARTEFACT_FOLDER, options);
    return { items, recommender: undefined, loadHead: undefined, edgeOnly };
  }
}

byId("theme").append(createThemeToggle());
void load();
