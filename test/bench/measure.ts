import process from "node:process";

/** How often each side of a comparison runs. */
export const rounds = Number(process.env["MSI1618_BENCH_ROUNDS"] ?? 7);

/** Something to time: one run of it. */
export type Work = () => unknown;

/** The times of several works in milliseconds, run in turn, so that a slow moment of the machine meets all of them alike. */
export async function interleave(works: readonly Work[], times = rounds, warmUp = 2): Promise<readonly number[][]> {
  const measured: number[][] = works.map(() => []);
  for (let round = -warmUp; round < times; round++) {
    for (const [at, work] of works.entries()) {
      const began = performance.now();
      await work();
      const took = performance.now() - began;
      if (round >= 0) measured[at]?.push(took);
    }
  }
  return measured;
}

/** The middle one, or the lower of the two in the middle. */
export function median(times: readonly number[] | undefined): number {
  const sorted = [...(times ?? [])].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
}

/** A line of the table: `bar` is what has to be met, `pass` undefined where nothing was measured. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly bar: string;
  readonly pass: boolean | undefined;
  readonly counters?: string;
}

/** A row that compares the medians of a subject and what it is held against. */
export function ratioRow(
  what: string,
  [subject, baseline]: readonly [number, number],
  against: string,
  bar: number,
  counters = "",
): Row {
  const ratio = subject / baseline;
  const digits = ratio < 0.1 ? 4 : 2;
  return {
    what,
    measured: `${ratio.toFixed(digits)} x ${against} (${subject.toFixed(1)} : ${baseline.toFixed(1)} ms)`,
    bar: `<= ${bar} x`,
    pass: ratio <= bar,
    counters,
  };
}

/** A row that has no number, and why. */
export function notMeasured(what: string, bar: string, why: string): Row {
  return { what, measured: `not measured: ${why}`, bar, pass: undefined };
}

/** The rows as a table for a terminal, columns aligned. */
export function tableOf(rows: readonly Row[]): string {
  const verdict = ({ pass }: Row) => (pass === undefined ? "-" : pass ? "pass" : "MISS");
  const cells = [
    ["what", "measured", "bar", "", "counters"],
    ...rows.map((row) => [row.what, row.measured, row.bar, verdict(row), row.counters ?? ""]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
