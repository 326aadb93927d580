import { loadInStages } from "../src/browser.ts";
import { toFailure } from "./logic/answer.ts";
import { createEdgeClient } from "./logic/edge-client.ts";
import { showPage } from "./page.ts";
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
    showPage(app, await loadInStages(ARTEFACT_FOLDER, { onProgress: loading.update }), edge);
  } catch (thrown) {
    app.replaceChildren(createLoadFailure(toFailure(thrown), () => void load()));
  }
}

byId("theme").append(createThemeToggle());
void load();
