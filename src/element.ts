/**
 * `<near-edge>`: a list of recommendations as a custom element, from an artefact in the page or from a service at the edge. Importing
 * this registers it; in Node, where there are no elements, that does nothing. docs/element.md has all of it.
 */
import type { NearEdgeEvents } from "./element/events.ts";
import { NearEdgeElement } from "./element/near-edge-element.ts";

export type { NearEdgeEvents, SaidOfItem, ShownItem } from "./element/events.ts";
export type { ListAnswer } from "./element/list-source.ts";
export { NearEdgeElement } from "./element/near-edge-element.ts";
export type { ElementProblem } from "./element/problem.ts";
export type { Taste } from "./element/taste-database.ts";

/**
 * Registers the element under a name, besides `near-edge`. Does nothing where the name is taken, or where there are no elements. Throws
 * DOMException `SyntaxError` for a name without a hyphen.
 */
export function defineNearEdge(name = "near-edge"): void {
  if (!("customElements" in globalThis) || customElements.get(name)) return;
  // A class has one name only.
  customElements.define(name, name === "near-edge" ? NearEdgeElement : class extends NearEdgeElement {});
}

defineNearEdge();

declare global {
  interface HTMLElementTagNameMap {
    "near-edge": NearEdgeElement;
  }
  /** Of elements, the document and the window, to which the events bubble. */
  interface GlobalEventHandlersEventMap extends NearEdgeElementEvents {}
}

/** The events as listeners get them. */
type NearEdgeElementEvents = { [Name in keyof NearEdgeEvents]: CustomEvent<NearEdgeEvents[Name]> };
