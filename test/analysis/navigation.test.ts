import assert from "node:assert/strict";
import path from "node:path";
import { describe, test } from "node:test";
import { createWorkspace } from "../../src/analysis/index.ts";
import type { Navigation } from "../../src/analysis/navigation.ts";
import type { OutlineEntry } from "../../src/analysis/outline.ts";
import type { FileEdit } from "../../src/analysis/workspace.ts";
import { createFiles } from "../../src/files.ts";
import type { TextSite } from "../../src/model/site.ts";
import type { Span } from "../../src/model/span.ts";
import { createFolder } from "../folder.ts";
import { marked } from "../marked.ts";

const V4 = 'xmlns="http://wixtoolset.org/schemas/v4/wxs"';
const V3 = 'xmlns="http://schemas.microsoft.com/wix/2006/wi"';
const PACKAGE = 'Package Name="P" Version="1.0" Manufacturer="M" UpgradeCode="11111111-2222-3333-4444-555555555555"';

const product = (inner: string, before = "") => `<Wix ${V4}>${before}<${PACKAGE}>${inner}</Package></Wix>`;
const fragment = (inner: string, before = "") => `<Wix ${V4}>${before}<Fragment>${inner}</Fragment></Wix>`;

interface Opened {
  readonly navigation: Navigation;
  /** The file and offset of the cursor. */
  readonly at: readonly [path: string, offset: number];
  /** The marked ranges as `file:start-end`. */
  readonly expected: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  readonly file: (name: string) => string;
  readonly spansOf: (name: string) => readonly Span[];
}

const shown = (name: string, { start, end }: Span) => `${name}:${start}-${end}`;
const places = (sites: readonly TextSite[], root: string) =>
  sites.map(({ file, span }) => shown(path.posix.relative(root, file), span));

/** Analyses a folder of marked sources; the cursor stands in one of them. */
async function open(sources: Readonly<Record<string, string>>): Promise<Opened & { readonly root: string }> {
  const files = Object.entries(sources).map(([name, source]) => ({ name, ...marked(source) }));
  const folder = createFolder(Object.fromEntries(files.map(({ name, text }) => [name, text])));
  const workspace = createWorkspace(createFiles({ roots: [folder.path], trusted: false }), {
    levels: new Map(),
    defines: new Map(),
    includePaths: [],
  });
  workspace.setScope({ folders: [folder.path], files: [] });
  await workspace.analyse(new AbortController().signal);
  const here = files.find(({ cursor }) => cursor !== undefined);
  return {
    navigation: workspace.navigation(),
    root: folder.path,
    at: [`${folder.path}/${here?.name}`, here?.cursor ?? -1],
    expected: files.flatMap(({ name, spans }) => spans.map((span) => shown(name, span))).sort(),
    texts: new Map(files.map(({ name, text }) => [`${folder.path}/${name}`, text])),
    file: (name) => `${folder.path}/${name}`,
    spansOf: (name) => files.find((one) => one.name === name)?.spans ?? [],
  };
}

async function definitionIs(sources: Readonly<Record<string, string>>): Promise<void> {
  const { navigation, at, expected, root } = await open(sources);
  assert.deepEqual(places(navigation.definitionAt(...at), root).sort(), expected);
}

async function referencesAre(sources: Readonly<Record<string, string>>): Promise<void> {
  const { navigation, at, expected, root } = await open(sources);
  assert.deepEqual(places(navigation.referencesAt(...at, true), root).sort(), expected);
}

function applied(texts: ReadonlyMap<string, string>, edits: readonly FileEdit[]): ReadonlyMap<string, string> {
  const after = new Map(texts);
  for (const { file, edits: changes } of edits) {
    let text = texts.get(file) ?? "";
    for (const { start, end, text: to } of [...changes].reverse()) text = text.slice(0, start) + to + text.slice(end);
    after.set(file, text);
  }
  return after;
}

