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
  /** Takes the focus when the last chip has gone. */
  readonly focusAfterLast: () => HTMLElement | null;
}

/** A list of small labels with a button each that takes it away; the focus moves on to the neighbour. */
export function createChipList({ removeLabel, onRemove, focusAfterLast }: ChipListOptions): {
  readonly element: HTMLElement;
  update(chips: readonly Chip[]): void;
} {
  const element = h("ul", { class: "chips" });
  const buttons = () => [...element.querySelectorAll("button")];
  const chipOf = ({ value, label }: Chip) => {
    const remove = button({ "aria-label": `${removeLabel} ${label}` }, () => {
      const place = buttons().indexOf(remove);
      onRemove(value);
      const rest = buttons();
      (rest[Math.min(place, rest.length - 1)] ?? focusAfterLast())?.focus();
    });
    remove.append(icon("dismiss"));
    return h("li", { class: "chip" }, h("span", { class: "chip-label" }, label), remove);
  };
  return {
    element,
    update: (chips) => {
      element.replaceChildren(...chips.map(chipOf));
      element.hidden = chips.length === 0;
    },
  };
}
