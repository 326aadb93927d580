import "./docs.css";
import { bringToLife } from "./form.ts";

/** Where the page of recommendations keeps the colours that were chosen there. */
const THEME_KEY = "nearedge-theme";

/** Makes the examples of `/docs` run: the worker has written all that there is to read. */
function start(): void {
  const base = new URL(".", location.href).href;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-path]")) bringToLife(form, base);
  document.getElementById("static")?.remove();
}

try {
  const theme = localStorage.getItem(THEME_KEY);
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is refused: the system's colours stay.
}
start();
