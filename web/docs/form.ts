import { answerView, ask, failureText, summaryOf } from "./answer.ts";
import type { Draft } from "./draft.ts";
import { button, element } from "./elements.ts";
import { parameterAdder } from "./parameter-adder.ts";
import { asClient, asCurl } from "./snippets.ts";

/** Gives an example its buttons, and the place of its answer. `base` is where the service begins. */
export function bringToLife(form: HTMLFormElement, base: string): void {
  const status = element("p", "status");
  status.setAttribute("role", "status");
  const result = element("div", "result");
  let asked = new AbortController();

  const say = (text: string, state: string): void => {
    status.textContent = text;
    status.dataset.state = state;
  };
  const run = async (): Promise<void> => {
    asked.abort();
    asked = new AbortController();
    const { signal } = asked;
    say("Asking …", "waiting");
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await ask(draftOf(form), base, signal);
      say(summaryOf(answer), answer.status < 400 ? "answered" : "failed");
      result.replaceChildren(...answerView(answer));
    } catch (error) {
      if (signal.aborted) return;
      say(failureText(error), "failed");
      result.replaceChildren();
    }
    form.removeAttribute("aria-busy");
  };
  const copy = async (make: (draft: Draft, base: string) => string): Promise<void> => {
    asked.abort();
    form.removeAttribute("aria-busy");
    try {
      const text = make(draftOf(form), base);
      const snippet = element("pre", "snippet", text);
      snippet.tabIndex = 0;
      result.replaceChildren(snippet);
      // Pages without a secure context have no clipboard.
      const copied = await navigator.clipboard?.writeText(text).then(
        () => true,
        () => false,
      );
      if (copied) say("Copied.", "answered");
      else say("This browser does not let the page copy; select the text below.", "failed");
    } catch (error) {
      say(failureText(error), "failed");
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void run();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void run();
  });
  const submit = element("button", "primary", "Run");
  submit.type = "submit";
  const adder = parameterAdder(form);
  form.querySelector(".actions")?.replaceChildren(
    submit,
    button("secondary", "Copy as curl", () => void copy(asCurl)),
    button("secondary", "Copy as JavaScript", () => void copy(asClient)),
    ...(adder ? [adder] : []),
  );
  form.append(status, result);
}

/** What the form holds now. */
export function draftOf(form: HTMLFormElement): Draft {
  const { method = "GET", path = "/", operation = "" } = form.dataset;
  const fields = [...form.querySelectorAll("input")].map(({ name, value, dataset }) => ({
    name,
    in: dataset.in === "path" ? ("path" as const) : ("query" as const),
    isText: dataset.kind !== "json",
    text: value,
  }));
  return { method, path, operation, fields, body: form.querySelector("textarea")?.value };
}
