import type { Preferences } from "./preferences.ts";
import { decodeTaste, encodeTaste } from "./taste-code.ts";

const OPENING = "#taste?";
/** Longest fragment that is made or read: longer addresses do not survive chats and mail. */
export const MAXIMUM_FRAGMENT_LENGTH = 8000;

/** A link with as much of the taste as it holds. */
export interface TasteLink {
  readonly address: string;
  /** Likes and dislikes that did not fit: the oldest. */
  readonly leftOut: number;
}

/** The page's address with the taste as its fragment, which browsers do not send to any server. */
export function tasteLink(page: string, preferences: Preferences): TasteLink {
  const base = page.replace(/#.*$/s, "");
  const total = preferences.likes.length + preferences.dislikes.length;
  for (let kept = total; ; kept--) {
    const shorter = keepLatest(preferences, kept);
    const fragment = OPENING + encodeTaste(shorter);
    if (fragment.length <= MAXIMUM_FRAGMENT_LENGTH || kept === 0)
      return { address: base + fragment, leftOut: total - kept };
  }
}

/** What a fragment says: nothing of a taste, a taste, or something that cannot be read, and why. */
export type ReadFragment =
  | { readonly kind: "none" }
  | { readonly kind: "taste"; readonly preferences: Preferences }
  | { readonly kind: "bad"; readonly message: string };

/** Reads the fragment of an address, with its "#". */
export function readFragment(fragment: string): ReadFragment {
  if (!fragment.startsWith("#taste")) return { kind: "none" };
  if (fragment.length > MAXIMUM_FRAGMENT_LENGTH) {
    const limit = `${MAXIMUM_FRAGMENT_LENGTH.toLocaleString("en-GB")} characters`;
    return { kind: "bad", message: `The taste in this link is longer than ${limit}, so it was left aside.` };
  }
  const preferences = fragment.startsWith(OPENING) ? decodeTaste(fragment.slice(OPENING.length)) : undefined;
  if (preferences === undefined) {
    return {
      kind: "bad",
      message: "The taste in this link cannot be read, so it was left aside. Was it copied whole?",
    };
  }
  return { kind: "taste", preferences };
}

/** The latest `count` of likes and dislikes, dislikes first to go. */
function keepLatest(preferences: Preferences, count: number): Preferences {
  const likes = Math.min(preferences.likes.length, count);
  const dislikes = Math.min(preferences.dislikes.length, count - likes);
  return {
    ...preferences,
    likes: preferences.likes.slice(preferences.likes.length - likes),
    dislikes: preferences.dislikes.slice(preferences.dislikes.length - dislikes),
  };
}
