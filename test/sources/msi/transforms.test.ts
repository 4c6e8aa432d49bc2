import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createWorkspace } from "../../../src/analysis/index.ts";
import type { Report } from "../../../src/analysis/report.ts";
import { createFiles } from "../../../src/files.ts";
import type { Finding } from "../../../src/model/finding.ts";
import { nameOf } from "../../../src/model/path.ts";
import { cellName } from "../../../src/model/site.ts";
import { createFolder } from "../../folder.ts";
import { writeCompound } from "./compoundWriter.ts";
import { COLUMNS, databaseStorage, PATCH, packName, type WrittenDatabase, writeDatabase } from "./databaseWriter.ts";
import { transformStorage, type WrittenTransform, writeTransform } from "./transformWriter.ts";

const CODE = "{11111111-2222-3333-4444-555555555555}";
const REVISION = `${CODE}1.0;${CODE}1.1;{99999999-2222-3333-4444-555555555555}`;

/** One action installs something, one is harmless, one would install something if it were scheduled. */
const base: WrittenDatabase = {
  tables: {
    Property: {
      columns: COLUMNS.Property,
      rows: [
        ["ProductCode", CODE],
        ["ProductName", "Widget"],
        ["ProductVersion", "1.0"],
      ],
    },
    CustomAction: {
      columns: COLUMNS.CustomAction,
      rows: [
        ["Old", 3106, "TARGETDIR", "msiexec.exe /i old.msi /qn", null],
        ["Harmless", 3106, "TARGETDIR", "net start widget", null],
        ["Spare", 3106, "TARGETDIR", "msiexec.exe /i spare.msi /qn", null],
      ],
    },
    InstallExecuteSequence: {
      columns: COLUMNS.InstallExecuteSequence,
      rows: [
        ["InstallInitialize", null, 1500],
        ["Old", "NOT Installed", 4001],
        ["Harmless", null, 4002],
        ["InstallFinalize", null, 6600],
      ],
    },
  },
};

const action = (...changes: WrittenTransform["tables"][string]["changes"]) => ({
  columns: COLUMNS.CustomAction,
  changes,
});
const schedule = (...changes: WrittenTransform["tables"][string]["changes"]) => ({
  columns: COLUMNS.InstallExecuteSequence,
  changes,
});

async function analyse(files: Readonly<Record<string, Uint8Array>>): Promise<Report> {
  const folder = createFolder(files);
  const workspace = createWorkspace(createFiles({ roots: [folder.path], trusted: false }), {
    levels: new Map(),
    defines: new Map(),
    includePaths: [],
  });
  workspace.setScope({ folders: [folder.path], files: [] });
  return workspace.analyse(new AbortController().signal);
}

/** As in `Fix.mst: CustomAction/New/Target`, with the projects that have it. */
const placeOf = ({ site, projects }: Finding) =>
  `${nameOf(site.file)}: ${site.kind === "cell" ? cellName(site) : "text"} [${projects.join(", ")}]`;

const OLD = "Setup.msi: CustomAction/Old/Target [Setup.msi]";

describe("what a transform changes is judged as the package would be with it", () => {
  const transformed = async (tables: WrittenTransform["tables"], more: Partial<WrittenTransform> = {}) => {
    const report = await analyse({
      "Setup.msi": writeDatabase(base),
      "Other.msi": writeDatabase({
        tables: { ...base.tables, Property: { columns: COLUMNS.Property, rows: [["ProductCode", "{0}"]] } },
      }),
      "Fix.mst": writeTransform({ tables, revision: REVISION, ...more }),
    });
    assert.deepEqual(
      report.problems.map(({ code }) => code),
      [],
    );
    return report.findings.filter(({ site, projects }) => nameOf(site.file) !== "Other.msi" || projects.length > 1);
  };

  test("an action that comes, with its schedule", async () => {
    const findings = await transformed({
      CustomAction: action({ insert: ["New", 3106, "TARGETDIR", "msiexec.exe /i new.msi /qn"] }),
      InstallExecuteSequence: schedule({ insert: ["New", null, 4003] }),
    });
    assert.deepEqual(findings.map(placeOf), ["Fix.mst: CustomAction/New/Target [Fix.mst]", OLD]);
  });

  test("a command that changes", async () => {
    const findings = await transformed({
      CustomAction: action({ update: { Action: "Harmless", Target: "msiexec.exe /i new.msi /qn" } }),
    });
    assert.deepEqual(findings.map(placeOf), ["Fix.mst: CustomAction/Harmless/Target [Fix.mst]", OLD]);
  });

  test("a schedule for an action that was never run", async () => {
    const findings = await transformed({ InstallExecuteSequence: schedule({ insert: ["Spare", "NOT REMOVE", 4003] }) });
    assert.deepEqual(findings.map(placeOf), [OLD, "Setup.msi: CustomAction/Spare/Target [Fix.mst]"]);
    assert.equal(findings[1]?.condition, "NOT REMOVE");
    assert.ok(findings[1]?.related.some(({ site }) => nameOf(site.file) === "Fix.mst"));
  });

  test("an action that goes, and one that is scheduled elsewhere", async () => {
    const gone = await transformed({
      CustomAction: action({ remove: ["Old"] }),
      InstallExecuteSequence: schedule({ remove: ["Old"] }),
    });
    assert.deepEqual(gone.map(placeOf), [OLD]);
    const moved = await transformed({
      InstallExecuteSequence: schedule({ update: { Action: "Old", Condition: "MORE" } }),
    });
    assert.deepEqual(moved.map(placeOf), ["Setup.msi: CustomAction/Old/Target [Fix.mst, Setup.msi]"]);
  });

  test("a table and a column that the base does not have, references of three bytes", async () => {
    const findings = await transformed(
      {
        CustomAction: {
          columns: { ...COLUMNS.CustomAction, Note: "S255" },
          changes: [{ insert: ["New", 50, "EXE", "/i a.msi /qn", null, "why"] }],
        },
        InstallUISequence: { columns: COLUMNS.InstallUISequence, changes: [{ insert: ["New", null, 100] }] },
        Property: { columns: COLUMNS.Property, changes: [{ insert: ["EXE", "msiexec.exe"] }] },
      },
      { newTables: ["InstallUISequence"], newColumns: { CustomAction: ["Note"] }, referenceSize: 3 },
    );
    assert.deepEqual(
      findings.map(({ rule, action: id, table }) => `${rule} ${id} ${table}`),
      [
        "nested-install-skipped-when-silent New InstallUISequence",
        "nested-install-in-execute-sequence Old InstallExecuteSequence",
      ],
    );
  });
});

