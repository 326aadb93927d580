import { button, h } from "./dom.ts";
import { icon } from "./icons.ts";

export interface Chip {
  readonly value: string;
  readonly label: string;
}

export interface ChipListOptions {
  /** What the button of a chip does, before the chip's label: "Remove from likes:". */
  readonly removeLabel: string;
  readonly onRemove: (value: string) => void;
  /** Moves the focus on when the last chip has gone. */
  readonly focusAfterLast: () => void;
}

/** A list of small labels with a button each that takes it away; the focus moves on to the neighbour. */
export function createChipList({ removeLabel, onRemove, focusAfterLast }: ChipListOptions): {
  readonly element: HTMLElement;
  update(chips: readonly Chip[]): void;
} {
  const element = h("ul", { class: "tokens" });
  const buttons = () => [...element.querySelectorAll("button")];
  const chipOf = ({ value, label }: Chip) => {
    const remove = button({ "aria-label": `${removeLabel} ${label}` }, () => {
      const place = buttons().indexOf(remove);
      onRemove(value);
      const rest = buttons();
      const next = rest[Math.min(place, rest.length - 1)];
      if (next === undefined) focusAfterLast();
      else next.focus();
    });
    remove.append(icon("dismiss"));
    return h("li", { class: "token" }, h("span", { class: "token-label" }, label), remove);
  };
  let shown = "";
  return {
    element,
    update: (chips) => {
      // Untouched where nothing changed: a button that is replaced loses the focus.
      const wanted = JSON.stringify(chips);
      if (wanted === shown) return;
      shown = wanted;
      element.replaceChildren(...chips.map(chipOf));
      element.hidden = chips.length === 0;
    },
  };
}
