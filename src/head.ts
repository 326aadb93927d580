/**
 * What the heads of artefacts compute with in a page: tfjs, as far as they need it, and its binary. `nearedge/browser` imports this
 * when an artefact has a head; a page that knows that beforehand may do so earlier.
 */
export { startBackend as startHead } from "./neural/backend.browser.ts";
