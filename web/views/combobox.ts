import { button, h, setAttribute, uniqueId } from "./dom.ts";
import { icon } from "./icons.ts";

/** One line of the list that a combobox offers. */
export interface Suggestion {
  readonly value: string;
  readonly label: string;
  /** Smaller print under or after the label. */
  readonly detail: string;
  /** Makes what stands before the label. */
  readonly picture?: (() => HTMLElement) | undefined;
}

export interface Suggestions {
  readonly suggestions: readonly Suggestion[];
  readonly matchCount: number;
  /** What stands in place of "Nothing found". */
  readonly note?: string;
}

export interface Combobox {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** Asks again for suggestions where the list is open. */
  refresh(): void;
}

export interface ComboboxOptions {
  readonly label: string;
  readonly placeholder: string;
  /** Suggestions for the text typed so far, best first, and how many there are in all. */
  readonly suggest: (text: string) => Suggestions;
  readonly onPick: (value: string) => void;
  /** Reads a sentence out. */
  readonly announce: (sentence: string) => void;
}

/**
 * A text field with a list of suggestions after the combobox pattern of ARIA: the focus stays in the field and
 * aria-activedescendant names the active line. Arrow keys move, Enter picks, Escape closes and then empties, Tab leaves.
 */
export function createCombobox({ label, placeholder, suggest, onPick, announce }: ComboboxOptions): Combobox {
  const listId = uniqueId("suggestions");
  const inputId = uniqueId("combobox");
  const input = h("input", {
    id: inputId,
    type: "text",
    role: "combobox",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    placeholder,
  });
  const list = h("ul", { id: listId, role: "listbox", "aria-label": label, hidden: true });
  const footnote = h("p", { class: "combobox-footnote" });
  const popup = h("div", { class: "combobox-popup", hidden: true }, list, footnote);
  const clear = button(
    { class: "combobox-clear", "aria-label": "Empty the field", tabindex: "-1", hidden: true },
    () => {
      empty();
      input.focus();
    },
  );
  clear.append(icon("dismiss"));
  let suggestions: readonly Suggestion[] = [];
  let active = -1;

  const close = () => {
    popup.hidden = true;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const activate = (place: number) => {
    active = place;
    for (const [index, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(index === place));
      if (index !== place) continue;
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
    if (place < 0) input.removeAttribute("aria-activedescendant");
  };

  const open = () => {
    const found = suggest(input.value);
    suggestions = found.suggestions;
    list.replaceChildren(...suggestions.map((suggestion, index) => optionOf(suggestion, `${listId}-${index}`)));
    const none = suggestions.length === 0;
    footnote.textContent = none
      ? (found.note ?? "Nothing found. Try fewer letters.")
      : footnoteOf(suggestions.length, found.matchCount);
    setAttribute(footnote, "hidden", footnote.textContent === "");
    list.hidden = none;
    popup.hidden = false;
    input.setAttribute("aria-expanded", String(!none));
    activate(none || input.value === "" ? -1 : 0);
    announce(none ? (found.note ?? "Nothing found.") : `${found.matchCount} found.`);
  };

  const empty = () => {
    input.value = "";
    clear.hidden = true;
    close();
  };

  const pick = (place: number) => {
    const suggestion = suggestions[place];
    if (suggestion === undefined) return;
    empty();
    onPick(suggestion.value);
  };

  const move = (step: number) => {
    if (popup.hidden) open();
    if (suggestions.length === 0) return;
    const from = active < 0 && step < 0 ? 0 : active;
    activate((from + step + suggestions.length) % suggestions.length);
  };

  const keys: Readonly<Record<string, () => boolean>> = {
    ArrowDown: () => {
      move(1);
      return true;
    },
    ArrowUp: () => {
      move(-1);
      return true;
    },
    Enter: () => {
      if (active >= 0) pick(active);
      return true;
    },
    Escape: () => {
      if (popup.hidden) empty();
      else close();
      return true;
    },
    Tab: () => {
      close();
      return false;
    },
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (keys[event.key]?.()) event.preventDefault();
  });
  input.addEventListener("input", () => {
    clear.hidden = input.value === "";
    if (input.value.trim() === "") close();
    else open();
  });
  input.addEventListener("click", () => {
    if (popup.hidden) open();
  });
  input.addEventListener("blur", close);
  popup.addEventListener("pointerdown", (event) => event.preventDefault());
  popup.addEventListener("click", (event) => {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (option !== null) pick([...list.children].indexOf(option));
  });

  const element = h(
    "div",
    { class: "combobox" },
    h("label", { for: inputId }, label),
    h("div", { class: "combobox-field" }, icon("search"), input, clear),
    popup,
  );
  return {
    element,
    input,
    refresh: () => {
      if (!popup.hidden) open();
    },
  };
}

function optionOf({ label, detail, picture }: Suggestion, id: string): HTMLElement {
  return h(
    "li",
    { id, role: "option", "aria-selected": "false" },
    picture?.(),
    h(
      "span",
      { class: "option-text" },
      h("span", { class: "option-label" }, label),
      detail === "" ? undefined : h("span", { class: "option-detail" }, ` ${detail}`),
    ),
  );
}

function footnoteOf(shown: number, matchCount: number): string {
  return matchCount > shown ? `The first ${shown} of ${matchCount.toLocaleString("en-GB")}. Type on to narrow.` : "";
}
