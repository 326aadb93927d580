import { hashText, mixHashes } from "../../src/random.ts";
import { CATEGORIES } from "./assortment.ts";
import type { Product } from "./products.ts";

/** A line of no area, and a light one on the shape. */
const line = (path: string): string => `<path d="${path}" fill="none"/>`;
const light = (path: string): string => `<path d="${path}" fill="none" stroke="#fff9"/>`;
const area = (path: string): string => `<path d="${path}"/>`;

/** Shapes of kinds of product in a square of 24 × 24; all kinds of a category have one or none. */
const SHAPES: Readonly<Record<string, string>> = {
  "One-Person Tent": area("M5 18 12 8l7 10z") + light("M12 11v7"),
  "Two-Person Tent": area("M2 19 12 5l10 14z") + light("M12 9 8 19M12 9l4 10"),
  "Family Tent": area("M2 19V11l5-5h10l5 5v8z") + light("M10 19v-6h4v6M7 6v13"),
  Tarp: area("M2 13 12 6l10 7z") + line("M4 13v7M20 13v7M12 6v14"),
  "Down Sleeping Bag": area("M8 21V8q0-5 4-5t4 5v13z") + light("M10 8h4M8 13h8M8 17h8"),
  "Summer Sleeping Bag": area("M7 21V6q0-3 5-3t5 3v15z") + light("M12 8v13M9 7h6"),
  "Sleeping Mat": area("M3 15h18v4H3z") + line("M17 15a4 4 0 1 1 2-3"),
  "Camping Pillow": area("M4 8q8-2 16 0 1 4 0 8-8 2-16 0-1-4 0-8z") + light("M8 11q4-1 8 0"),
  "Day Pack": area("M7 20V10a5 5 0 0 1 10 0v10z") + line("M10 5a2 2 0 0 1 4 0") + light("M9 14h6"),
  "Trekking Pack": area("M7 21V6h10v15z") + area("M5 12h2v6H5zM17 12h2v6h-2zM8 3h8v2H8z") + light("M9 10h6M9 15h6"),
  "Dry Bag": area("M7 21V8h10v13z") + line("M7 8q5-5 10 0M9 4h6") + light("M7 12h10"),
  "Commuter Backpack": area("M6 20V8q0-3 6-3t6 3v12z") + light("M8 20v-6h8v6M9 10h6"),
  "Gas Stove": area("M8 12h8l1 8H7z") + line("M6 9h12M12 12V9") + line("M9 6q1-2 0-3M15 6q1-2 0-3"),
  "Cooking Set": area("M5 10h14v5a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4z") + line("M4 8h16M12 6v2M19 11h3"),
  "Insulated Mug": area("M6 6h10v14H6z") + line("M16 9h2q2 0 2 4t-2 4h-2") + light("M6 10h10"),
  "Titanium Spork": area("M12 3a3 4 0 0 1 0 8 3 4 0 0 1 0-8z") + line("M12 11v10") + light("M11 4v3M13 4v3"),
  "Trail Shoes": area("M3 9l4 1 4-3 4 5 6 2v4H3z") + light("M3 16h18M9 10l2 2"),
  "Running Vest": area("M8 4l-2 6v10h12V10l-2-6-4 4z") + light("M9 12v5M15 12v5"),
  "Running Shorts": area("M5 6h14l2 12h-7l-2-5-2 5H3z") + light("M5 9h14"),
  "Soft Flask": area("M8 9q0-2 4-2t4 2v9q0 3-4 3t-4-3z") + line("M12 7V4M10 4h4") + light("M10 12h4"),
  "Rain Jacket": area("M9 4h6l5 6-2 3-1-1v9H7v-9l-1 1-2-3z") + light("M12 6v15") + light("M9 4q3 4 6 0"),
  "Down Jacket": area("M8 4h8l5 6-3 2v9H6v-9l-3-2z") + light("M6 12h12M6 15h12M6 18h12M12 5v16"),
  "Fleece Jacket": area("M8 5h8l4 6-2 2v8H6v-8l-2-2z") + light("M12 5v7M8 15h8"),
  "Wind Shell": area("M8 5h8l4 6-2 2v8H6v-8l-2-2z") + light("M7 20 17 8"),
  "Hand Grinder": area("M8 9h8v11H8z") + line("M12 9V6h6M18 6v2") + light("M8 14h8"),
  "Pour-Over Set": area("M6 5h12l-4 7h-4z") + area("M8 13h8l2 7H6z") + light("M8 17h8"),
  "Gooseneck Kettle": area("M9 9h8l2 11H7z") + line("M8 17q-4 0-4-9M11 9a2 3 0 0 1 4 0M18 11q4 2 1 7"),
  "Espresso Cups": area("M3 8h7l-1 8H4z") + area("M13 8h7l-1 8h-5z") + line("M2 19h9M12 19h9"),
  "Cast-Iron Pan": area("M9 7a6 6 0 0 1 0 12 6 6 0 0 1 0-12z") + line("M15 10l7-5") + light("M6 13a3 3 0 0 1 6 0"),
  Saucepan: area("M3 9h12v8q0 3-3 3H6q-3 0-3-3z") + line("M15 11h7M3 7h12"),
  "Chef's Knife": area("M3 17 15 5q3 3 0 6z") + line("M9 15l-5 5") + light("M7 15 15 7"),
  "Chopping Board": area("M5 8h14v12H5z") + line("M10 8V4h4v4") + light("M8 12h8M8 16h8"),
  "Hand Trowel": area("M9 12h6v4q0 4-3 6-3-2-3-6z") + line("M12 12V3M10 3h4"),
  "Pruning Shears": line("M8 21l6-12M16 21 10 9") + area("M14 9q3-3 1-7l-3 6zM10 9Q7 6 9 2l3 6z"),
  "Watering Can": area("M8 10h9v10H8z") + line("M8 17 3 9M1 10l4-2M17 12q5 0 0 7M10 10q2-5 5 0"),
  "Seed Tray": area("M3 14h18l-2 6H5z") + line("M8 14V9M12 14V7M16 14V9M8 10q-3 0-3-3M12 8q3 0 3-3M16 10q3 0 3-3"),
  "Desk Lamp": area("M11 4l7 4-6 5-3-3z") + line("M10 10l-4 5 5 5M6 21h10"),
  "Floor Lamp": area("M9 3h6l3 7H6z") + line("M12 10v11M8 21h8"),
  "Head Torch": line("M3 12q9-8 18 0M3 12q9 3 18 0") + area("M9 9h6v6H9z") + light("M12 11v2"),
  "Camping Lantern": area("M8 9h8v9H8z") + line("M8 9q4-8 8 0M6 20h12M8 18h8") + light("M12 11v5"),
};

