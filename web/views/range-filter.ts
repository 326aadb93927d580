import type { Action } from "../logic/preferences.ts";
import type { RangeColumn } from "../logic/ranges.ts";
import type { Control } from "./control.ts";
import { h, setText, uniqueId } from "./dom.ts";

/** Two sliders on one track for the bounds of a column, with the bounds in numbers. A bound at its end is open. */
export function createRangeFilter(
  { column, label, stops, words }: RangeColumn,
  dispatch: (action: Action) => void,
): Control {
  const last = stops.length - 1;
  const valueAt = (place: number): number => stops[Math.max(0, Math.min(place, last))] ?? 0;
  const headingId = uniqueId("range");
  const slider = (name: string) =>
    h("input", { type: "range", min: "0", max: String(last), step: "1", "aria-label": `${label}, ${name}` });
  const from = slider("from");
  const to = slider("to");
  const numbers = h("output", { class: "range-numbers" });
  const track = h("div", { class: "range-track" }, from, to);

  const show = (): void => {
    const [low, high] = [Number(from.value), Number(to.value)];
    from.setAttribute("aria-valuetext", words(valueAt(low)));
    to.setAttribute("aria-valuetext", words(valueAt(high)));
    track.style.setProperty("--low", String(low / last));
    track.style.setProperty("--high", String(high / last));
    // Where both are at the upper end, the lower one has to be on top: the other cannot move.
    track.dataset.top = low > last / 2 ? "from" : "to";
    setText(numbers, `${words(valueAt(low))} – ${words(valueAt(high))}`);
  };
  const keepApart = (moved: HTMLInputElement): void => {
    const [low, high] = [Number(from.value), Number(to.value)];
    if (low > high) moved.value = String(moved === from ? high : low);
    show();
  };
  const choose = (): void => {
    const [low, high] = [Number(from.value), Number(to.value)];
    const bounds = { min: low === 0 ? undefined : valueAt(low), max: high === last ? undefined : valueAt(high) };
    dispatch({ type: "range", column, bounds });
  };
  let isMoving = false;
  for (const input of [from, to]) {
    input.addEventListener("input", () => {
      isMoving = true;
      keepApart(input);
    });
    input.addEventListener("change", () => {
      isMoving = false;
      choose();
    });
  }
  return {
    element: h(
      "div",
      { class: "range", role: "group", "aria-labelledby": headingId },
      h("div", { class: "range-head" }, h("h3", { id: headingId }, label), numbers),
      track,
    ),
    update: ({ ranges }) => {
      // Lists arrive while somebody moves a slider: it stays where it is until it is let go.
      if (isMoving) return;
      const { min, max } = ranges.get(column) ?? { min: undefined, max: undefined };
      from.value = String(min === undefined ? 0 : placeOf(min, stops));
      to.value = String(max === undefined ? last : placeOf(max, stops));
      show();
    },
  };
}

/** The last stop at or below a value. */
function placeOf(value: number, stops: readonly number[]): number {
  const above = stops.findIndex((stop) => stop > value);
  return Math.max(0, above < 0 ? stops.length - 1 : above - 1);
}
