/** Checks that run in a page: what can be seen and named. Each gives what is wrong, one line a fault. */

/** Texts with less contrast to what is behind them than WCAG AA asks for: 4.5, or 3 for large ones. */
export function faintTexts(): string[] {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return ["no canvas"];
  const rgba = (colour: string): number[] => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element: Element | null): number[] => {
    for (let one = element; one; one = one.parentElement) {
      const colour = rgba(getComputedStyle(one).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const faults = new Set<string>();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!element?.checkVisibility() || !texts.currentNode.textContent?.trim() || element.closest("script, style"))
      continue;
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const [lower = 0, upper = 0] = [luminance(rgba(color)), luminance(behind(element))].toSorted((a, b) => a - b);
    const ratio = (upper + 0.05) / (lower + 0.05);
    const pixels = Number.parseFloat(fontSize);
    const isLarge = pixels >= 24 || (pixels >= 18.66 && Number(fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) faults.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return [...faults];
}

/** Controls without a name, ids that stand twice, and headings that leave a level out. */
export function unnamed(): string[] {
  const faults: string[] = [];
  for (const control of document.querySelectorAll("a, button, input, select, textarea, nav")) {
    const labels =
      control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement ? control.labels : null;
    const name = control.getAttribute("aria-label") ?? labels?.[0]?.textContent ?? control.textContent ?? "";
    if (name.trim() === "") faults.push(`no name: ${control.outerHTML.slice(0, 100)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  for (const [place, id] of ids.entries()) if (ids.indexOf(id) !== place) faults.push(`twice: ${id}`);
  let level = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
    const own = Number(heading.tagName.slice(1));
    if (own > level + 1) faults.push(`level: ${heading.textContent}`);
    level = own;
  }
  return faults;
}
