/** The style sheet of `styled`: a row of cards whose sizes do not depend on what is in them. */
const SHEET = `
near-edge{display:block}
.near-edge-list{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:1.25rem 1rem;margin:0;padding:0;list-style:none}
.near-edge-item{display:flex;flex-direction:column;gap:.25rem;min-width:0}
.near-edge-link{color:inherit;text-decoration:none}
.near-edge-link:hover .near-edge-title{text-decoration:underline}
.near-edge-image{display:block;width:100%;aspect-ratio:1;object-fit:cover;border-radius:.5rem;margin-bottom:.5rem;background:color-mix(in srgb,currentcolor 10%,transparent)}
.near-edge-title{display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden;height:2.6em;line-height:1.3}
.near-edge-price,.near-edge-field,.near-edge-reason{min-height:1.3em;line-height:1.3;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.near-edge-price{font-weight:600}
.near-edge-reason{font-size:.875em}
.near-edge-reason:not(:empty)::before{content:"Because of "}
.near-edge-actions{display:flex;gap:.5rem}
.near-edge-actions button{font:inherit;font-size:.875em;padding:.25em .6em;border:1px solid currentcolor;border-radius:99px;background:none;color:inherit;cursor:pointer}
.near-edge-actions button[aria-pressed=true]{background:color-mix(in srgb,currentcolor 18%,transparent)}
.near-edge-placeholder{visibility:hidden}
.near-edge-placeholder .near-edge-image{visibility:visible}
@media (prefers-reduced-motion:no-preference){
.near-edge-placeholder .near-edge-image{animation:near-edge-wait 1.6s ease-in-out infinite alternate}
@keyframes near-edge-wait{to{opacity:.4}}}`;

let sheet: CSSStyleSheet | undefined;

/** Puts the style sheet before those of the page that the element is in, which then have the last word. */
export function useStyles(element: HTMLElement): void {
  const root = element.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return;
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    // A layer: every rule of the page counts before it, whatever its selector.
    sheet.replaceSync(`@layer near-edge{${SHEET}}`);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
}
