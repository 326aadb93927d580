import { button } from "./dom.ts";
import { icon } from "./icons.ts";

type Theme = "light" | "dark";

/** Under which the choice is stored. */
export const THEME_KEY = "nearedge-theme";

/** A button that turns the page dark or light; without a choice the system's setting counts. The choice is remembered until it is forgotten. */
export function createThemeToggle(): { readonly element: HTMLElement; forget(): void } {
  const darkSystem = matchMedia("(prefers-color-scheme: dark)");
  let chosen = storedTheme();
  const current = (): Theme => chosen ?? (darkSystem.matches ? "dark" : "light");
  const toggle = button({ class: "theme-toggle" }, () => {
    chosen = current() === "dark" ? "light" : "dark";
    storeTheme(chosen);
    show();
  });
  const show = () => {
    if (chosen === undefined) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    const dark = current() === "dark";
    toggle.setAttribute("aria-label", dark ? "Use the light theme" : "Use the dark theme");
    toggle.replaceChildren(icon(dark ? "sun" : "moon"));
  };
  darkSystem.addEventListener("change", show);
  show();
  return {
    element: toggle,
    forget: () => {
      chosen = undefined;
      show();
    },
  };
}

function storedTheme(): Theme | undefined {
  try {
    const stored = localStorage.getItem(THEME_KEY);
    return stored === "light" || stored === "dark" ? stored : undefined;
  } catch {
    return undefined;
  }
}

/** Where storage is refused the choice lasts for this visit. */
function storeTheme(theme: Theme): void {
  try {
    localStorage.setItem(THEME_KEY, theme);
  } catch {
    return;
  }
}
