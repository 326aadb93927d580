import type { ListAnswer } from "./list-source.ts";
import type { ElementProblem } from "./problem.ts";
import type { Taste } from "./taste-database.ts";

/** An item of the list that is shown. */
export interface ShownItem {
  readonly itemId: string;
  /** From 1; 0 for an item that is not in the list. */
  readonly place: number;
  /** Of the answer that the list is; undefined where there is none. */
  readonly recommendationId: string | undefined;
}

/** What a visitor says of an item. */
export interface SaidOfItem extends ShownItem {
  /** false where it was taken back. */
  readonly active: boolean;
  readonly taste: Taste;
}

/** The events of the element with their details. All bubble; `near-edge-click` can be prevented, and the link is then not followed. */
export interface NearEdgeEvents {
  "near-edge-load": { readonly from: "local" | "edge" };
  "near-edge-list": ListAnswer;
  "near-edge-like": SaidOfItem;
  "near-edge-dislike": SaidOfItem;
  "near-edge-click": ShownItem;
  "near-edge-error": ElementProblem;
}