/** The products of a category that have a drawing of their own: its first ones, which is at least one of every kind. */
const PER_CATEGORY = 6;
const PICTURED: ReadonlySet<string> = new Set(
  CATEGORIES.filter(({ kinds }) => kinds.every(([kind]) => kind in SHAPES)).map(({ name }) => name),
);

/** Whether a product has a drawing of its own. */
export function isDrawn({ id, category }: Product): boolean {
  return PICTURED.has(category) && Number(id.slice(id.indexOf("-") + 1)) <= PER_CATEGORY;
}

/** The product whose drawing shows this one: itself, else one of its kind. undefined for some, as in every shop. */
export function drawnAs(product: Product, products: readonly Product[]): Product | undefined {
  if (isDrawn(product)) return product;
  return products.find((other) => isDrawn(other) && other.category === product.category && other.kind === product.kind);
}

/** A small drawing of a product, as SVG: the shape of its kind, in colours that follow from its id. */
export function drawPicture({ id, kind }: Product): string {
  const hue = mixHashes(1, hashText(id)) % 360;
  const colour = `hsl(${hue} 45% 38%)`;
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">' +
    `<path fill="hsl(${hue} 35% 88%)" d="M0 0h24v24H0z"/>` +
    `<g fill="${colour}" stroke="${colour}" transform="translate(3 3)scale(.75)" stroke-linejoin="round" stroke-linecap="round">` +
    `${SHAPES[kind] ?? ""}</g></svg>\n`
  );
}
