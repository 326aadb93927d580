/** Every colour of a report page, by the name of its CSS custom property, in light and in dark. */
export const THEME = {
  paper: { light: "#fdfbf7", dark: "#12191c" },
  ink: { light: "#1c2426", dark: "#ece7dc" },
  soft: { light: "#535c5c", dark: "#a9b2b0" },
  rule: { light: "#ddd3c2", dark: "#303c40" },
  mark: { light: "#0d6064", dark: "#6fd0c8" },
  "mark-wash": { light: "#dcefe9", dark: "#173a3c" },
  second: { light: "#a0430f", dark: "#f2a566" },
  "second-wash": { light: "#fbe6d3", dark: "#43291a" },
} as const;

/** A colour of the page inside a chart: the browser looks it up, so that charts follow light and dark. */
export function themed(name: keyof typeof THEME): string {
  return `var(--${name})`;
}

/**
 * Five steps from best to worst for cells with a figure in them. Real colours, the same in light and dark: each cell
 * brings its own background, and `textOn` its text.
 */
export const HEAT_STEPS = ["#0b5a5e", "#4f9a97", "#86b9b3", "#bcd6cf", "#efe9da"] as const;

/** Black or white, whichever stands out more from a background `#rrggbb`. */
export function textOn(background: string): string {
  return contrast("#000000", background) >= contrast("#ffffff", background) ? "#000000" : "#ffffff";
}

/**
 * How much two colours `#rrggbb` differ in brightness, from 1 to 21: (L₁ + 0.05) / (L₂ + 0.05), L₁ ≥ L₂ being their
 * relative luminances. Body text needs 4.5. Source: Web Content Accessibility Guidelines 2.2.
 */
export function contrast(first: string, second: string): number {
  const [low = 0, high = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