/** Renames at the cursor and compares every byte: each marked range, and nothing else, is the new name. */
async function renames(
  sources: Readonly<Record<string, string>>,
  to: string,
  also: (text: string) => string = (one) => one,
) {
  const { navigation, at, texts, file } = await open(sources);
  const renaming = navigation.renameAt(...at, to);
  assert.ok(!("refused" in renaming), "refused" in renaming ? renaming.refused : "");
  const after = applied(texts, renaming.edits);
  for (const [name, source] of Object.entries(sources)) {
    const expected = also(source.replaceAll("‸", "").replaceAll(/«[^»]*»/g, to));
    assert.equal(after.get(file(name)), expected, name);
  }
}

async function refuses(sources: Readonly<Record<string, string>>, to: string, why: RegExp): Promise<void> {
  const { navigation, at } = await open(sources);
  const renaming = navigation.renameAt(...at, to);
  assert.match("refused" in renaming ? renaming.refused : "not refused", why);
}

const ACTION = 'Directory="TARGETDIR" ExeCommand="a.exe"';

/** A project that links a library, which has a fragment, and another library that is linked with nothing. */
const library = (inner: string) => ({
  "p/P.wixproj":
    '<Project Sdk="WixToolset.Sdk/5.0.2"><ItemGroup><ProjectReference Include="..\\lib\\Lib.wixproj" /></ItemGroup></Project>',
  "lib/Lib.wixproj":
    '<Project Sdk="WixToolset.Sdk/5.0.2"><PropertyGroup><OutputType>Library</OutputType></PropertyGroup></Project>',
  "lib/b.wxs": fragment(inner),
  "other/Other.wixproj":
    '<Project Sdk="WixToolset.Sdk/5.0.2"><PropertyGroup><OutputType>Library</OutputType></PropertyGroup></Project>',
  "other/c.wxs": fragment(inner.replaceAll(/[«»‸]/g, "")),
});

