import type { ItemPanel, ItemPanelOptions } from "./item-panel.ts";

/** The panel of an item, whose code is fetched after the first list. Opening it sooner waits for it. */
export function createDeferredPanel(
  options: ItemPanelOptions,
  attach: (element: HTMLElement) => void,
  complain: (sentence: string) => void,
): Pick<ItemPanel, "open" | "update"> {
  let panel: ItemPanel | undefined;
  let loading: Promise<ItemPanel> | undefined;
  const load = async (): Promise<ItemPanel> => {
    const { createItemPanel } = await import("./item-panel.ts");
    panel = createItemPanel(options);
    attach(panel.element);
    return panel;
  };
  const loaded = (): Promise<ItemPanel> => {
    loading ??= load();
    return loading;
  };
  // What fails now is tried again when it is needed.
  const retryLater = (): void => {
    loading = undefined;
  };
  setTimeout(() => void loaded().catch(retryLater), 1000);
  return {
    open: (itemId) => {
      if (panel !== undefined) {
        panel.open(itemId);
        return;
      }
      loaded().then(
        (ready) => ready.open(itemId),
        () => {
          retryLater();
          complain("This part of the page could not be fetched. Are you offline?");
        },
      );
    },
    update: () => panel?.update(),
  };
}
