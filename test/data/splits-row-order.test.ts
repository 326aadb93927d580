import { describe, expect, it } from "vitest";
import { openDataset } from "../../src/data/open-dataset.ts";
import { parseProtocol, split } from "../../src/data/splits.ts";
import { temporaryFolder } from "./readers-folder.ts";

const write = temporaryFolder();

describe("a file without dates whose rows are in the order of time", () => {
  // Nobody's last row has the highest item id; the pair b–7 comes twice.
  const path = write("undated.csv", "user,item\nb,7\na,9\na,3\nb,8\na,5\nb,7\n");

  it("has each user's last row held out when its order is kept", async () => {
    const { interactions } = await openDataset(path, { rowOrder: true });
    const [fold] = split(interactions, parseProtocol("leave-last-out:row-order"), 1);
    const { userIds, itemIds, users, items } = fold?.test ?? interactions;
    expect(Array.from(users, (user, row) => [userIds.ids[user], itemIds.ids[items[row] ?? 0]])).toEqual([
      ["a", "5"],
      ["b", "7"],
    ]);
  });

  it("is ordered by item otherwise, so that the order of its rows has no effect", async () => {
    const { interactions } = await openDataset(path);
    expect(Array.from(interactions.items, (item) => interactions.itemIds.ids[item])).toEqual(["3", "5", "9", "7", "8"]);
  });
});
