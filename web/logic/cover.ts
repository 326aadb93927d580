import { drawsOf, hashText } from "./hash.ts";
import type { Item } from "./item.ts";

/** A cover for an item without a picture: colours, a drawing and type, all of which follow from id, category and title. */
export interface Cover {
  /** Behind drawing and title, #rrggbb. */
  readonly ground: string;
  /** Colours of the drawing. */
  readonly colours: readonly [string, string];
  /** Of the title: at least 4.5 : 1 against the ground. */
  readonly ink: string;
  readonly shapes: readonly Shape[];
  /** Size of the title's type, in hundredths of the cover's width. */
  readonly typeSize: number;
  readonly face: "sans" | "serif" | "caps";
}

/** A filled shape in a square of 100 × 100; `colour` counts in `colours`. */
export interface Shape {
  readonly colour: 0 | 1;
  readonly path: string;
}

/** Ground, two colours, ink. Inks stand on grounds only, so it is their contrast that counts. */
export const PALETTES: readonly (readonly [string, string, string, string])[] = [
  ["#12343b", "#e1b382", "#3f7f7f", "#fdf6ec"],
  ["#f4e8d0", "#c8402f", "#1f4e5f", "#2a201a"],
  ["#1b2a49", "#f2545b", "#f3b562", "#ffffff"],
  ["#e3ebe6", "#2a6f6b", "#e4a23c", "#14302f"],
  ["#3d1f3f", "#f6ae84", "#b83f6b", "#fff4ec"],
  ["#f7d9cb", "#d1495b", "#2e4057", "#2b2433"],
  ["#0f4c3a", "#f2c14e", "#7fb285", "#fbf8ea"],
  ["#e8e2f1", "#6a4c93", "#f28f3b", "#2a1f3d"],
  ["#5c2018", "#f4a261", "#c95d38", "#fff3e2"],
  ["#dcebf2", "#1d5d8c", "#f26b4e", "#10293d"],
  ["#22223b", "#c9ada7", "#6d6a8c", "#f7f2ee"],
  ["#f1e3b0", "#0a6c74", "#bb3e03", "#33261a"],
];

type Draw = () => number;

const circle = (x: number, y: number, r: number): string =>
  `M${round(x - r)} ${round(y)}a${round(r)} ${round(r)} 0 1 0 ${round(2 * r)} 0a${round(r)} ${round(r)} 0 1 0 ${round(-2 * r)} 0z`;
const box = (x: number, y: number, width: number, height: number): string =>
  `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;
const round = (value: number): number => Math.round(value * 10) / 10;
const count = (length: number): number[] => Array.from({ length }, (_, at) => at);

/** Drawings, each a way to fill the square. */
const DRAWINGS: readonly ((draw: Draw) => Shape[])[] = [
  // A sun over stripes.
  (draw) => {
    const x = 30 + 40 * draw();
    const radius = 18 + 10 * draw();
    const sun: Shape = { colour: 0, path: circle(x, 42, radius) };
    return [sun, ...count(4).map((at): Shape => ({ colour: 1, path: box(0, 54 + 12 * at, 100, 3 + 2 * at) }))];
  },
  // Rings, from the outside in.
  (draw) => {
    const [x, y] = [35 + 30 * draw(), 40 + 20 * draw()];
    return count(5).map((at): Shape => ({ colour: at % 2 === 0 ? 0 : 1, path: circle(x, y, 48 - 10 * at) }));
  },
  // Two discs side by side, one behind the other.
  (draw) => {
    const radius = 24 + 8 * draw();
    const y = 35 + 25 * draw();
    return [
      { colour: 1, path: circle(50 + radius * 0.55, y, radius) },
      { colour: 0, path: circle(50 - radius * 0.55, 90 - y, radius) },
    ];
  },
  // Mountains.
  (draw) => {
    const [left, right] = [20 + 20 * draw(), 60 + 20 * draw()];
    const [high, low] = [15 + 20 * draw(), 40 + 15 * draw()];
    return [
      { colour: 1, path: `M${round(left - 35)} 100L${round(left)} ${round(high)}L${round(left + 45)} 100z` },
      { colour: 0, path: `M${round(right - 40)} 100L${round(right)} ${round(low)}L${round(right + 45)} 100z` },
    ];
  },
  // Quarter circles, four to a row.
  (draw) =>
    count(16).flatMap((at): Shape[] => {
      const [x, y] = [25 * (at % 4), 25 * Math.floor(at / 4)];
      const turn = Math.floor(5 * draw());
      const paths = [
        `M${x} ${y}h25a25 25 0 0 1 -25 25z`,
        `M${x + 25} ${y}v25a25 25 0 0 1 -25 -25z`,
        `M${x + 25} ${y + 25}h-25a25 25 0 0 1 25 -25z`,
        `M${x} ${y + 25}v-25a25 25 0 0 1 25 25z`,
      ];
      const path = paths[turn];
      return path === undefined ? [] : [{ colour: (at + turn) % 3 === 0 ? 1 : 0, path }];
    }),
  // Slanting bands.
  (draw) => {
    const first = -30 + 20 * draw();
    return count(4).map((at): Shape => {
      const x = first + 34 * at;
      const width = 9 + 11 * draw();
      return { colour: at % 2 === 0 ? 0 : 1, path: `M${round(x)} 100l45 -100h${round(width)}l-45 100z` };
    });
  },
  // Dots that grow.
  (draw) => {
    const flips = draw() < 0.5;
    return count(25).map((at): Shape => {
      const [column, row] = [at % 5, Math.floor(at / 5)];
      const growth = flips ? column + row : 4 - column + row;
      return { colour: growth > 5 ? 1 : 0, path: circle(10 + 20 * column, 10 + 20 * row, 1.5 + growth) };
    });
  },
  // An arch in an arch.
  (draw) => {
    const x = 50 + 16 * (draw() - 0.5);
    return count(3).map((at): Shape => {
      const radius = 42 - 13 * at;
      return {
        colour: at === 1 ? 1 : 0,
        path: `M${round(x - radius)} 100v-50a${radius} ${radius} 0 0 1 ${2 * radius} 0v50z`,
      };
    });
  },
];
const PALETTES_OF_A_CATEGORY = 6;
const FACES = ["sans", "serif", "caps"] as const;

/** Makes the cover of an item. Items of one category share half of the palettes. */
export function coverOf({
  itemId,
  title,
  kind,
  categories,
}: Pick<Item, "itemId" | "title" | "kind" | "categories">): Cover {
  const own = hashText(itemId);
  const category = hashText(categories[0] ?? kind);
  const palette = PALETTES[(category + 5 * (own % PALETTES_OF_A_CATEGORY)) % PALETTES.length] ?? [
    "#12343b",
    "#e1b382",
    "#3f7f7f",
    "#fdf6ec",
  ];
  const [ground, first, second, ink] = palette;
  const drawing = DRAWINGS[(own >>> 8) % DRAWINGS.length];
  const face = FACES[(own >>> 16) % FACES.length] ?? "sans";
  const shapes = drawing?.(drawsOf(itemId)) ?? [];
  return {
    ground,
    colours: [first, second],
    ink,
    shapes,
    typeSize: typeSize(title) * (face === "caps" ? 0.86 : 1),
    face,
  };
}

/** Long titles and long words are set smaller. */
function typeSize(title: string): number {
  const longest = Math.max(...title.split(/[\s-]+/).map((word) => word.length));
  return Math.max(7, Math.min(13, 120 / Math.max(longest, 1), 13 - (title.length - 16) * 0.14));
}
