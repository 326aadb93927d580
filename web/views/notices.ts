import { button, h } from "./dom.ts";
import { icon } from "./icons.ts";

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** Sentences at the foot of the window that stay until they are dismissed. They lie over the page, so nothing moves for them. */
export function createNotices(): {
  readonly element: HTMLElement;
  /** Shows a sentence, with buttons that dismiss it as well. */
  show(sentence: string, ...actions: readonly NoticeAction[]): void;
} {
  const element = h("div", { class: "notices", role: "status", "aria-live": "polite" });
  return {
    element,
    show: (sentence, ...actions) => {
      const notice = h("div", { class: "notice-card" }, h("p", {}, sentence));
      const buttons = actions.map(({ label, run }) =>
        button(
          { class: "link" },
          () => {
            notice.remove();
            run();
          },
          label,
        ),
      );
      const dismiss = button({ class: "dismiss", "aria-label": "Dismiss" }, () => notice.remove(), icon("dismiss"));
      notice.append(...buttons, dismiss);
      element.append(notice);
    },
  };
}
