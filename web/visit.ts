import type { Catalogue } from "./logic/catalogue.ts";
import { STORAGE_REFUSED, settledSentence } from "./logic/messages.ts";
import { initialPreferences, type Preferences } from "./logic/preferences.ts";
import { encodeTaste, settle } from "./logic/taste-code.ts";
import { readFragment, tasteLink } from "./logic/taste-link.ts";
import type { VisitStore } from "./logic/visit-store.ts";
import type { createNotices } from "./views/notices.ts";

export interface VisitOptions {
  readonly catalogue: Catalogue;
  readonly store: VisitStore;
  readonly notices: ReturnType<typeof createNotices>;
  /** Makes preferences those of the page. */
  readonly replace: (preferences: Preferences) => void;
}

/** What a visitor's preferences come from and where they are kept. */
export interface Visit {
  /** What to begin with: from the link of the page, else from the last visit. */
  begin(): Preferences;
  /** Keeps them, unless they are those of a link, which the visitor has not made their own. */
  keep(preferences: Preferences): void;
  isKept(preferences: Preferences): boolean;
  share(preferences: Preferences): Promise<void>;
}

/** Makes a visit; also takes over a taste whose link is opened while the page is up. */
export function createVisit({ catalogue, store, notices, replace }: VisitOptions): Visit {
  const { words } = catalogue;
  let isRefused = false;
  /** Whether the taste is that of a link, which must not take the place of the visitor's own before they say so. */
  let isBorrowed = false;
  let current = initialPreferences();

  const fitted = (preferences: Preferences, from: string): Preferences => {
    const settled = settle(preferences, catalogue);
    const sentence = settledSentence(settled, from, words);
    if (sentence !== "") notices.show(sentence);
    return settled.preferences;
  };
  const own = (): Preferences => {
    const stored = store.load();
    return stored === undefined ? initialPreferences() : fitted(stored, "of your last visit");
  };
  const fromLink = (): Preferences | undefined => {
    const read = readFragment(location.hash);
    if (read.kind === "none") return undefined;
    // The taste is the page's from here on: loading it again must not undo what the visitor does with it.
    history.replaceState(null, "", location.pathname + location.search);
    if (read.kind === "bad") {
      notices.show(read.message);
      return undefined;
    }
    const mine = store.load();
    const preferences = { ...fitted(read.preferences, "of this link"), where: (mine ?? initialPreferences()).where };
    if (mine === undefined || encodeTaste(mine) === "") return preferences;
    isBorrowed = true;
    notices.show(
      "This taste came with the link. Your own is kept.",
      { label: "Take this one", run: takeOver },
      { label: "Back to mine", run: goBack },
    );
    return preferences;
  };
  const takeOver = (): void => {
    isBorrowed = false;
    replace(current);
  };
  const goBack = (): void => {
    isBorrowed = false;
    replace(own());
  };

  addEventListener("hashchange", () => {
    const preferences = fromLink();
    if (preferences !== undefined) replace(preferences);
  });

  return {
    begin: () => {
      current = fromLink() ?? own();
      return current;
    },
    keep: (preferences) => {
      current = preferences;
      const isInitial = encodeTaste(preferences) === "";
      if (isBorrowed || (isInitial && store.load() === undefined)) return;
      if (store.save(preferences) || isRefused) return;
      isRefused = true;
      notices.show(STORAGE_REFUSED);
    },
    isKept: (preferences) => encodeTaste(preferences) !== "",
    share: async (preferences) => {
      const { address, leftOut } = tasteLink(location.href, preferences);
      const rest = leftOut === 0 ? "" : ` It holds the latest; ${leftOut} older choices did not fit.`;
      try {
        await navigator.clipboard.writeText(address);
        notices.show(`Link copied. Whoever opens it sees this list.${rest}`);
      } catch {
        notices.show(`Copy this link: ${address}${rest}`);
      }
    },
  };
}
