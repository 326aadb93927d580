import { h, uniqueId } from "./dom.ts";

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
}

/** A row of mutually exclusive choices: native radio buttons, so that arrow keys move between them. */
export function createChoices<T>(
  legend: string,
  choices: readonly Choice<T>[],
  onChoose: (value: T) => void,
): { readonly element: HTMLElement; update(value: T): void } {
  const name = uniqueId("choice");
  const options = choices.map(({ value, label }) => {
    const input = h("input", { type: "radio", name, value: label });
    input.addEventListener("change", () => onChoose(value));
    return { value, input, element: h("label", {}, input, h("span", {}, label)) };
  });
  return {
    element: h(
      "fieldset",
      { class: "choices" },
      h("legend", {}, legend),
      h("div", { class: "choices-row" }, ...options.map((option) => option.element)),
    ),
    update: (value) => {
      for (const option of options) option.input.checked = option.value === value;
    },
  };
}