describe("the definition of", () => {
  test("an action, in another file", () =>
    definitionIs({
      "a.wxs": product(
        '<InstallExecuteSequence><Custom Action="R‸un" After="InstallFiles" /></InstallExecuteSequence>',
      ),
      "b.wxs": fragment(`<CustomAction Id="«Run»" ${ACTION} />`),
    }));

  test("an action named by After, by a control event, by a reference, after an access modifier", async () => {
    const definition = fragment(`<CustomAction Id="virtual «Run»" ${ACTION} />`);
    const uses = [
      `<CustomAction Id="B" ${ACTION} /><InstallExecuteSequence><Custom Action="B" After="R‸un" /></InstallExecuteSequence>`,
      '<UI><Dialog Id="D" Width="9" Height="9"><Control Id="C" Type="PushButton"><Publish Event="DoAction" Value="Run‸" /></Control></Dialog></UI>',
      '<CustomActionRef Id="‸Run" />',
      '<InstallExecuteSequence><Custom Action="override R‸un" After="InstallFiles" /></InstallExecuteSequence>',
      '<UI><ProgressText Action="Ru‸n" Message="x" /></UI>',
    ];
    for (const use of uses) await definitionIs({ "a.wxs": product(use), "b.wxs": definition });
  });

  test("an action that SetProperty makes without naming it", () =>
    definitionIs({
      "a.wxs": product(
        '<SetProperty Id="«CMD»" Value="x" After="CostFinalize" /><InstallUISequence><Custom Action="B" After="SetCM‸D" /></InstallUISequence>',
      ),
    }));

  test("a property in Formatted text, in a condition, as the source of an action", async () => {
    const uses = [
      `<CustomAction Id="A" Directory="TARGETDIR" ExeCommand="&quot;[CM‸D]&quot; /x" />`,
      '<InstallExecuteSequence><Custom Action="A" After="InstallFiles" Condition="NOT Installed AND CM‸D = 1" /></InstallExecuteSequence>',
      '<CustomAction Id="A" Property="C‸MD" ExeCommand="/x" />',
    ];
    for (const use of uses) await definitionIs({ "a.wxs": product(`<Property Id="«CMD»" Value="1" />${use}`) });
  });

  test("a property in the text of a WiX 3 condition", () =>
    definitionIs({
      "a.wxs": `<Wix ${V3}><Product Name="P" Version="1.0" Language="1033" Manufacturer="M"><Property Id="«CMD»">1</Property>
        <InstallExecuteSequence><Custom Action="A" After="InstallFiles"><![CDATA[1 < 2 AND C‸MD]]></Custom></InstallExecuteSequence></Product></Wix>`,
    }));

  test("a property that no element defines: where it is set", () =>
    definitionIs({
      "a.wxs": product(
        `<CustomAction Id="S" Property="«CMD»" Value="x" /><CustomAction Id="A" Directory="TARGETDIR" ExeCommand="[CM‸D]" />`,
      ),
    }));

  test("a binary, a file, a directory and a dialog", async () => {
    const defined = (id: string) =>
      `<Binary Id="«Bin»" SourceFile="a.dll" /><StandardDirectory Id="TARGETDIR"><Directory Id="Dir" Name="d"><Component Id="C"><File Id="Fil" Source="f.exe" /></Component></Directory></StandardDirectory><UI><Dialog Id="Dlg" Width="9" Height="9" /></UI>`
        .replaceAll(/[«»]/g, "")
        .replace(`Id="${id}"`, `Id="«${id}»"`);
    const uses: readonly (readonly [string, string])[] = [
      ["Bin", '<CustomAction Id="A" BinaryRef="B‸in" DllEntry="E" />'],
      ["Fil", '<CustomAction Id="A" Directory="TARGETDIR" ExeCommand="[#F‸il] /x" />'],
      ["Fil", '<CustomAction Id="A" FileRef="F‸il" ExeCommand="/x" />'],
      ["Dir", '<CustomAction Id="A" Directory="D‸ir" ExeCommand="/x" />'],
      ["Dir", '<CustomAction Id="A" Directory="TARGETDIR" ExeCommand="[D‸ir]a.exe" />'],
      ["Dlg", '<InstallUISequence><Show Dialog="D‸lg" Before="ExecuteAction" /></InstallUISequence>'],
      ["Dlg", '<InstallUISequence><Custom Action="X" After="D‸lg" /></InstallUISequence>'],
    ];
    for (const [id, use] of uses) await definitionIs({ "a.wxs": product(defined(id) + use) });
  });

  test("a preprocessor variable: the define that counts, in an include two levels deep", () =>
    definitionIs({
      "a.wxs": product(`<CustomAction Id="A" Directory="TARGETDIR" ExeCommand="$(var.C‸md)" />`, "<?include one.wxi?>"),
      "one.wxi": "<Include><?include sub/two.wxi?></Include>",
      "sub/two.wxi":
        '<Include><?define Mode=1?><?if $(Mode) = 1?><?define «Cmd»="x"?><?else?><?define Cmd="y"?><?endif?></Include>',
      "other.wxi": '<Include><?define Cmd="z"?></Include>',
    }));

  test("a preprocessor variable that the project gives", async () => {
    const { navigation, at, root, texts, file } = await open({
      "p/P.wixproj":
        '<Project Sdk="WixToolset.Sdk/5.0.2"><PropertyGroup><DefineConstants>A=1; Cmd=x;B</DefineConstants></PropertyGroup></Project>',
      "p/a.wxs": product('<?ifdef C‸md?><Property Id="A" Value="1" /><?endif?>'),
    });
    const [site, ...more] = navigation.definitionAt(...at);
    assert.deepEqual(more, []);
    assert.equal(path.posix.relative(root, site?.file ?? ""), "p/P.wixproj");
    assert.equal(texts.get(file("p/P.wixproj"))?.slice(site?.span.start, site?.span.end), "Cmd");
  });

  test("an output of a referenced project: that project", async () => {
    const { navigation, at, root } = await open({
      "p/P.wixproj":
        '<Project Sdk="WixToolset.Sdk/5.0.2"><ItemGroup><ProjectReference Include="..\\q\\Q.wixproj" /></ItemGroup></Project>',
      "p/a.wxs": product('<Binary Id="B" SourceFile="$(var.Q.Target‸Path)" />'),
      "q/Q.wixproj": '<Project Sdk="WixToolset.Sdk/5.0.2" />',
      "q/b.wxs": product(""),
    });
    assert.deepEqual(places(navigation.definitionAt(...at), root), ["q/Q.wixproj:0-0"]);
  });

  test("an action of a library that the project links", () =>
    definitionIs({
      ...library(`<CustomAction Id="«Run»" ${ACTION} />`),
      "p/a.wxs": product('<CustomActionRef Id="R‸un" />'),
    }));

  test("an include: its file", async () => {
    const { navigation, at, root } = await open({
      "a.wxs": product("", "<?define Dir=sub?><?include $(var.Dir)/o‸ne.wxi?>"),
      "sub/one.wxi": "<Include />",
    });
    assert.deepEqual(places(navigation.definitionAt(...at), root), ["sub/one.wxi:0-0"]);
  });

  test("an action of another product of the folder is another action", () =>
    definitionIs({
      "a.wxs": product(
        `<CustomAction Id="«Run»" ${ACTION} /><InstallExecuteSequence><Custom Action="R‸un" After="InstallFiles" /></InstallExecuteSequence>`,
      ),
      "b.wxs": product(`<CustomAction Id="Run" ${ACTION} />`),
    }));

  test("what nothing defines, a standard action, plain text: nowhere", async () => {
    await definitionIs({ "a.wxs": product('<CustomActionRef Id="Wix‸CloseApplications" />') });
    await definitionIs({
      "a.wxs": product('<InstallExecuteSequence><Custom Action="A" After="Install‸Files" /></InstallExecuteSequence>'),
    });
    await definitionIs({ "a.wxs": product('<Feature Id="F" Title="so‸me text" />') });
    await definitionIs({ "a.wxs": "<Wix><‸" });
  });
});

