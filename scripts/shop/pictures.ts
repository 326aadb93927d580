import { hashText, mixHashes } from "../../src/random.ts";
import type { Product } from "./products.ts";

/** Shapes in a square of 24 × 24, one for each category that has pictures; c stands for a colour of the product. */
const SHAPES: Readonly<Record<string, string>> = {
  Tents: '<path d="M12 4 22 20H2z"/><path d="M12 9l5 11H7z" fill="#fff8"/>',
  Packs:
    '<rect x="6" y="6" width="12" height="15" rx="4"/><path d="M9 6a3 3 0 0 1 6 0M6 13h12" fill="none" stroke="#fff9" stroke-width="1.5"/>',
  "Camp Kitchen":
    '<path d="M5 9h11v9a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3z"/><path d="M16 11h2a2 2 0 0 1 0 6h-2" fill="none" stroke="#fff9" stroke-width="1.5"/>',
  "Trail Running": '<path d="M3 9l5 1 4-3 4 5 5 2v5H3z"/><path d="M3 19h18" stroke="#fff9" stroke-width="1.5"/>',
  Jackets: '<path d="M8 4h8l5 5-3 3v9H6v-9L3 9z"/><path d="M12 5v16" stroke="#fff9" stroke-width="1.5"/>',
  Coffee:
    '<path d="M6 8h12l-2 12H8z"/><path d="M9 5q1-2 0-3M13 5q1-2 0-3" fill="none" stroke="#fff9" stroke-width="1.5"/>',
  Cookware: '<circle cx="9" cy="12" r="7"/><path d="M15 12h8" stroke="#fff9" stroke-width="2.5"/>',
  Garden: '<path d="M12 21V9M12 13q-7 0-7-7 7 0 7 7zM12 11q6 0 6-6-6 0-6 6z" stroke="#fff9"/>',
  Lighting: '<path d="M8 3h8l4 9H4z"/><path d="M12 12v8M8 21h8" stroke="#fff9" stroke-width="1.5"/>',
};

/** The products of a category that have a picture: its first ones. */
const PER_CATEGORY = 7;

/** Whether a product has a picture: some have none, as in every shop. */
export function hasPicture({ id, category }: Product): boolean {
  return category in SHAPES && Number(id.slice(id.indexOf("-") + 1)) <= PER_CATEGORY;
}

/** A small drawing of a product, as SVG: the shape of its category, in colours that follow from its id. */
export function drawPicture({ id, category }: Product): string {
  const hue = mixHashes(1, hashText(id)) % 360;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">' +
    `<path fill="hsl(${hue} 35% 88%)" d="M0 0h24v24H0z"/><g fill="hsl(${hue} 45% 40%)">${SHAPES[category] ?? ""}</g></svg>\n`
  );
}
