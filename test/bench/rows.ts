import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import type { Report } from "../../src/analysis/report.ts";
import { analyse, analyseCold, openWorkspace, typist } from "./engine.ts";
import { generatedRoot, generateFragment, generateProject } from "./generate.ts";
import { interleave, median, notMeasured, type Row, ratioRow, rounds } from "./measure.ts";
import { readTree, type Tree, wixTexts } from "./memory.ts";
import { tokenize, tokenizeAll } from "./tokenizer.ts";

const repository = path.resolve(import.meta.dirname, "../..");

/** The counters of a report that do not depend on the machine. */
const countersOf = ({ stats }: Report) => `parsed ${stats.parsed}, linked ${stats.linked}, judged ${stats.judged}`;

/** The whole corpus, caches empty, against the bare tokenizer over the same text. */
export async function corpusRow(corpus: string): Promise<Row> {
  const tree = readTree(corpus);
  const texts = wixTexts(tree);
  const report = await analyseCold(tree, corpus);
  const passes = [() => tokenizeAll(texts.values()), () => tokenizeAll(texts.values(), false)];
  const [engine, bare, barer] = await interleave([() => analyseCold(tree, corpus), ...passes], rounds * 2, 8);
  const strict = (median(engine) / median(barer)).toFixed(1);
  const counters = `${countersOf(report)}; ${texts.size} files; ${strict} x without entity decoding`;
  return ratioRow("engine, whole corpus, caches empty", [median(engine), median(bare)], "Tokenizer", 4, counters);
}

/** The whole process against xmllint over the same files plus a Node that does nothing. */
export async function commandRow(corpus: string): Promise<Row> {
  const what = "msi1618 check, whole process, corpus";
  const cli = path.join(repository, "dist/cli.js");
  if (!isBuilt(cli)) return notMeasured(what, "<= 6 x", "dist/cli.js is missing or older than src: npm run build");
  const files = [...wixTexts(readTree(corpus)).keys()];
  const exec = (command: string, args: readonly string[]) => spawnSync(command, args, { cwd: corpus, stdio: "ignore" });
  if (exec("xmllint", ["--version"]).status !== 0) return notMeasured(what, "<= 6 x", "xmllint is not on PATH");
  const [check, lint, node] = await interleave(
    [
      () => exec(process.execPath, [cli, "check", "."]),
      () => exec("xmllint", ["--noout", ...files]),
      () => exec(process.execPath, ["-e", "0"]),
    ],
    rounds,
    1,
  );
  return ratioRow(what, [median(check), median(lint) + median(node)], "(xmllint + node)", 6);
}

/** True where the bundle is there and no source is newer. */
function isBuilt(bundle: string): boolean {
  const sources = readdirSync(path.join(repository, "src"), { recursive: true, withFileTypes: true });
  const files = sources.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return existsSync(bundle) && files.every((file) => statSync(file).mtimeMs <= statSync(bundle).mtimeMs);
}

/** One keystroke in the largest source of the corpus, the whole corpus open, against the tokenizer over that file. */
export async function largeKeystrokeRow(corpus: string): Promise<Row> {
  const tree = readTree(corpus);
  const [file, text] = [...wixTexts(tree)].reduce((a, b) => (a[1].length >= b[1].length ? a : b));
  const workspace = openWorkspace(tree, corpus);
  await analyse(workspace);
  const type = typist(workspace, file, text);
  const report = await type();
  const [keystroke, bare] = await interleave([type, () => tokenize(text)], rounds * 3, 10);
  const what = `keystroke, ${Math.round(text.length / 1024)} KB source, corpus open`;
  const row = ratioRow(what, [median(keystroke), median(bare)], "Tokenizer", 4, countersOf(report));
  return { ...row, pass: row.pass === true && report.stats.parsed === 1 };
}

/** One keystroke in an ordinary source of a project of 100 files, against the first analysis of that project. */
export async function ordinaryKeystrokeRow(): Promise<Row> {
  const tree: Tree = generateProject(100, 24_000);
  const file = `${generatedRoot}/Part50.wxs`;
  const text = String(tree.get(file));
  const workspace = openWorkspace(tree, generatedRoot);
  await analyse(workspace);
  const type = typist(workspace, file, text);
  const report = await type();
  const [keystroke, cold] = await interleave([type, () => analyseCold(tree, generatedRoot)], rounds, 3);
  const row = ratioRow(
    "keystroke, 24 KB source of 100",
    [median(keystroke), median(cold)],
    "cold",
    0.05,
    countersOf(report),
  );
  return { ...row, pass: row.pass === true && report.stats.parsed === 1 };
}

/** How the cost per character grows from the smallest of three sizes to the worse of the others. */
async function growthRow(what: string, trees: readonly Tree[]): Promise<Row> {
  const times = await interleave(
    trees.map((tree) => () => analyseCold(tree, generatedRoot)),
    rounds,
    2,
  );
  const costs = trees.map((tree, at) => {
    const length = [...wixTexts(tree).values()].reduce((sum, text) => sum + text.length, 0);
    return (Math.min(...(times[at] ?? [])) / length) * 1024 * 1024;
  });
  const [first = Number.NaN, ...others] = costs;
  const growth = Math.max(...others) / first - 1;
  const measured = `${growth >= 0 ? "+" : ""}${(growth * 100).toFixed(0)} % (${costs.map((cost) => cost.toFixed(0)).join(", ")} ms per MiB)`;
  return { what, measured, bar: "<= +15 %", pass: growth <= 0.15 };
}

/** Growth with the number of files, and with the size of one. */
export async function growthRows(): Promise<readonly Row[]> {
  const factors = [1, 4, 16];
  const inOneFile = (factor: number): Tree =>
    new Map([
      ...generateProject(2, 0),
      [`${generatedRoot}/Part0.wxs`, generateFragment("Part0", factor * 256 * 1024, true)],
    ]);
  return [
    await growthRow(
      "growth 1, 4, 16 x: files",
      factors.map((factor) => generateProject(20 * factor, 12_000)),
    ),
    await growthRow("growth 1, 4, 16 x: one source", factors.map(inOneFile)),
  ];
}

/** The package of the extension, where one was made. */
export function vsixRow(): Row {
  const what = "the largest VSIX";
  const sizes = readdirSync(repository).flatMap((file) =>
    file.endsWith(".vsix") ? [statSync(path.join(repository, file)).size] : [],
  );
  if (sizes.length === 0) return notMeasured(what, "<= 2 MB", "none was packed: npm run package");
  const size = Math.max(...sizes);
  return { what, measured: `${(size / 1024 / 1024).toFixed(2)} MB`, bar: "<= 2 MB", pass: size <= 2 * 1024 * 1024 };
}
