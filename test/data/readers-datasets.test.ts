import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openDataset, openGivenSplit } from "../../src/data/open-dataset.ts";

const root = process.env.NEAREDGE_DATA ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));
const whenPresent = (folder: string): typeof it => it.skipIf(!existsSync(`${root}/${folder}`)) as typeof it;

whenPresent("ml-latest-small")(
  "ml-latest-small has 610 users, 9,724 rated films and 100,836 ratings (skipped where the data set is absent)",
  async () => {
    const folder = `${root}/ml-latest-small`;
    const { interactions, items, report } = await openDataset(`${folder}/ratings.csv`, {
      itemsPath: `${folder}/movies.csv`,
    });
    expect([interactions.userIds.size, interactions.itemIds.size, interactions.users.length]).toEqual([
      610, 9724, 100836,
    ]);
    expect(report).toMatchObject({ badRows: 0, duplicatesMerged: 0, catalogueOnlyItems: 18, uncataloguedItems: 0 });
    expect(items.titles[0]).toBe("Toy Story (1995)");
    expect(items.numbers.get("year")?.[0]).toBe(1995);
  },
);

whenPresent("ml-100k")(
  "ml-100k has 943 users, 1,682 films and 100,000 ratings, and its first fold is a partition (skipped where absent)",
  async () => {
    const folder = `${root}/ml-100k`;
    const whole = await openDataset(`${folder}/u.data`, { itemsPath: `${folder}/u.item` });
    const { userIds, itemIds, users } = whole.interactions;
    expect([userIds.size, itemIds.size, users.length]).toEqual([943, 1682, 100000]);
    expect(whole.report).toMatchObject({ catalogueOnlyItems: 0, uncataloguedItems: 0 });
    const split = await openGivenSplit(`${folder}/u1.base`, `${folder}/u1.test`);
    expect([split.train.users.length, split.test.users.length, split.overlap]).toEqual([80000, 20000, 0]);
    expect(split.dataset.fingerprint).toBe(whole.fingerprint);
  },
);

whenPresent("gowalla-lightgcn")(
  "gowalla has 29,858 users, 40,981 places and 810,128 + 217,242 visits without overlap (skipped where absent)",
  async () => {
    const folder = `${root}/gowalla-lightgcn`;
    const { train, test, overlap } = await openGivenSplit(`${folder}/train.txt`, `${folder}/test.txt`);
    expect([train.userIds.size, train.itemIds.size]).toEqual([29858, 40981]);
    expect([train.users.length, test.users.length, overlap]).toEqual([810128, 217242, 0]);
  },
);
