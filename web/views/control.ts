import type { Catalogue } from "../logic/catalogue.ts";
import type { Action, Preferences } from "../logic/preferences.ts";

export interface FiltersOptions {
  readonly catalogue: Catalogue;
  readonly preferences: () => Preferences;
  readonly dispatch: (action: Action) => void;
  readonly announce: (sentence: string) => void;
}

/** A part of the page that shows preferences and changes them. */
export interface Control {
  readonly element: HTMLElement;
  update(preferences: Preferences): void;
}
