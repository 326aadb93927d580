import type { Row } from "../report.ts";
import { median, quantile } from "../statistics.ts";
import { type Case, EMPTY_CASE } from "./cases.ts";
import type { RoundOfCase } from "./measure-servers.ts";
import type { RoundOfService, Service } from "./services.ts";

/** The rows of a service: the empty GET, and each of its cases beside its floor. */
export function rowsOf({ size, cases }: Service, rounds: readonly RoundOfService[]): Row[] {
  const [first] = cases;
  const ownOf = (kind: Case): RoundOfCase[] => rounds.flatMap((round) => round.cases.get(kind)?.own ?? []);
  const firstCpu = first ? ownOf(first).map(cpu) : [];
  const empty = rowOf(
    EMPTY_CASE,
    size,
    rounds.map((round) => round.empty),
  );
  return [
    { ...empty, floorCpuMs: null, timesFloor: null, overFirstMs: null },
    ...cases.map((kind): Row => {
      const [own, floorCpu] = [ownOf(kind), rounds.flatMap((round) => round.cases.get(kind)?.floor ?? []).map(cpu)];
      // Round by round: both sides of a ratio or a difference met the same machine.
      const ratios = own.map((round, place) => cpu(round) / floorCpu[place]!);
      const beyond = kind === first ? [] : own.map((round, place) => cpu(round) - firstCpu[place]!);
      return {
        ...rowOf(kind, size, own),
        floorCpuMs: medianOrNull(floorCpu),
        timesFloor: medianOrNull(ratios),
        overFirstMs: medianOrNull(beyond),
        rawTimesFloor: ratios,
      };
    }),
  ];
}

function rowOf({ variant, exchanges, missing }: Case, size: number, rounds: readonly RoundOfCase[]): Row {
  const times = rounds.flatMap((round) => round.times);
  const measured = times.length > 0;
  const wrong = rounds.reduce((sum, round) => sum + round.wrong, 0) / (rounds.length * exchanges.length);
  return {
    variant,
    size,
    ms: measured ? median(times) : null,
    p99Ms: measured ? quantile(times, 0.99) : null,
    cpuMs: medianOrNull(rounds.map(cpu)),
    error: measured && exchanges[0]?.itemIds !== undefined ? wrong : null,
    requests: times.length,
    rawMs: rounds.map((round) => median(round.times)),
    rawCpuMs: rounds.map(cpu),
    note: missing,
  };
}

const cpu = ({ cpuMs = Number.NaN }: RoundOfCase): number => cpuMs;

/** null where nothing was measured, or where the system does not tell CPU times. */
function medianOrNull(values: readonly number[]): number | null {
  return values.length === 0 || values.some(Number.isNaN) ? null : median(values);
}
