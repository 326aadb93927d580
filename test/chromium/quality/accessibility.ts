import axe, { type AxeResults, type RunOptions } from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 A and AA, and what axe calls best practice: landmarks, headings, names of regions. */
const RULES: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
  // Experimental in axe: it takes the number beside a word, which a name says in other words, for a fault.
  rules: { "label-content-name-mismatch": { enabled: false } },
};

/** What axe finds wrong in the page as it stands: one sentence an element, with the rule. Empty where nothing is. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  // As the text of a function: the page's content security policy allows no script of ours as an element.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  const results = (await page.evaluate(`axe.run(document, ${JSON.stringify(RULES)})`)) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, any, all, none }) => {
      const [why] = [...any, ...all, ...none];
      return `${id}: ${target.join(" ")}: ${why?.message ?? html.slice(0, 120)}`;
    }),
  );
}