describe("the references of", () => {
  test("an action, with its definition, in every file and in a branch that is off", () =>
    referencesAre({
      "a.wxs": product(
        `<InstallExecuteSequence><Custom Action="«R‸un»" After="InstallFiles" />
         <?if 1 = 2?><Custom Action="Other" After="«Run»" /><?endif?></InstallExecuteSequence>`,
      ),
      "b.wxs": fragment(`<CustomAction Id="«Run»" ${ACTION} /><!-- Run --><Property Id="RunIt" Value="Run" />`),
      "c.wxs": product(`<CustomAction Id="Run" ${ACTION} />`),
    }));

  test("an action that two projects share: of both, and of what each has of its own", () => {
    const project = (own: string) =>
      `<Project Sdk="WixToolset.Sdk/5.0.2"><ItemGroup><Compile Include="..\\shared.wxs" /></ItemGroup></Project><!-- ${own} -->`;
    const uses = product(
      '<InstallExecuteSequence><Custom Action="«Run»" After="InstallFiles" /></InstallExecuteSequence>',
    );
    return referencesAre({
      "shared.wxs": fragment(`<CustomAction Id="«Run»" ${ACTION} />`),
      "a/A.wixproj": project("a"),
      "a/a.wxs": uses.replace("«Run»", "«R‸un»"),
      "b/B.wixproj": project("b"),
      "b/b.wxs": uses,
    });
  });

  test("a variable: definitions, uses and questions whether it is defined", () =>
    referencesAre({
      "a.wxs": product(
        '<?ifndef «Cmd»?><?define «Cmd» = "x"?><?endif?><CustomAction Id="A" Directory="TARGETDIR" ExeCommand="$(var.«C‸md») $(«Cmd») $$(var.Cmd) $(env.Cmd)" />',
      ),
      "b.wxs": fragment('<?define Cmd="other source"?>'),
    }));

  test("an include: each place that takes the file in", async () => {
    const { navigation, at, expected, root } = await open({
      "a.wxs": product("", "<?include «o‸ne.wxi»?>"),
      "b.wxs": fragment("", "<?include «one.wxi»?>"),
      "one.wxi": "<Include />",
    });
    assert.deepEqual(places(navigation.referencesAt(...at, true), root), expected);
  });

  test("an action without its declaration", async () => {
    const { navigation, at, expected, root } = await open({
      "a.wxs": product(
        `<CustomAction Id="R‸un" ${ACTION} /><InstallExecuteSequence><Custom Action="«Run»" After="InstallFiles" /></InstallExecuteSequence>`,
      ),
    });
    assert.deepEqual(places(navigation.referencesAt(...at, false), root), expected);
  });
});

