import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createWorkspace } from "../../src/analysis/index.ts";
import type { Report } from "../../src/analysis/report.ts";
import { createFiles, toPath } from "../../src/files.ts";
import type { CellValue } from "../../src/model/database.ts";
import { COLUMNS, writeDatabase } from "../sources/msi/databaseWriter.ts";
import { interleave, median, notMeasured, type Row, rounds } from "./measure.ts";

const MEGABYTE = 1024 * 1024;

/** In bytes. */
const CABINET = 100 * MEGABYTE;

/** A package with a cabinet of 100 MB, 2,000 files, and actions of which every tenth installs something. */
function largePackage(version: 3 | 4): Uint8Array {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
  const action = (at: number): readonly CellValue[] => {
    const command = at % 10 === 0 ? `msiexec.exe /i "[INSTALLDIR]child${at}.msi" /qn` : `net start service${at}`;
    return [`Action${at}`, 3106, "INSTALLDIR", command, null];
  };
  const file = (at: number): readonly CellValue[] => [
    `fil${at}`,
    `cmp${at}`,
    `LIB${at}~1.DLL|library.${at}.dll`,
    5000 + at,
    "1.0.0.0",
    "1033",
    512,
    at + 1,
  ];
  return writeDatabase(
    {
      tables: {
        Property: {
          columns: COLUMNS.Property,
          rows: [
            ["ProductName", "Large"],
            ["ProductCode", "{A}"],
          ],
        },
        CustomAction: { columns: COLUMNS.CustomAction, rows: numbers(100).map(action) },
        InstallExecuteSequence: {
          columns: COLUMNS.InstallExecuteSequence,
          rows: numbers(100).map((at) => [`Action${at}`, "NOT Installed", 4000 + at]),
        },
        File: { columns: COLUMNS.File, rows: numbers(2000).map(file) },
        Binary: { columns: COLUMNS.Binary, rows: [["setup.exe", 1]] },
      },
      streams: { "Large.cab": new Uint8Array(CABINET), "Binary.setup.exe": new Uint8Array(5 * MEGABYTE) },
    },
    { version },
  );
}

async function analyse(file: string): Promise<Report> {
  const workspace = createWorkspace(createFiles({ roots: [path.dirname(file)], trusted: false }), {
    levels: new Map(),
    defines: new Map(),
    includePaths: [],
  });
  workspace.setScope({ folders: [], files: [toPath(file)] });
  return workspace.analyse(new AbortController().signal);
}

/** A package of 100 MB from the disk to its findings, against what msiinfo takes for one of its tables, and how much of it is read. */
export async function packageRows(): Promise<readonly Row[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "msi1618-bench-"));
  try {
    return [await packageRow(folder, 3), await packageRow(folder, 4)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function packageRow(folder: string, version: 3 | 4): Promise<Row> {
  const what = `.msi of 100 MB, version ${version}, all findings`;
  const bar = "<= 1 x, <= 1 % of the bytes";
  const file = path.join(folder, `large${version}.msi`);
  writeFileSync(file, largePackage(version));
  const exported = () => spawnSync("msiinfo", ["export", file, "CustomAction"], { encoding: "utf8" });
  if (exported().stdout?.includes("Action99") !== true) return notMeasured(what, bar, "msiinfo is not on PATH");
  const { findings, stats } = await analyse(file);
  const [own, other] = await interleave([() => analyse(file), exported], rounds, 3);
  const [ratio, share] = [median(own) / median(other), stats.bytes / (CABINET + 5 * MEGABYTE)];
  return {
    what,
    measured: `${ratio.toFixed(2)} x msiinfo export (${median(own).toFixed(1)} : ${median(other).toFixed(1)} ms), ${(share * 100).toFixed(2)} % of the bytes`,
    bar,
    pass: ratio <= 1 && share <= 0.01,
    counters: `${stats.bytes} bytes read, ${findings.length} findings, ${stats.actions} actions`,
  };
}
