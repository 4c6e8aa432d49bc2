import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { describe, type TestContext, test } from "node:test";
import { judge } from "../../src/analysis/judge.ts";
import { NO_CONTENTS } from "../../src/model/contents.ts";
import { RULES } from "../../src/rules/index.ts";
import type { Compilation } from "../../src/sources/source.ts";
import { createRandom } from "../random.ts";
import { compileFile, compileFiles } from "./tableSources.ts";

/** How many spoiled files of each kind are read: all of them where everything has to run, as in continuous integration. */
const TIMES = process.env["MSI1618_REQUIRE_ALL"] === "1" ? 10_000 : 1000;

/** One in so many is judged as well. */
const JUDGED = 20;

const rows = (...lines: readonly string[]) => lines.map((line) => `${line}\r\n`).join("");

const ARCHIVES = {
  "a.idt": rows(
    "Action\tType\tSource\tTarget\tExtendedType",
    "s72\ti2\tS72\tS0\tI4",
    "932\tCustomAction\tAction",
    'Run\t3106\tTARGETDIR\tmsiexec /i "[TARGETDIR]a.msi" /qn\t',
    "Exe\t2\tSetup.exe\t/q\t",
    "Vbs\t38\t\tline 1\x11\x19line 2\t4096",
    "Raw\t38\t\tline 1",
    "line 2\t",
  ),
  "s.idt": rows(
    "Action\tCondition\tSequence",
    "s72\tS255\tI2",
    "InstallExecuteSequence\tAction",
    "Run\tNOT Installed\t4001",
    "Exe\t\t4002",
  ),
  "b.idt": rows("Name\tData", "s72\tv0", "Binary\tName", "Setup.exe\tSetup.exe.ibd"),
  "p.idt": rows("Property\tValue", "s72\tl0", "Property\tProperty", "ProductName\tP"),
  "f.idt": "\r\n\r\n932\t_ForceCodepage\r\n",
};

