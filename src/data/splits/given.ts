import { OptionsError } from "../../errors.ts";
import type { Interactions } from "../interactions.ts";
import { createVocabulary, type Vocabulary } from "../vocabulary.ts";
import { checkNotEmpty, type Fold } from "./fold.ts";
import { badProtocol, type Protocol, type ProtocolFamily } from "./protocol.ts";

/**
 * Makes a fold of two tables that were split elsewhere, such as a published train and test file.
 *
 * Both parts get the same vocabularies: the ids of train keep their indices, ids that only test has follow in test's
 * order. Rows are not changed: a pair that stands in both tables stays in both, and the evaluation warns of it.
 * Throws DataError `empty-split` where a table is empty. O(rows + ids).
 */
export function givenFold(train: Interactions, test: Interactions): Fold {
  const users = mergeVocabularies(train.userIds, test.userIds);
  const items = mergeVocabularies(train.itemIds, test.itemIds);
  const vocabularies = { userIds: users.merged, itemIds: items.merged };
  const fold = {
    train: { ...train, ...vocabularies },
    test: {
      ...test,
      ...vocabularies,
      users: test.users.map((user) => users.indexOfSecond[user]!),
      items: test.items.map((item) => items.indexOfSecond[item]!),
    },
    name: "given",
  };
  return checkNotEmpty(fold, "check that both tables were read with the right columns");
}

function mergeVocabularies(
  first: Vocabulary,
  second: Vocabulary,
): {
  merged: Vocabulary /** u32[second.size]: index in `merged` of each id of `second`. */;
  indexOfSecond: Uint32Array;
} {
  const added = second.ids.filter((id) => first.indexOf(id) === undefined);
  const merged = added.length === 0 ? first : createVocabulary([...first.ids, ...added]);
  return { merged, indexOfSecond: Uint32Array.from(second.ids, (id) => merged.indexOf(id)!) };
}

export const GIVEN: ProtocolFamily = { syntax: "given", parse };

function parse(parameter: string | undefined): Protocol {
  if (parameter !== undefined) throw badProtocol("given", "no parameter", parameter);
  return {
    name: "given",
    makeFolds: () => {
      throw new OptionsError(
        "given-needs-two-tables",
        "given: expected a train table and a test table, got one table to split; " +
          "pass --train-file and --test-file (in code: givenFold(train, test))",
      );
    },
  };
}
