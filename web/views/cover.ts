import { coverOf } from "../logic/cover.ts";
import type { Item } from "../logic/item.ts";
import { h } from "./dom.ts";
import { drawing } from "./icons.ts";

/** How much of a cover there is room for: the whole of it, or the drawing alone. */
export type CoverSize = "full" | "small";

/**
 * The picture of an item; where it has none, or none arrives, a cover made from its title and category. Its box has its size before
 * anything is in it. Screen readers skip it: the title stands beside every cover.
 */
export function createCover(item: Item, size: CoverSize): HTMLElement {
  const frame = h("div", { class: `cover cover-${size}`, "aria-hidden": "true" });
  const draw = () => fillWithDrawing(frame, item, size);
  if (item.picture === undefined) {
    draw();
    return frame;
  }
  const picture = h("img", { alt: "", decoding: "async", loading: "lazy", referrerpolicy: "no-referrer" });
  picture.addEventListener("error", draw);
  picture.src = item.picture;
  frame.append(picture);
  return frame;
}

function fillWithDrawing(frame: HTMLElement, item: Item, size: CoverSize): void {
  const { ground, colours, ink, shapes, typeSize, face } = coverOf(item);
  frame.style.setProperty("--ground", ground);
  frame.style.setProperty("--cover-ink", ink);
  frame.style.setProperty("--type-size", `${typeSize.toFixed(2)}cqi`);
  frame.dataset.face = face;
  const art = drawing(
    "0 0 100 100",
    shapes.map(({ colour, path }) => ({ path, fill: colours[colour] })),
  );
  art.setAttribute("class", "cover-art");
  const label = item.kind || item.categories[0] || "";
  const type = h(
    "div",
    { class: "cover-type" },
    h("span", { class: "cover-title" }, item.title),
    h("span", { class: "cover-label" }, item.creator || label),
  );
  frame.replaceChildren(art, ...(size === "full" ? [type] : []));
}