describe("renaming", () => {
  test("a custom action changes its name everywhere and nothing else", () =>
    renames(
      {
        "a.wxs": product(`\r\n\t<UI><ProgressText   Action = '«Run»' Message="Run" /></UI>
          <InstallExecuteSequence>
            <Custom  Action="override «R‸un»"\tAfter="InstallFiles"/><!-- Run -->
            <?ifdef Never?><Custom Action="Other" Before='«Run»' /><?endif?>
          </InstallExecuteSequence>`),
        "sub.wxi": `<Include><CustomAction Id="virtual «Run»" ${ACTION} /></Include>`,
        "b.wxs": fragment("<?include sub.wxi?>"),
        "c.wxs": product(`<CustomAction Id="Run" ${ACTION} />`),
      },
      "Start.Setup_2",
    ));

  test("a deferred action takes the property along that carries its data, and the setter that is named after it", () =>
    renames(
      {
        "a.wxs": product(
          `<SetProperty Id="«Run»" Value="msiexec /i a.msi" Before="«Run»" Sequence="execute" />
           <CustomAction Id="«R‸un»" DllEntry="WixQuietExec" BinaryRef="B" Execute="deferred" />
           <CustomAction Id="Log" Directory="TARGETDIR" ExeCommand="echo [«Run»]" />
           <InstallExecuteSequence><Custom Action="«Run»" After="InstallFiles" /><Custom Action="Log" After="SetRun" /></InstallExecuteSequence>`,
        ),
      },
      "Start",
      (text) => text.replace('After="SetRun"', 'After="SetStart"'),
    ));

  test("an immediate action leaves a property of its name alone", () =>
    renames({ "a.wxs": product(`<Property Id="Run" Value="1" /><CustomAction Id="«R‸un»" ${ACTION} />`) }, "Start"));

  test("refuses what is no name, a standard action, or taken", async () => {
    const source = {
      "a.wxs": product(
        `<CustomAction Id="R‸un" ${ACTION} /><CustomAction Id="Other" ${ACTION} /><UI><Dialog Id="Dlg" Width="9" Height="9" /></UI>`,
      ),
    };
    await refuses(source, "1st", /no identifier/);
    await refuses(source, "a b", /no identifier/);
    await refuses(source, "", /no identifier/);
    await refuses(source, "x".repeat(73), /73 characters/);
    await refuses(source, "InstallFiles", /standard action/);
    await refuses(source, "Other", /custom action Other already, in a\.wxs/);
    await refuses(source, "Dlg", /dialog Dlg already/);
  });

  test("refuses a name that a variable or a loop makes, at the use too", async () => {
    const inLoop = `<?foreach A in X86;X64?><CustomAction Id="Run$(var.A)" ${ACTION} /><?endforeach?>`;
    const uses = '<InstallExecuteSequence><Custom Action="Run‸X64" After="InstallFiles" /></InstallExecuteSequence>';
    await refuses(
      { "a.wxs": product(inLoop + uses) },
      "Start",
      /At a\.wxs:1 the name comes from the preprocessor variable A/,
    );
    await refuses({ "a.wxs": product(`<CustomAction Id="R‸un$(var.Nobody)" ${ACTION} />`) }, "Start", /several parts/);
    await refuses({ "a.wxs": product(inLoop.replace("Run$", "R‸un$")) }, "Start", /several names/);
  });

  test("refuses what is not defined here, and what is no action", async () => {
    await refuses({ "a.wxs": product('<CustomActionRef Id="Wix‸CloseApplications" />') }, "Start", /not defined/);
    await refuses({ "a.wxs": product('<Property Id="C‸MD" Value="1" />') }, "Start", /Only custom actions/);
    await refuses(
      { "a.wxs": product('<SetProperty Id="C‸MD" Value="1" After="CostFinalize" />') },
      "Start",
      /named after/,
    );
    await refuses({ "a.wxs": product('<Feature Id="F" Title="so‸me" />') }, "Start", /none is named here/);
  });

  test("an action of a library is renamed with what the projects that link it say of it, from either side", async () => {
    const uses = '<InstallExecuteSequence><Custom Action="«Run»" After="InstallFiles" /></InstallExecuteSequence>';
    await renames({ ...library(`<CustomAction Id="«R‸un»" ${ACTION} />`), "p/a.wxs": product(uses) }, "Start");
    const here = uses.replace("«Run»", "«R‸un»");
    await renames({ ...library(`<CustomAction Id="«Run»" ${ACTION} />`), "p/a.wxs": product(here) }, "Start");
  });

  test("a name that two products have is changed in one of them", () =>
    renames(
      {
        "a.wxs": product(`<CustomAction Id="«R‸un»" ${ACTION} />`),
        "b.wxs": product(`<CustomAction Id="Run" ${ACTION} />`),
      },
      "Start",
    ));
});

