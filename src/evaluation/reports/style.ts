import { THEME } from "./palette.ts";

/** The style sheet of a report page: system fonts, a narrow column, light and dark, print. */
export const STYLE_SHEET = `
:root { color-scheme: light dark; --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", sans-serif; --serif: "Iowan Old Style", "Palatino Linotype", "URW Palladio L", Charter, Georgia, serif; }
:root { ${properties("light")} }
@media (prefers-color-scheme: dark) { :root { ${properties("dark")} } }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans); overflow-wrap: break-word; }
main { max-width: 44.5rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; }
h1 { font: 600 2rem/1.15 var(--serif); margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font: 600 1.45rem/1.2 var(--serif); margin: 3rem 0 .75rem; padding-top: 1.25rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; font-weight: 600; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; }
a { color: var(--mark); }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
.lead { color: var(--soft); font-size: 1.0625rem; margin-bottom: 1.5rem; }
.summary { margin: 0 0 1rem; padding-left: .875rem; border-left: 4px solid var(--mark); font-weight: 500; }
.takeaway { font-weight: 500; margin-bottom: .5rem; }
section, figure { container-type: inline-size; }
.hint { --shown: clamp(0px, (var(--table) - 100cqw) * 999, 1.25rem); color: var(--soft); font-size: .8125rem; line-height: 1.25rem; height: var(--shown); margin: 0; overflow: hidden; }
.contents ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; font-size: .9375rem; }
.warnings { margin: 0 0 1.5rem; padding: .875rem 1rem; background: var(--second-wash); border-left: 4px solid var(--second); }
.warnings h2 { font: 600 1rem/1.3 var(--sans); margin: 0 0 .375rem; padding: 0; border: 0; }
.warnings ul { margin: 0; padding-left: 1.125rem; }
.warnings li + li { margin-top: .375rem; }
.scroll { overflow-x: auto; margin: 0 0 1.25rem; max-width: 100%; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding: .25rem 0; }
th, td { padding: .3125rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th:first-child { padding-left: 0; position: sticky; left: 0; background: var(--paper); }
thead th { font-weight: 600; color: var(--soft); vertical-align: bottom; border-bottom-width: 2px; }
tbody th { font-weight: 500; }
tbody th:not(.figure) { min-width: 9rem; }
td:not(.figure) { min-width: 8rem; }
.figure { text-align: right; white-space: nowrap; }
th.figure:first-child { text-align: left; }
td strong { color: var(--mark); font-weight: 700; }
figure { margin: 0 0 2.25rem; }
figcaption { color: var(--soft); font-size: .875rem; margin-top: .375rem; }
.charts { display: flex; flex-wrap: wrap; gap: 0 2rem; margin-top: 1.5rem; }
.charts + .hint { margin-top: 1.5rem; }
.charts figure { flex: 1 1 100%; min-width: 0; }
.charts figure:last-child:not(.small) { margin-bottom: 0; }
.charts figure.small { flex: 0 1 20rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { font-family: var(--sans); font-variant-numeric: tabular-nums; }
.wide { max-width: 42.5rem; }
.narrow { display: none; max-width: 27.5rem; }
.half { max-width: 20rem; }
@media (max-width: 37.5rem) { .wide { display: none; } .narrow { display: block; } }
details { margin-top: .5rem; font-size: .875rem; }
summary { cursor: pointer; color: var(--mark); width: fit-content; }
details .scroll { max-height: 24rem; overflow: auto; margin-top: .5rem; }
@media print {
  :root { color-scheme: light; ${properties("light")} }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  .contents, details:not([open]) { display: none; }
  .hint { display: none; }
  .scroll, details .scroll { overflow: visible; max-height: none; }
  h2, h3 { break-after: avoid; }
  figure, tr, .warnings { break-inside: avoid; }
  svg, .warnings { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

function properties(scheme: "light" | "dark"): string {
  return Object.entries(THEME)
    .map(([name, colours]) => `--${name}: ${colours[scheme]};`)
    .join(" ");
}
