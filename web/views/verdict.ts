import { button, h } from "./dom.ts";
import { icon } from "./icons.ts";

/** What a visitor can do with an item. */
export interface ItemActions {
  readonly like: (itemId: string) => void;
  readonly dislike: (itemId: string) => void;
  readonly open: (itemId: string) => void;
  /** What the visitor thinks of it by now. */
  readonly verdict: (itemId: string) => "like" | "dislike" | undefined;
}

/** Two buttons that stay pressed: like, and not for me. Pressing again takes it back. */
export function createVerdict(itemId: string, title: string, actions: ItemActions, words: "shown" | "hidden") {
  const label = (text: string) => h("span", { class: words === "hidden" ? "visually-hidden" : undefined }, text);
  const name = (what: string) => (words === "hidden" ? { "aria-label": `${what}${title}` } : {});
  const like = button(
    { class: "verdict verdict-like", "data-action": "like", "aria-pressed": "false", ...name("Like ") },
    () => actions.like(itemId),
    icon("like"),
    label("Like"),
  );
  const dislike = button(
    { class: "verdict verdict-dislike", "data-action": "dislike", "aria-pressed": "false", ...name("Not for me: ") },
    () => actions.dislike(itemId),
    icon("dislike"),
    label("Not for me"),
  );
  return {
    elements: [like, dislike] as const,
    update: () => {
      const verdict = actions.verdict(itemId);
      like.setAttribute("aria-pressed", String(verdict === "like"));
      dislike.setAttribute("aria-pressed", String(verdict === "dislike"));
    },
  };
}
