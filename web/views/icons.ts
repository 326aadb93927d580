const SVG = "http://www.w3.org/2000/svg";

/** Paths on a 24 × 24 grid, drawn with strokes. */
const PATHS = {
  like: "M12 20s-7.5-4.6-7.5-10.2A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 7.5 2.8C19.5 15.4 12 20 12 20z",
  dislike:
    "M17 4v9.5l-4.4 6.9a1.7 1.7 0 0 1-3-1.5l1.1-4.9H5.8a1.9 1.9 0 0 1-1.8-2.4l1.7-6A1.9 1.9 0 0 1 7.5 4zM20.5 4v9.5",
  dismiss: "M6 6l12 12M18 6L6 18",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2.5M12 19.5v2.5M2 12h2.5M19.5 12H22M4.9 4.9l1.8 1.8M17.3 17.3l1.8 1.8M4.9 19.1l1.8-1.8M17.3 6.7l1.8-1.8",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3L20.5 20.5",
  share:
    "M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7l1.2-1.2",
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing that screen readers skip; the control around it carries the name. */
export function icon(name: IconName): SVGSVGElement {
  const svg = drawing("0 0 24 24", [{ path: PATHS[name] }]);
  svg.setAttribute("class", `icon icon-${name}`);
  return svg;
}

/** Paths as an SVG; those without a fill take it from the style sheet. */
export function drawing(
  viewBox: string,
  paths: readonly { readonly path: string; readonly fill?: string }[],
): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", viewBox);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  for (const { path, fill } of paths) {
    const element = document.createElementNS(SVG, "path");
    element.setAttribute("d", path);
    if (fill !== undefined) element.setAttribute("fill", fill);
    svg.append(element);
  }
  return svg;
}
