// `npm run bench`: the numbers to reach, measured side by side in one run. Ratios and counters hold on a noisy machine; milliseconds do not.
//   MSI1618_BENCH_ROUNDS=15 npm run bench       more rounds than 7
import { activationRow } from "./activation.ts";
import { notMeasured, type Row, rounds, tableOf } from "./measure.ts";
import { corpusFolder } from "./memory.ts";
import { packageRows } from "./package.ts";
import { commandRow, corpusRow, growthRows, largeKeystrokeRow, ordinaryKeystrokeRow, vsixRow } from "./rows.ts";

async function main(): Promise<void> {
  const corpus = corpusFolder();
  const rows: Row[] = [];
  if (corpus === undefined)
    rows.push(notMeasured("corpus rows", "", "no corpus at ../shared/corpus or $MSI1618_CORPUS"));
  else rows.push(await corpusRow(corpus), await commandRow(corpus), await largeKeystrokeRow(corpus));
  rows.push(await ordinaryKeystrokeRow(), ...(await growthRows()), vsixRow());
  rows.push(...(await packageRows()), activationRow());
  console.log(tableOf(rows));
  const judged = rows.filter(({ pass }) => pass !== undefined);
  console.log(
    `\nmedians of ${rounds}, growth by minima; ${judged.filter(({ pass }) => pass).length} of ${judged.length} bars met`,
  );
}

await main();
