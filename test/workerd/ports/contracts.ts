import { expect, it } from "vitest";
import { MAXIMUM_HISTORY } from "../../../src/serving/limits.ts";
import type { Events, ServiceEvent } from "../../../worker/ports/events.ts";
import type { Experiments } from "../../../worker/ports/experiments.ts";
import type { Histories, HistoryEvent } from "../../../worker/ports/histories.ts";

const event = (time: number): HistoryEvent => ({ itemId: `i${time}`, time, ...(time % 2 ? { value: time } : {}) });

/** What every store of histories does. Names of users are the test's own, so that a store may hold others. */
export function keepsHistories(create: () => Histories): void {
  it("knows nothing of a user before the first event", async () => {
    expect(await create().read("histories-nobody")).toEqual([]);
  });

  it("gives back what was appended, in that order, to each user their own", async () => {
    const histories = create();
    await histories.append("histories-ann", [event(2), event(1)]);
    await histories.append("histories-bob", [event(9)]);
    await histories.append("histories-ann", []);
    await histories.append("histories-ann", [event(3), event(3)]);
    expect(await histories.read("histories-ann")).toEqual([event(2), event(1), event(3), event(3)]);
    expect(await histories.read("histories-bob")).toEqual([event(9)]);
  });

  it("keeps the last events, as many as a request may send", async () => {
    const histories = create();
    const all = Array.from({ length: MAXIMUM_HISTORY + 5 }, (_, time) => event(time));
    await histories.append("histories-cleo", all.slice(0, 500));
    await histories.append("histories-cleo", all.slice(500));
    expect((await histories.read("histories-cleo")).slice(-MAXIMUM_HISTORY)).toEqual(all.slice(-MAXIMUM_HISTORY));
  });

  it("forgets a user who is deleted, and nobody else", async () => {
    const histories = create();
    await histories.append("histories-dora", [event(1)]);
    await histories.append("__proto__", [event(2)]);
    await histories.delete("histories-dora");
    await histories.delete("histories-nobody");
    expect(await histories.read("histories-dora")).toEqual([]);
    expect(await histories.read("__proto__")).toEqual([event(2)]);
    await histories.delete("__proto__");
  });
}

/** What every sink of events does. `taken` gives what it has taken in, in order. */
export function takesEvents(create: () => { events: Events; taken: () => Promise<readonly ServiceEvent[]> }): void {
  it("takes events in as they are, in their order", async () => {
    const { events, taken } = create();
    const shown: ServiceEvent[] = [0, 1].map((place) => ({ kind: "shown", time: 1, recommendationId: "r", place }));
    const rated: ServiceEvent = { kind: "rated", time: 2, userId: "ann", itemId: "a", value: 4.5 };
    await events.send(shown);
    await events.send([]);
    await events.send([rated]);
    expect(await taken()).toEqual([...shown, rated]);
  });
}

/** What every assignment to experiments does. */
export function assignsUsers(create: () => Experiments): void {
  it("gives a user the same part each time, or none", async () => {
    const users = Array.from({ length: 20 }, (_, user) => `user-${user}`);
    const assign = (experiments: Experiments) => Promise.all(users.map((userId) => experiments.assign(userId)));
    const experiments = create();
    const first = await assign(experiments);
    expect(await assign(experiments)).toEqual(first);
    expect(await assign(create())).toEqual(first);
  });
}