describe("without its base a transform is read by the standard columns", () => {
  test("what it inserts is judged, and it says what it would need", async () => {
    const { findings, problems } = await analyse({
      "Fix.mst": writeTransform({
        tables: {
          CustomAction: action(
            { insert: ["Exe", 3106, "TARGETDIR", "msiexec.exe /i new.msi /qn"] },
            { insert: ["Nested", 7, "Child.msi", null, null] },
          ),
          InstallExecuteSequence: schedule({ insert: ["Exe", null, 4003] }, { insert: ["Nested", null, 4004] }),
        },
        revision: REVISION,
      }),
    });
    assert.deepEqual(
      findings.map(({ rule, action: id }) => `${rule} ${id}`),
      ["nested-install-in-execute-sequence Exe", "concurrent-installation Nested"],
    );
    assert.deepEqual(
      problems.map(({ code, severity }) => `${code} ${severity}`),
      ["base-not-found information"],
    );
    assert.match(problems[0]?.message ?? "", /product code \{11111111-2222-3333-4444-555555555555\}, version 1\.0/);
  });

  test("what it leaves as it is stays unknown", async () => {
    const { findings, databases, actions } = await analyse({
      "Fix.mst": writeTransform({
        tables: {
          CustomAction: action({ update: { Action: "Exe", Target: "/i new.msi /qn" } }),
          InstallExecuteSequence: schedule({ insert: ["Exe", null, 4003] }),
        },
      }),
    });
    assert.deepEqual(findings, []);
    const [row] = databases[0]?.tables.get("CustomAction")?.rows ?? [];
    assert.equal(row?.cells["Type"]?.unknown, true);
    assert.equal(row?.cells["Target"]?.value, "/i new.msi /qn");
    assert.equal(actions.length, 1);
  });
});

test("each transform of a patch is walked, with the one that enters the patch, against the package that it is for", async () => {
  const change: WrittenTransform = {
    tables: {
      CustomAction: action({ insert: ["New", 3106, "TARGETDIR", "msiexec.exe /i new.msi /qn"] }),
      InstallExecuteSequence: schedule({ insert: ["New", null, 4003] }),
    },
    revision: REVISION,
  };
  const entering: WrittenTransform = {
    tables: { InstallExecuteSequence: schedule({ insert: ["Spare", null, 4005] }) },
    revision: REVISION,
  };
  const root = databaseStorage({
    tables: {
      MsiPatchMetadata: {
        columns: { Company: "*S72", Property: "*s72", Value: "l0" },
        rows: [[null, "DisplayName", "A fix"]],
      },
    },
    clsid: PATCH,
  });
  const patch = writeCompound({
    ...root,
    storages: new Map([
      [packName("RtmToFix", false), transformStorage(change)],
      [packName("#RtmToFix", false), transformStorage(entering)],
    ]),
  });
  const { findings, databases, problems } = await analyse({ "Setup.msi": writeDatabase(base), "Fix.msp": patch });
  assert.deepEqual(problems, []);
  assert.deepEqual(databases.map(({ name, kind }) => `${name}: ${kind}`).sort(), [
    "Fix.msp: patch",
    "Widget with Fix.msp > RtmToFix: transform",
    "Widget: package",
  ]);
  assert.deepEqual(findings.map(placeOf), [
    "Fix.msp: RtmToFix!CustomAction/New/Target [Fix.msp]",
    OLD,
    "Setup.msi: CustomAction/Spare/Target [Fix.msp]",
  ]);
});

test("a transform inside a package changes that package", async () => {
  const inner: WrittenTransform = {
    tables: { CustomAction: action({ update: { Action: "Harmless", Target: "msiexec.exe /x {A} /qn" } }) },
  };
  const { findings } = await analyse({
    "Setup.msi": writeDatabase({ ...base, storages: { "1031": transformStorage(inner) } }),
  });
  assert.deepEqual(findings.map(placeOf), [OLD, "Setup.msi: 1031!CustomAction/Harmless/Target [Setup.msi]"]);
});