const ISM = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE msi [ <!ELEMENT msi (summary,table*)> <!ENTITY a "b"> ]>
<msi version="2.0"><summary><codepage>1252</codepage></summary>
<table name="CustomAction"><col key="yes" def="s72">Action</col><col def="i2">Type</col><col def="S64">Source</col><col def="S0">Target</col>
<row><td>Run</td><td>3106</td><td>DIR</td><td>msiexec /i &quot;##IDS_A##&quot;</td></row><row><td>Exe</td><td>2</td><td>B</td><td/></row></table>
<table name="ISString"><col key="yes" def="s72">ISString</col><col def="S0">Value</col><row><td>IDS_A</td><td>a.msi</td></row></table>
<table name="Binary"><col key="yes" def="s72">Name</col><col def="V0">Data</col><col def="S0">ISBuildSourcePath</col><row><td>B</td><td/><td>&lt;V&gt;\\b.exe</td></row></table>
<table name="ISPathVariable"><col key="yes" def="s72">ISPathVariable</col><col def="S0">Value</col><row><td>V</td><td>&lt;V&gt;&lt;ISProjectFolder&gt;</td></row></table>
<table name="InstallExecuteSequence"><col key="yes" def="s72">Action</col><col def="S255">Condition</col><col def="I2">Sequence</col><row><td>Run</td><td/><td>4001</td></row></table>
</msi>`;

const AIP = `<?xml version="1.0" encoding="UTF-8"?>
<DOCUMENT Type="Advanced Installer" version="21.4">
<COMPONENT cid="c.BuildComponent"><ROW BuildKey="B"/></COMPONENT>
<COMPONENT cid="c.MsiCustActComponent"><ROW Action="AI_InstallPrerequisite" Type="1" Source="Prereq.dll" Target="InstallPrereq"/><ROW Action="Run" Type="50" Source="P" Target="x" MultiBuildTarget="B:/i &quot;[|Name].msi&quot;"/></COMPONENT>
<COMPONENT cid="c.MsiBinaryComponent"><ROW Name="Prereq.dll" SourcePath="&lt;AI&gt;Prereq.dll"/></COMPONENT>
<COMPONENT cid="c.MsiInstallUISequenceComponent"><ROW Action="AI_InstallPrerequisite" Sequence="1298"/></COMPONENT>
<COMPONENT cid="c.PreReqComponent"><ROW PrereqKey="K" SetupFileUrl="https://x/VC_redist.x64.exe" ComLine="/q" Feature="F"/></COMPONENT>
</DOCUMENT>`;

const VDPROJ = `"DeployProject"
{
"CodePage" = "3:1252"
    "Deployable"
    {
        "CustomAction"
        {
            "{4AA51A2D-7D85-4A59-BA75-B0809FC8B380}:_A"
            {
            "Object" = "8:_F"
            "InstallAction" = "3:1"
            "Arguments" = "8:/i \\"[TARGETDIR]\\\\a.msi\\""
            }
        }
        "File"
        {
            "{9F6F8455-1EF1-4B85-886A-4223BCC8E7F7}:_F"
            {
            "SourcePath" = "8:..\\\\msiexec.exe"
            }
        }
    }
}
`.replaceAll("\n", "\r\n");

const KINDS: Readonly<Record<string, (bytes: Uint8Array) => Compilation>> = {
  "a.idt": (bytes) => compileFiles({ ...ARCHIVES, "a.idt": bytes }),
  "Setup.ism": (bytes) => compileFile("Setup.ism", bytes),
  "Setup.aip": (bytes) => compileFile("Setup.aip", bytes),
  "Setup.vdproj": (bytes) => compileFile("Setup.vdproj", bytes),
};
const SOUND: Readonly<Record<string, string>> = {
  "a.idt": ARCHIVES["a.idt"],
  "Setup.ism": ISM,
  "Setup.aip": AIP,
  "Setup.vdproj": VDPROJ,
};

type Mutation = (bytes: Uint8Array, random: () => number) => Uint8Array;
const at = (length: number, random: () => number) => Math.floor(random() * length);

/** What means something in one of the formats: put in anywhere. */
const TOKENS = [
  "\t",
  "\r\n",
  "\x11\x19",
  "\x10",
  "\0",
  "9999999999",
  "-1",
  "1252\t",
  "<row>",
  "</table>",
  "<td/>",
  "&lt;",
  "[|",
  "##IDS_A##",
  "{",
  "}",
  '"',
  "\\",
  "\uFEFF",
  "é",
  '<ROW Action="Run"/>',
  "<ROW Action='x' Type='y'/>",
  '<col def="q">',
];

const mutations: readonly Mutation[] = [
  (bytes, random) => {
    const spoiled = Uint8Array.from(bytes);
    for (let times = 1 + at(8, random); times > 0; times--) spoiled[at(spoiled.length, random)] = at(256, random);
    return spoiled;
  },
  (bytes, random) => bytes.slice(0, at(bytes.length, random)),
  (bytes, random) => {
    const start = at(bytes.length, random);
    return joined(bytes.subarray(0, start), bytes.subarray(start + 1 + at(40, random)));
  },
  (bytes, random) => {
    const [start, from] = [at(bytes.length, random), at(bytes.length, random)];
    return joined(bytes.subarray(0, start), bytes.subarray(from, from + at(200, random)), bytes.subarray(start));
  },
  (bytes, random) => {
    let spoiled = bytes;
    for (let times = 1 + at(3, random); times > 0; times--) {
      const start = at(spoiled.length, random);
      const token = new TextEncoder().encode(TOKENS[at(TOKENS.length, random)]);
      spoiled = joined(spoiled.subarray(0, start), token, spoiled.subarray(start));
    }
    return spoiled;
  },
  (bytes, random) => {
    const lines = new TextDecoder("latin1").decode(bytes).split("\n");
    const [one, other] = [at(lines.length, random), at(lines.length, random)];
    [lines[one], lines[other]] = [lines[other] ?? "", lines[one] ?? ""];
    if (random() < 0.3) lines.splice(at(lines.length, random), 0, lines[at(lines.length, random)] ?? "");
    return Uint8Array.from(Buffer.from(lines.join("\n"), "latin1"));
  },
];

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Everything that a reader of the tables could ask for, each place within its text. Answers how many rows and characters of cells there were. */
function touch({ databases, problems, texts }: Compilation): { readonly rows: number; readonly cells: number } {
  const lengthOf = (file: string) => texts?.get(file)?.length ?? 0;
  let [count, cells] = [0, 0];
  for (const { site } of problems) {
    assert.ok(site.kind === "text" && site.span.start <= site.span.end);
    assert.ok(site.span.end <= Math.max(1, lengthOf(site.file)), `${site.span.end} in ${lengthOf(site.file)}`);
  }
  for (const database of databases) {
    for (const [name, table] of database.tables) {
      for (const row of table.rows) {
        count++;
        for (const { value, site } of Object.values(row.cells)) {
          cells += String(value ?? "").length;
          assert.ok(site.kind === "text" && site.span.end <= lengthOf(site.file));
          for (const piece of site.pieces) assert.ok(piece.from <= piece.to && piece.span.start <= piece.span.end);
        }
        database.artifacts.get(`${name}\t${String(row.cells["Name"]?.value ?? "")}`);
      }
    }
  }
  return { rows: count, cells };
}

const codes = new Map<string, number>();
const count = ({ problems }: Compilation) => {
  for (const { code } of problems) codes.set(code, (codes.get(code) ?? 0) + 1);
};

describe("spoiled table sources are read as far as they go", () => {
  for (const [name, read] of Object.entries(KINDS)) {
    test(`${TIMES} of ${name}`, (context: TestContext) => {
      const sound = new TextEncoder().encode(SOUND[name] ?? "");
      const random = createRandom(name.length * 7919);
      const most = { problems: 0, rows: 0, cells: 0 };
      for (let time = 0; time < TIMES; time++) {
        const spoiled = mutations[time % mutations.length]?.(sound, random) ?? sound;
        const compilation = read(spoiled);
        count(compilation);
        const { rows: found, cells } = touch(compilation);
        if (time % JUDGED === 0) {
          for (const one of compilation.databases) assert.deepEqual(judge(one, RULES, NO_CONTENTS).problems, []);
        }
        most.problems = Math.max(most.problems, compilation.problems.length);
        most.rows = Math.max(most.rows, found);
        most.cells = Math.max(most.cells, cells);
      }
      context.diagnostic(`the worst: ${JSON.stringify(most)}`);
      assert.ok(most.problems <= 200 && most.rows <= 500 && most.cells <= 20_000, JSON.stringify(most));
    });
  }
});

/** What chance does not hit upon: a file for each, by its name. */
const CRAFTED: readonly (readonly [string, string | Uint8Array])[] = [
  [
    "many columns.idt",
    rows(Array.from({ length: 300 }, (_, index) => `c${index}`).join("\t"), Array(300).fill("s0").join("\t"), "T\tc0"),
  ],
  [
    "many problems.idt",
    rows(
      "Action\tType",
      "s72\ti2",
      "CustomAction\tAction",
      ...Array.from({ length: 1500 }, (_, index) => `a${index}\tx`),
    ),
  ],
  ["utf-16.idt", Uint8Array.from(Buffer.from("\uFEFFA\tB\r\ns0\ts0\r\nT\tA\r\nx\ty\r\n", "utf16le"))],
  ["mark.idt", Uint8Array.from(Buffer.from("\uFEFFA\tB\r\ns0\ts0\r\nT\tA\r\nx\ty\r\n"))],
  ["neutral.idt", Uint8Array.from(Buffer.from("A\tB\r\ns0\ts0\r\n0\tT\tA\r\nx\t\xFC\r\n", "latin1"))],
  ["unknown.idt", "A\tB\r\ns0\ts0\r\n12345\tT\tA\r\nx\ty\r\n"],
  ["editor.idt", "A\tB\r\ns0\ts0\r\n1252\tT\tA\r\nx\t\uFFFD\r\n"],
  ["empty.msi", ""],
  ["page.msi", "<html></html>"],
  ["pointer.msi", "version https://git-lfs.github.com/spec/v1\n"],
  ["words.msi", "words"],
];

/** Every code that the readers of text table sources name in their own source. */
function namedCodes(): readonly string[] {
  const folder = path.resolve(import.meta.dirname, "../../src/sources");
  const files = [
    "aip.ts",
    "database.ts",
    "form.ts",
    "ism.ts",
    "references.ts",
    "idt/archive.ts",
    "idt/decode.ts",
    "idt/header.ts",
    "idt/index.ts",
    "vdproj/parse.ts",
  ];
  const named = files.flatMap((file) => {
    const text = readFileSync(path.join(folder, file), "utf8");
    const calls = text.matchAll(
      /(?:\bfault\(|\bcode: |problemAt\([\w, ]+|\bdangling\(|fail\()\s*"([a-z]+(?:-[a-z0-9]+)+)"/g,
    );
    const chosen = text.matchAll(/const code = [^;]*;/g);
    return [
      ...[...calls].map(([, code]) => code ?? ""),
      ...[...chosen].flatMap(([line]) => [...line.matchAll(/"([a-z-]+-[a-z-]+)"/g)].map(([, code]) => code ?? "")),
    ];
  });
  return [...new Set(named)].sort();
}

test("every kind of problem that the readers can report occurs", (context) => {
  for (const [name, content] of CRAFTED) {
    const compilation = name.endsWith(".idt") ? compileFiles({ [name]: content }) : compileFile(name, content);
    count(compilation);
    if (!name.endsWith(".msi")) touch(compilation);
  }
  count(compileFiles({ ...ARCHIVES, "second.idt": ARCHIVES["p.idt"] }));
  count(
    compileFiles({
      ...ARCHIVES,
      "p.idt": ARCHIVES["p.idt"].replace("Property\tProperty\r", "1252\tProperty\tProperty\r"),
    }),
  );
  count(compileFiles({ "there.idt": ARCHIVES["p.idt"] }, { sources: ["/db/there.idt", "/db/gone.idt"] }));
  const named = namedCodes();
  assert.ok(named.length > 25, named.join(" "));
  for (const code of named) context.diagnostic(`${code}: ${codes.get(code) ?? 0}`);
  assert.deepEqual(
    named.filter((code) => !codes.has(code)),
    [],
  );
});

describe("files made to be a burden cost no more than their length", () => {
  const tall = (length: number, line: string) =>
    `Property\tValue\r\ns72\tl0\r\nProperty\tProperty\r\n${line.repeat(length)}`;
  for (const [title, make] of [
    ["lines without a tab", (size: number) => compileFiles({ "a.idt": tall(size, "x\r\n") })],
    [
      "rows that never end",
      (size: number) =>
        compileFiles({ "a.idt": `A\tB\tC\r\ns0\ts0\ts0\r\nT\tA\r\n${"x\ty\r\n\r\n\r\n".repeat(size)}` }),
    ],
    [
      "sections in sections",
      (size: number) => compileFile("a.vdproj", `"DeployProject"\r\n${'{\r\n"a"\r\n'.repeat(size)}`),
    ],
    ["bars", (size: number) => compileFile("a.aip", AIP.replace("[|Name]", "[|&amp;".repeat(size)))],
    [
      "texts in texts",
      (size: number) =>
        compileFile("a.ism", ISM.replace("##IDS_A##", "##IDS_A##".repeat(size)).replace("a.msi", "y".repeat(size))),
    ],
    [
      "variables in variables",
      (size: number) => compileFile("a.ism", ISM.replace("&lt;V&gt;&lt;ISProjectFolder&gt;", "&lt;V&gt;".repeat(size))),
    ],
  ] as const) {
    test(title, () => {
      const compilation = make(50_000);
      assert.ok(compilation.problems.length <= 1001);
      assert.ok(touch(compilation).cells < 2_000_000);
    });
  }
});
