import type { Page } from "playwright-core";

/** More stops than any state of the page has. */
const MOST_STOPS = 600;

/** Controls that Tab does not reach, and stops that do not show that they have the focus, each in words. */
export interface KeyboardFaults {
  readonly unreached: readonly string[];
  readonly invisible: readonly string[];
  /** How many stops there are. */
  readonly stops: number;
}

/**
 * Presses Tab through the whole page, from its top to its end. A control is whatever is a link, a field, a button or has a tab
 * index of 0 or above, can be seen, and is not disabled; of the radio buttons of one name one stop is enough, and a combobox
 * has keys for its own buttons. A stop shows its focus where it, its label or its parent looks another way than without the focus.
 */
export async function keyboardFaults(page: Page): Promise<KeyboardFaults> {
  await page.evaluate(prepare);
  const invisible: string[] = [];
  let stops = 0;
  for (; stops < MOST_STOPS; stops++) {
    await page.keyboard.press("Tab");
    const { lost, ended } = await page.evaluate(() => (globalThis as unknown as Walk).stop());
    if (lost !== undefined) invisible.push(lost);
    if (ended) break;
  }
  const unreached = await page.evaluate(() => (globalThis as unknown as Walk).unreached());
  return { unreached, invisible, stops };
}

interface Walk {
  /** Takes note of what has the focus; `lost` names the stop before where it looked the same with and without the focus. */
  stop(): { readonly lost: string | undefined; readonly ended: boolean };
  unreached(): string[];
}

/** Runs in the page. */
function prepare(): void {
  const NATIVE = "a[href], button, input, select, textarea, summary";
  const CONTROLS = `${NATIVE}, [tabindex]`;
  const seen = new Set<Element>();
  let before: { readonly element: Element; readonly look: string } | undefined;
  const look = (element: Element): string => {
    const labels = [...((element as HTMLInputElement).labels ?? [])];
    return [element, ...labels, element.parentElement]
      .map((one) => {
        if (one === null) return "";
        const {
          outlineStyle,
          outlineWidth,
          outlineColor,
          boxShadow,
          borderColor,
          backgroundColor,
          textDecorationLine,
        } = getComputedStyle(one);
        const outline = outlineStyle === "none" ? "" : `${outlineStyle} ${outlineWidth} ${outlineColor}`;
        return [outline, boxShadow, borderColor, backgroundColor, textDecorationLine].join();
      })
      .join("|");
  };
  const describe = (element: Element): string => {
    const name = element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
    const inside = element.parentElement?.closest("[class]")?.className ?? "";
    return `${element.localName}.${[...element.classList].join(".")} "${name.slice(0, 40)}" in ${inside}`;
  };
  const isControl = (element: Element): boolean => {
    if (!(element instanceof HTMLElement) || element.matches(":disabled") || element.closest("[inert]")) return false;
    // Out of the order of Tab stand places that a script moves the focus to, and parts of a field that has keys for them.
    const isPart = element.parentElement?.querySelector('[role="combobox"]') || element.closest('[role="listbox"]');
    if (element.tabIndex < 0 && (isPart || !element.matches(NATIVE))) return false;
    const visible = element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
    // A field of its own look lies hidden in its label, which is what is seen.
    return visible && element.getClientRects().length > 0;
  };
  const standsFor = (element: Element): string | undefined =>
    element instanceof HTMLInputElement && element.type === "radio" ? `radio ${element.name}` : undefined;
  const walk: Walk = {
    stop: () => {
      const element = document.activeElement ?? document.body;
      const same = before !== undefined && before.element !== element && look(before.element) === before.look;
      const lost = same && before ? describe(before.element) : undefined;
      const ended = element === document.body || seen.has(element);
      seen.add(element);
      before = element === document.body ? undefined : { element, look: look(element) };
      return { lost, ended };
    },
    unreached: () => {
      const groups = new Set([...seen].flatMap((element) => standsFor(element) ?? []));
      return [...document.querySelectorAll(CONTROLS)]
        .filter((element) => isControl(element) && !seen.has(element) && !groups.has(standsFor(element) ?? ""))
        .map(describe);
    },
  };
  Object.assign(globalThis, walk);
  // Tab goes on from where an element with the focus was removed.
  const top = document.createElement("span");
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  top.remove();
}
