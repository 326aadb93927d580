import { ArtefactError, KernelError, RequestError } from "../errors.ts";
import { ATTRIBUTES, type AttributeProperties, reflectAttributes, takeEarlyProperties } from "./attributes.ts";
import { edgeSources, openEdge } from "./edge-source.ts";
import type { NearEdgeEvents } from "./events.ts";
import type { ListAnswer, ListSource } from "./list-source.ts";
import { createListView } from "./list-view.ts";
import { localSources, openLocal } from "./local-source.ts";
import { type ElementProblem, problemOf } from "./problem.ts";
import type { Share } from "./shared.ts";
import { useStyles } from "./styles.ts";
import { type Opinion, type TasteStore, tasteStore } from "./taste.ts";
import { readWish } from "./wish.ts";

/** Node has no HTMLElement: a server may import the module, and never makes an element. */
const Base = (globalThis.HTMLElement ?? class {}) as unknown as new () => HTMLElement & AttributeProperties;

/** A list of recommendations in a page: docs/element.md. */
export class NearEdgeElement extends Base {
  static readonly observedAttributes: readonly string[] = Object.keys(ATTRIBUTES);

  readonly #view = createListView(this);
  #isScheduled = false;
  /** Ends what is going on; the newest answer is the only one that is shown. */
  #turn = new AbortController();
  /** Settles with the newest answer. */
  #newest: Promise<void> | undefined;
  #source: { readonly key: string; readonly share: Share<ListSource> } | undefined;
  #store: { readonly key: string; readonly store: TasteStore; stopListening(): void } | undefined;
  #answer: ListAnswer | undefined;

