import type { Preferences, Where } from "./preferences.ts";
import { decodeTaste, encodeTaste } from "./taste-code.ts";

/** What a visit asks of the browser's storage. */
export type TextStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Keeps a visitor's preferences between visits. */
export interface VisitStore {
  /** undefined where nothing is kept, or nothing that can be read. */
  load(): Preferences | undefined;
  /** false where the browser refuses. */
  save(preferences: Preferences): boolean;
  /** Removes everything that the page has stored. */
  forget(): void;
}

const PLACES: readonly string[] = ["browser", "edge", "both"] satisfies readonly Where[];

/**
 * Keeps preferences under a name of their own for each catalogue, since ids mean nothing in another. `storage` is asked for each time:
 * where a browser refuses, reading the property throws. `others` are further keys that the page stores under.
 */
export function createVisitStore(
  storage: () => TextStorage,
  catalogueName: string,
  others: readonly string[] = [],
): VisitStore {
  const key = `nearedge-visit:${catalogueName}`;
  const attempt = <T>(act: (opened: TextStorage) => T): T | undefined => {
    try {
      return act(storage());
    } catch {
      return undefined;
    }
  };
  return {
    load: () => {
      const text = attempt((opened) => opened.getItem(key)) ?? "";
      const [, where, taste] = /^([a-z]+)\?(.*)$/s.exec(text) ?? [];
      const preferences = taste === undefined ? undefined : decodeTaste(taste);
      if (preferences === undefined || !isPlace(where)) return undefined;
      return { ...preferences, where };
    },
    save: (preferences) =>
      attempt((opened) => {
        opened.setItem(key, `${preferences.where}?${encodeTaste(preferences)}`);
        return true;
      }) ?? false,
    forget: () => {
      attempt((opened) => {
        for (const one of [key, ...others]) opened.removeItem(one);
      });
    },
  };
}

function isPlace(text: string | undefined): text is Where {
  return text !== undefined && PLACES.includes(text);
}
