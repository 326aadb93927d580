import { type LoadOptions, loadCatalogue, loadInStages } from "../src/browser.ts";
import { toFailure } from "./logic/answer.ts";
import { readCatalogue } from "./logic/catalogue.ts";
import { type Abilities, createEdgeClient } from "./logic/edge-client.ts";
import { edgeOnlyReason } from "./logic/edge-only.ts";
import { type Engine, showPage } from "./page.ts";
import { byId } from "./views/dom.ts";
import { createLoadFailure, createLoading } from "./views/loading.ts";
import { createThemeToggle } from "./views/theme.ts";

const ARTEFACT_FOLDER = new URL("artefact/", document.baseURI).href;
const EDGE_TIMEOUT_MS = 10_000;
/** Where the edge does not say what it can do, nothing is asked that some model could not. */
const PLAIN_ABILITIES: Abilities = {
  explain: false,
  diversity: "none",
  history: true,
  similar: true,
  boughtTogether: false,
};

const edge = createEdgeClient({ fetch: fetch.bind(globalThis), origin: "", timeoutMs: EDGE_TIMEOUT_MS });
const theme = createThemeToggle();

async function load(): Promise<void> {
  const app = byId("app");
  const loading = createLoading();
  app.replaceChildren(loading.element);
  try {
    const engine = await loadEngine({ onProgress: loading.update }, loading.reading);
    showPage(app, engine, edge, theme.forget);
  } catch (thrown) {
    app.replaceChildren(createLoadFailure(toFailure(thrown), () => void load()));
  }
}

/** The engine, or the catalogue alone where this browser has to leave the rest to the edge. */
async function loadEngine(options: LoadOptions, reading: (count: number, itemCount: number) => void): Promise<Engine> {
  const read = (items: Engine["items"]) =>
    readCatalogue(items, { onProgress: (count) => reading(count, items.itemCount) });
  try {
    const staged = await loadInStages(ARTEFACT_FOLDER, options);
    const items = staged.recommender;
    return { ...staged, items, catalogue: await read(items), abilities: items.capabilities, edgeOnly: undefined };
  } catch (thrown) {
    const edgeOnly = edgeOnlyReason(thrown);
    if (edgeOnly === undefined) throw thrown;
    const items = await loadCatalogue(ARTEFACT_FOLDER, options);
    const abilities = await edge.abilities(new AbortController().signal).catch(() => PLAIN_ABILITIES);
    return { items, catalogue: await read(items), recommender: undefined, loadHead: undefined, edgeOnly, abilities };
  }
}

byId("theme").append(theme.element);
void load();
