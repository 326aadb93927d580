import type { Catalogue } from "../logic/catalogue.ts";
import { privacySentence } from "../logic/messages.ts";
import type { Preferences } from "../logic/preferences.ts";
import { formatCount } from "../logic/text.ts";
import { h, setText } from "./dom.ts";

/** What this page is, in words, with the search below; a note on the data stands out as a badge. */
export function createHero(
  { words, items }: Catalogue,
  note: string,
  search: HTMLElement,
): { readonly element: HTMLElement; update(preferences: Preferences): void } {
  const privacy = h("span", { class: "privacy" });
  const intro = `Choose a few ${words.many} you like, and see which of ${formatCount(items.length)} suit you next. `;
  const element = h(
    "div",
    { class: "hero" },
    h("h1", {}, words.headline),
    h("p", { class: "intro" }, intro, privacy),
    search,
    note === "" ? undefined : h("p", { class: "badge", "data-note": true }, note),
  );
  return { element, update: ({ where }) => setText(privacy, privacySentence(where)) };
}