  connectedCallback(): void {
    takeEarlyProperties(this);
    this.addEventListener("click", this.#click);
    this.#schedule();
  }

  disconnectedCallback(): void {
    // An element that is moved is connected again by then.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.removeEventListener("click", this.#click);
      this.#turn.abort();
      this.#source?.share.release();
      this.#source = undefined;
      this.#store?.stopListening();
      this.#store = undefined;
    });
  }

  attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
    if (before !== after) this.#schedule();
  }

  /** Asks for the list anew. Settles when it is shown, or when it is known why it is not; never rejects. */
  refresh(): Promise<void> {
    this.#newest = this.#ask();
    return this.#newest;
  }

  async #ask(): Promise<void> {
    this.#turn.abort();
    const turn = new AbortController();
    this.#turn = turn;
    this.setAttribute("aria-busy", "true");
    try {
      await this.#list(turn.signal);
    } catch (error) {
      // Another turn shows its list in place of this one, unless the element has left the page.
      if (turn.signal.aborted) return this.#turn === turn ? undefined : this.#newest;
      this.#answer = undefined;
      this.#view.fail();
      this.#report(problemOf(error), error);
    } finally {
      if (this.#turn === turn) this.removeAttribute("aria-busy");
    }
  }

  /** Says that the visitor likes an item; said again, takes it back. What is shown stays until the next list. Rejects with TypeError for what is no id. */
  async like(itemId: string): Promise<void> {
    await this.#say(itemId, "likes");
  }

  /** Says that the visitor does not like an item, which then is not listed; said again, takes it back. Rejects as `like` does. */
  async dislike(itemId: string): Promise<void> {
    await this.#say(itemId, "dislikes");
  }

  /** Forgets what the visitor has said, here and where it is remembered. */
  async forget(): Promise<void> {
    await this.#taste().forget();
    this.#reportRefusal();
  }

  /** Changes of several attributes are one change. */
  #schedule(): void {
    if (this.#isScheduled || !this.isConnected) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (this.isConnected) void this.refresh();
    });
  }

  async #list(signal: AbortSignal): Promise<void> {
    if (this.styled) useStyles(this);
    const store = this.#taste();
    const { k } = readWish(this, store.taste).request;
    this.#view.wait(k);
    await store.ready;
    this.#reportRefusal();
    signal.throwIfAborted();
    const wish = readWish(this, store.taste);
    const source = await this.#open(this.mode || "auto");
    signal.throwIfAborted();
    const answer = await source.answer(wish, signal);
    signal.throwIfAborted();
    this.#answer = answer;
    this.#view.show(answer.items, store.taste);
    if (answer.unknownItemIds.length > 0) warnOfUnknown(answer.unknownItemIds);
    this.#tell("near-edge-list", answer);
  }

  /** Where the list comes from. Throws RequestError `no-source` and `bad-attribute`, and what loading throws. */
  async #open(mode: string): Promise<ListSource> {
    const { src, edge } = this;
    if (!["auto", "local", "edge"].includes(mode)) {
      throw new RequestError("bad-attribute", `attribute mode: expected local, edge or auto, got ${mode}`);
    }
    const [isLocal, isEdge] = [src !== "" && mode !== "edge", edge !== "" && mode !== "local"];
    if (!isLocal && !isEdge) {
      const wanted =
        mode === "auto"
          ? "src (folder of an artefact) or edge (address of a service)"
          : mode === "edge"
            ? "edge"
            : "src";
      throw new RequestError("no-source", `<${this.localName}>: expected the attribute ${wanted}; got none`);
    }
    if (!isLocal) return this.#edge();
    try {
      return await this.#share(`local ${this.offline} ${src}`, (key) =>
        localSources(key, (signal) => openLocal(src, this.offline, signal)),
      );
    } catch (error) {
      if (isEdge && isOfThisBrowser(error)) return this.#edge();
      throw error;
    }
  }

  #edge(): Promise<ListSource> {
    const { edge } = this;
    return this.#share(`edge ${edge}`, (key) => edgeSources(key, () => openEdge(edge)));
  }

  /** The source under this key, in place of the one before. */
  async #share(key: string, open: (key: string) => Share<ListSource>): Promise<ListSource> {
    if (this.#source?.key === key) return this.#source.share.value;
    const share = open(key);
    this.#source?.share.release();
    this.#source = { key, share };
    const source = await share.value.catch((error: unknown) => {
      if (this.#source?.share === share) {
        share.release();
        this.#source = undefined;
      }
      throw error;
    });
    if (this.#source?.share === share) this.#tell("near-edge-load", { from: source.from });
    return source;
  }

  #taste(): TasteStore {
    const key = this.hasAttribute("remember") ? this.remember || "near-edge" : "";
    if (this.#store?.key !== key) {
      this.#store?.stopListening();
      const store = tasteStore(key);
      this.#store = { key, store, stopListening: store.listen(() => this.#view.mark(store.taste)) };
    }
    return this.#store.store;
  }

  async #say(itemId: string, opinion: Opinion): Promise<void> {
    // Anything else would stay in the taste, and every list after it would be refused.
    if (typeof itemId !== "string" || itemId === "") {
      throw new TypeError(`itemId: expected an id, got ${itemId}`);
    }
    const store = this.#taste();
    await store.toggle(itemId, opinion);
    this.#reportRefusal();
    const active = store.taste[opinion].includes(itemId);
    this.#tell(opinion === "likes" ? "near-edge-like" : "near-edge-dislike", {
      ...this.#placeOf(itemId),
      active,
      taste: store.taste,
    });
    // What is not liked goes at once; a like stays under the visitor's hand.
    if (opinion === "dislikes") await this.refresh();
  }

  /** An item with its place in the list that is shown, from 1; 0 where it is not there. */
  #placeOf(itemId: string) {
    const { items = [], recommendationId } = this.#answer ?? {};
    return { itemId, place: items.findIndex((item) => item.itemId === itemId) + 1, recommendationId };
  }

  readonly #click = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target : undefined;
    const itemId = target?.closest<HTMLElement>("[data-item-id]")?.dataset.itemId;
    if (itemId === undefined) return;
    const action = target?.closest<HTMLElement>("[data-action]")?.dataset.action;
    if (action === "like") void this.like(itemId);
    else if (action === "dislike") void this.dislike(itemId);
    // A page that moves on by itself prevents the event, and the link is not followed.
    else if (target?.closest("a[href]") && !this.#tell("near-edge-click", this.#placeOf(itemId)))
      event.preventDefault();
  };

  /** Whether nobody has prevented the event. */
  #tell<Name extends keyof NearEdgeEvents>(name: Name, detail: NearEdgeEvents[Name]): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  #report(problem: ElementProblem, cause: unknown): void {
    console.error(`<${this.localName}>: ${problem.code}: ${problem.message}`, cause);
    this.#tell("near-edge-error", problem);
  }

  /** Once a store: what the visitor says then counts until the page is left. */
  #reportRefusal(): void {
    const { store } = this.#store ?? {};
    if (store?.refusal === undefined || REPORTED.has(store)) return;
    REPORTED.add(store);
    const message = `likes cannot be remembered, and count until the page is left: ${problemOf(store.refusal).message}`;
    console.warn(`<${this.localName}>: storage-refused: ${message}`);
    this.#tell("near-edge-error", { code: "storage-refused", message, fatal: false });
  }
}

reflectAttributes(NearEdgeElement.prototype);

const REPORTED = new WeakSet<TasteStore>();
/** Ids that were warned of, so that a list that is asked for again says it once. */
const WARNED = new Set<string>();
/** So many ids are named in a warning. */
const NAMED_IDS = 10;

/** No error: the list is there without them. Mostly items that the catalogue no longer has. */
function warnOfUnknown(itemIds: readonly string[]): void {
  const fresh = itemIds.filter((id) => !WARNED.has(id));
  for (const id of fresh) WARNED.add(id);
  const more = fresh.length - NAMED_IDS;
  const named = `${fresh.slice(0, NAMED_IDS).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  if (fresh.length > 0) console.warn(`near-edge: ids that the catalogue does not have: ${named}`);
}

/** What a service at the edge does not mind: a browser or a page without WebAssembly, and a model that is made of users' data. */
const OF_THIS_BROWSER: readonly string[] = ["simd-missing", "insecure-page", "kernel-refused"];

function isOfThisBrowser(error: unknown): boolean {
  if (error instanceof KernelError) return OF_THIS_BROWSER.includes(error.code);
  return error instanceof ArtefactError && error.code === "needs-private-files";
}
