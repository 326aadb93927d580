import type { Evaluation, Manifest } from "../../src/artefact/manifest.ts";
import { formatCount } from "./text.ts";
import type { Words } from "./words.ts";

/** What the figures of an artefact say to a visitor. */
export interface QualityWords {
  /** "4.7 times as good as showing what is popular", or what can be said instead. */
  readonly headline: string;
  readonly sentences: readonly string[];
}

/** What is served, the best first: the first of these that was measured stands for it. */
const SERVED = ["retrieval+head", "retrieval, cut", "retrieval"];
/** Metrics that can be told in words, the plainest first. */
const TOLD = ["hit-rate@10", "recall@10", "ndcg@10"] as const;
/** Fewer times the yardstick is no gain worth a headline. */
const LEAST_GAIN = 1.05;
/** So many standard errors apart, a difference is hardly chance. */
const SURE = 2;

/**
 * Puts the figures of the manifest into sentences. A gain is claimed only where it is larger than what chance could make of it:
 * SURE standard errors, which are the manifest's, or those of a share of so many users. undefined where nothing was measured that
 * words could tell.
 */
export function qualityWords({ evaluations, data }: Pick<Manifest, "evaluations" | "data">, words: Words) {
  const lists = listWordsOf(evaluations, words);
  const ratings = ratingSentence(evaluations);
  if (lists === undefined && ratings === undefined) return undefined;
  const quality: QualityWords = {
    headline: lists?.headline ?? "How close its predicted ratings come",
    sentences: [
      ...(lists?.sentences ?? []),
      ...(ratings === undefined ? [] : [ratings]),
      ...audienceSentences(data.note),
    ],
  };
  return quality;
}

function listWordsOf(evaluations: readonly Evaluation[], words: Words): QualityWords | undefined {
  const pair = comparedPair(evaluations);
  if (pair === undefined) return undefined;
  const { served, popular, metric } = pair;
  const [ours, theirs] = [served.metrics[metric] ?? 0, popular.metrics[metric] ?? 0];
  const isSure = ours - theirs > SURE * Math.hypot(errorOf(served, metric), errorOf(popular, metric));
  const times = ours / theirs;
  const told = toldAs(metric, served, popular, words);
  if (isSure && times >= LEAST_GAIN) return { headline: gainWords(times), sentences: [told] };
  const worse = theirs - ours > SURE * Math.hypot(errorOf(served, metric), errorOf(popular, metric));
  const headline = worse ? "Not as good as showing what is popular" : "About as good as showing what is popular";
  return { headline, sentences: [told] };
}

/** The evaluation of what is served and that of popularity on the same users: test before validation. */
function comparedPair(evaluations: readonly Evaluation[]) {
  for (const part of ["test", "validation"] as const) {
    for (const subject of SERVED) {
      for (const metric of TOLD) {
        const served = evaluations.find((one) => one.part === part && one.subject === subject && metric in one.metrics);
        const popular = evaluations.find(
          (one) =>
            one.subject === "popularity" &&
            one.part === part &&
            one.protocol === served?.protocol &&
            one.users === served.users &&
            (one.metrics[metric] ?? 0) > 0,
        );
        if (served !== undefined && popular !== undefined) return { served, popular, metric };
      }
    }
  }
  return undefined;
}

function toldAs(metric: (typeof TOLD)[number], served: Evaluation, popular: Evaluation, { one }: Words): string {
  const [ours, theirs] = [served.metrics[metric] ?? 0, popular.metrics[metric] ?? 0];
  const people = `${formatCount(served.users)} people`;
  if (metric === "hit-rate@10") {
    const found = `at least one of ten suggestions was ${withArticle(one)} that they had chosen and the model had not seen`;
    return `For ${inHundred(ours)} of 100 people, ${found}; with the ten most popular, for ${inHundred(theirs)}. Tried on ${people}.`;
  }
  if (metric === "recall@10") {
    return `Ten suggestions held ${inHundred(ours)} % of what people had chosen and the model had not seen; the ten most popular, ${inHundred(theirs)} %. Tried on ${people}.`;
  }
  return `By how high lists put what people had chosen and the model had not seen (nDCG@10): ${ours.toFixed(3)}, against ${theirs.toFixed(3)} for the most popular. Tried on ${people}.`;
}

function ratingSentence(evaluations: readonly Evaluation[]): string | undefined {
  const served = evaluations.find((one) => SERVED.includes(one.subject) && "mae" in one.metrics);
  const usual = evaluations.find(
    (one) => one.subject === "user-item-baseline" && one.protocol === served?.protocol && "mae" in one.metrics,
  );
  if (served?.metrics.mae === undefined) return undefined;
  const own = `Predicted ratings are ${served.metrics.mae.toFixed(2)} off on average`;
  if (usual?.metrics.mae === undefined) return `${own}.`;
  return `${own}; what is usual for the person and the item is ${usual.metrics.mae.toFixed(2)} off.`;
}

/** The manifest's standard error, or that of a share among its users, which a mean of values from 0 to 1 does not exceed. */
function errorOf({ metrics, standardErrors, users }: Evaluation, metric: string): number {
  const share = metrics[metric] ?? 0;
  return standardErrors?.[metric] ?? Math.sqrt((share * (1 - share)) / Math.max(users, 1));
}

function gainWords(times: number): string {
  if (times < 1.95) return `${Math.round((times - 1) * 100)} % better than showing what is popular`;
  const much = times < 2.05 ? "Twice" : `${times.toFixed(times < 10 ? 1 : 0)} times`;
  return `${much} as good as showing what is popular`;
}

/** A share as a count of 100, with one decimal below 10. */
function inHundred(share: number): string {
  const value = 100 * share;
  return value < 9.95 ? value.toFixed(1).replace(/\.0$/, "") : value.toFixed(0);
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

/** What must be said of the data; that nobody real took anything is said by itself, and what it means. */
function audienceSentences(note: string): string[] {
  const parts = note.split("; ").filter((part) => part !== "");
  const others = parts.filter((part) => !SIMULATED.test(part));
  return [
    ...(others.length === 0 ? [] : [`About these data: ${others.join("; ")}.`]),
    ...(others.length === parts.length ? [] : [SIMULATED_SENTENCE]),
  ];
}

const SIMULATED = /simulated/i;
const SIMULATED_SENTENCE = "The audience of these data is simulated: what holds for it may not hold for people.";