test("the outline is the source as it is written", async () => {
  const { navigation, file } = await open({
    "a.wxs": product(
      `<?include x.wxi?><CustomAction Id="Run" ${ACTION} /><UI Id="U"><Dialog Id="D" Width="9" Height="9"><Control Id="C" Type="Text" /></Dialog></UI>
       <?if 1 = 2?><Property Id="OFF" Value="1" /><?endif?>
       <InstallExecuteSequence><Custom Action="Run" After="InstallFiles" /><RemoveExistingProducts After="InstallValidate" /></InstallExecuteSequence>`,
      '<?define Cmd="a b"?>',
    ),
  });
  const lines = (entries: readonly OutlineEntry[], depth = 0): string[] =>
    entries.flatMap(({ kind, name, detail, children }) => [
      `${"  ".repeat(depth)}${kind} ${name}${detail === "" ? "" : ` (${detail})`}`,
      ...lines(children, depth + 1),
    ]);
  assert.deepEqual(lines(navigation.symbolsOf(file("a.wxs"))), [
    'variable Cmd ("a b")',
    "product P",
    "  include x.wxi (include)",
    "  action Run (a.exe)",
    "  group U",
    "    dialog D",
    "      control C (Text)",
    "  property OFF (1)",
    "  sequence InstallExecuteSequence",
    "    step Run (InstallFiles)",
    "    step RemoveExistingProducts (InstallValidate)",
  ]);
});

test("hints give the type of each action at the end of its name", async () => {
  const { navigation, file, spansOf } = await open({
    "a.wxs": product(
      `<CustomAction Id="«Run»" ${ACTION} Execute="deferred" Impersonate="no" /><SetProperty Id="«CMD»" Value="1" After="CostFinalize" />
       <?foreach R in check;ignore?><CustomAction Id="«In$(var.R)»" ${ACTION} Return="$(var.R)" /><?endforeach?>
       <CustomAction Id="U" ${ACTION} Execute="$(var.Nobody)" />`,
    ),
  });
  const hints = navigation.hintsOf(file("a.wxs"), { start: 0, end: 10_000 });
  const ends = spansOf("a.wxs").map(({ end }) => end);
  assert.deepEqual(
    hints.filter(({ offset }) => ends.includes(offset)),
    [
      { offset: ends[0], types: [3106] },
      { offset: ends[1], types: [51] },
      { offset: ends[2], types: [34, 98] },
    ],
  );
  assert.equal(hints.length, 3, "an unknown type has no hint");
  assert.deepEqual(navigation.hintsOf(file("a.wxs"), { start: 0, end: 10 }), []);
});

describe("a branch is inactive", () => {
  const off = (text: string) => `<?if $(var.Mode) = 2?>${text}<?endif?>`;

  test("where it is off, its elements and all between the instructions", async () => {
    const { navigation, file, spansOf } = await open({
      "a.wxs": product(
        `<?define Mode=1?>${off('«<Property Id="A" Value="1" />»')}<?ifdef Who?><Property Id="B" Value="1" /><?endif?>`,
      ),
    });
    assert.deepEqual(navigation.inactiveIn(file("a.wxs")), spansOf("a.wxs"));
  });

  test("in an include only where it is off for all that include it", async () => {
    const inside = `<Include>${off("<!-- one -->")}<?if $(var.Mode) = 3?>«<!-- both -->»<?endif?></Include>`;
    const { navigation, file, spansOf } = await open({
      "a.wxs": product("<?include x.wxi?>", "<?define Mode=1?>"),
      "b.wxs": fragment("<?include x.wxi?>", "<?define Mode=2?>"),
      "x.wxi": inside,
    });
    assert.deepEqual(navigation.inactiveIn(file("x.wxi")), spansOf("x.wxi"));
  });
});
