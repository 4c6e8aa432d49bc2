import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createFolder } from "../folder.ts";
import { analysed, applyEdits, assertCured, assertHome } from "./proof.ts";

const lines = (...rows: readonly string[]) => `${rows.join("\r\n")}\r\n`;

const ARCHIVES = {
  "CustomAction.idt": lines(
    "Action\tType\tSource\tTarget",
    "s72\ti2\tS64\tS255",
    "CustomAction\tAction",
    'InstallViewer\t3106\tTARGETDIR\tmsiexec.exe /i "[TARGETDIR]viewer.msi" /qn',
    "Greet\t51\tGREETED\t1",
  ),
  "InstallExecuteSequence.idt": lines(
    "Action\tCondition\tSequence",
    "s72\tS255\tI2",
    "InstallExecuteSequence\tAction",
    "InstallInitialize\t\t1500",
    "InstallViewer\tVIEWER OR ALL\t4001",
    "InstallFinalize\t\t6600",
  ),
  "InstallUISequence.idt": lines(
    "Action\tCondition\tSequence",
    "s72\tS255\tI2",
    "InstallUISequence\tAction",
    "Greet\t\t1299",
    "ExecuteAction\t\t1300",
  ),
};

const td = (...cells: readonly string[]) =>
  `\t\t<row>${cells.map((cell) => (cell === "" ? "<td/>" : `<td>${cell}</td>`)).join("")}</row>\n`;

const table = (name: string, columns: readonly string[], ...rows: readonly string[]) =>
  `\t<table name="${name}">\n${columns.map((column) => `\t\t<col ${column}</col>\n`).join("")}${rows.join("")}\t</table>\n`;

const SEQUENCE = [
  'key="yes" def="s72">Action',
  'def="S255">Condition',
  'def="I2">Sequence',
  'def="S255">ISComments',
  'def="I4">ISAttributes',
];

const PROJECT = `<?xml version="1.0" encoding="utf-8"?>
<msi version="2.0">
${table("CustomAction", ['key="yes" def="s72">Action', 'def="i2">Type', 'def="S64">Source', 'def="S0">Target'], td("InstallViewer", "1058", "TARGETDIR", 'msiexec /i "[TARGETDIR]viewer.msi" /qn'))}${table("InstallExecuteSequence", SEQUENCE, td("InstallViewer", "NOT Installed", "4001", "", ""), td("InstallFinalize", "", "6600", "", ""))}${table("InstallUISequence", SEQUENCE, td("ExecuteAction", "", "1300", "", ""))}</msi>
`;

async function moved(files: Readonly<Record<string, string>>) {
  const folder = createFolder(files);
  const { workspace, report } = await analysed(folder.path);
  const [finding] = report.findings;
  assert.ok(finding !== undefined);
  const { texts, report: now } = await applyEdits(workspace, workspace.fix(finding, "ui-sequence"));
  assertCured(report, now, finding, "ui-sequence");
  assertHome("ui-sequence", finding, now, [], "viewer.msi");
  return (name: string) => texts.get(`${folder.path}/${name}`) ?? "";
}

describe("in tables an action is moved to the end of the UI sequence", () => {
  test("of text archives: the type loses its in-script bits, the row its place, the command its quiet switch", async () => {
    const text = await moved(ARCHIVES);
    assert.equal(
      text("CustomAction.idt"),
      ARCHIVES["CustomAction.idt"].replace("\t3106\t", "\t34\t").replace(" /qn", ""),
    );
    assert.equal(
      text("InstallExecuteSequence.idt"),
      ARCHIVES["InstallExecuteSequence.idt"].replace("InstallViewer\tVIEWER OR ALL\t4001\r\n", ""),
    );
    assert.equal(
      text("InstallUISequence.idt"),
      `${ARCHIVES["InstallUISequence.idt"]}InstallViewer\t(VIEWER OR ALL) AND NOT Installed\t1301\r\n`,
    );
  });

  test("of a project of InstallShield, row by row and column by column", async () => {
    const text = (await moved({ "Setup.ism": PROJECT }))("Setup.ism");
    assert.match(text, /<td>InstallViewer<\/td><td>34<\/td>/);
    assert.match(
      text,
      /\n\t\t<row><td>InstallViewer<\/td><td>NOT Installed<\/td><td>1301<\/td><td\/><td\/><\/row>\n\t<\/table>/,
    );
  });
});

describe("tables are left alone", () => {
  const refusal = async (files: Readonly<Record<string, string>>) => {
    const { workspace, report } = await analysed(createFolder(files).path);
    const [finding] = report.findings;
    assert.ok(finding !== undefined);
    return workspace.fixesOf(finding).find(({ kind }) => kind === "ui-sequence")?.refused ?? "";
  };

  test("where there is no UI sequence", async () => {
    const { "InstallUISequence.idt": _, ...others } = ARCHIVES;
    assert.match(await refusal(others), /no InstallUISequence/);
  });

  test("where places hang on a code page", async () => {
    const archive = ARCHIVES["CustomAction.idt"].replace("\tGREETED\t1", "\tGREETED\tGr\u00fc\u00dfe");
    assert.match(await refusal({ ...ARCHIVES, "CustomAction.idt": archive }), /code page/);
  });
});
