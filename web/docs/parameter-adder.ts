import { element } from "./elements.ts";

/** A choice of the parameters that the route takes and the form does not have yet: each becomes a field. undefined where there are none. */
export function parameterAdder(form: HTMLFormElement): HTMLElement | undefined {
  const rows = [...(form.closest(".route")?.querySelectorAll<HTMLElement>("tr[data-name]") ?? [])];
  const first = element("option", "", "Add a parameter …");
  first.value = "";
  const choice = element("select", "adder");
  choice.setAttribute("aria-label", "Add a parameter");
  const fill = (): void => {
    const taken = new Set([...form.querySelectorAll("input")].map(({ name }) => name));
    const left = rows.flatMap(({ dataset }) => (dataset.name && !taken.has(dataset.name) ? [dataset.name] : []));
    choice.replaceChildren(first, ...left.map((name) => element("option", "", name)));
    choice.hidden = left.length === 0;
  };
  choice.addEventListener("change", () => {
    const row = rows.find(({ dataset }) => dataset.name === choice.value);
    if (!row) return;
    const input = element("input", "");
    input.name = choice.value;
    input.dataset.in = "query";
    input.dataset.kind = row.dataset.kind ?? "text";
    form.querySelector(".actions")?.before(element("label", "", choice.value, input));
    fill();
    input.focus();
  });
  fill();
  return choice.hidden ? undefined : choice;
}
