import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { type CodeAction, FileChangeType, type Position } from "vscode-languageserver/node";
import { REANALYSE } from "../../src/protocol.ts";
import { marked } from "../marked.ts";
import { type ClientOptions, createFolder, type Folder, LspClient } from "./lspClient.ts";

const NESTED = "nested-install-in-execute-sequence";

/** A package whose action `InstallChild` runs a command, scheduled after InstallFiles. */
function packageWith(command: string, name = "Outer"): string {
  return `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">
  <Package Name="${name}" Manufacturer="Contoso" Version="1.0.0" UpgradeCode="7e2b1c58-0d1e-4b0c-8f0c-1f3f7a1d2a10">
    <CustomAction Id="InstallChild" Directory="INSTALLFOLDER" ExeCommand="${command}" Execute="deferred" Impersonate="no" />
    <InstallExecuteSequence>
      <Custom Action="InstallChild" After="InstallFiles" Condition="NOT Installed" />
    </InstallExecuteSequence>
  </Package>
</Wix>
`;
}

const NESTING = "msiexec /i child.msi /qn";
const HARMLESS = "notepad.exe readme.txt";

let clean: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const step of clean) await step();
  clean = [];
});

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): Folder {
  const folder = createFolder(files);
  clean.push(() => folder.remove());
  return folder;
}

async function start(options: ClientOptions): Promise<LspClient> {
  const client = await LspClient.start(options);
  clean.unshift(() => client.stop());
  return client;
}

function positionIn(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

const everything = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

describe("diagnostics", () => {
  test("of files that nobody has opened, at the command, with related places", async () => {
    const { text, spans } = marked(packageWith(`«${NESTING}»`));
    const folder = folderWith({ "src/Package.wxs": text, "readme.txt": "no source" });
    const client = await start({ folders: [folder] });
    const state = await client.analysed();
    const [finding, ...more] = client.diagnostics(folder.uriOf("src/Package.wxs"));
    assert.deepEqual(more, []);
    assert.equal(finding?.code, NESTED);
    assert.equal(finding.source, "msi1618");
    assert.equal(finding.severity, 1);
    assert.deepEqual(finding.range.start, positionIn(text, spans[0]?.start ?? -1));
    assert.deepEqual(finding.range.end, positionIn(text, spans[0]?.end ?? -1));
    assert.match(String(finding.message), /1618/);
    const related = finding.relatedInformation ?? [];
    const schedule = related.find(({ location }) => location.range.start.line === 4);
    assert.ok(schedule, `no related place is the schedule: ${JSON.stringify(related)}`);
    assert.ok(related.every(({ location }) => location.uri === folder.uriOf("src/Package.wxs")));
    assert.equal(state.findings, 1);
    assert.equal(state.actions, 1);
    assert.equal(state.understood, 1);
  });

  test("follow the text while it is typed, whatever is saved", async () => {
    const saved = packageWith(HARMLESS);
    const folder = folderWith({ "Package.wxs": saved });
    const uri = folder.uriOf("Package.wxs");
    const client = await start({ folders: [folder] });
    await client.analysed();
    assert.deepEqual(client.codes(uri), []);
    await client.analysed(() => client.open(uri, saved));
    const start_ = positionIn(saved, saved.indexOf(HARMLESS));
    const end = { line: start_.line, character: start_.character + HARMLESS.length };
    await client.analysed(() => client.change(uri, NESTING, { start: start_, end }));
    assert.deepEqual(client.codes(uri), [NESTED]);
    assert.equal(client.published.at(-1)?.version, 2);
    await client.analysed(() => client.change(uri, saved));
    assert.deepEqual(client.codes(uri), []);
    await client.analysed(() => client.change(uri, packageWith(NESTING)));
    await client.analysed(() => client.close(uri));
    assert.deepEqual(client.codes(uri), [], "closed without saving: the disk counts again");
  });

  test("come and go with files on the disk, and with the folder they lie in", async () => {
    const folder = folderWith({ "a/A.wxs": packageWith(NESTING) });
    const client = await start({ folders: [folder] });
    await client.analysed();
    assert.deepEqual(client.codes(folder.uriOf("a/A.wxs")), [NESTED]);
    folder.write("b/B.wxs", packageWith(NESTING));
    await client.analysed(() => client.changedOnDisk(folder.uriOf("b/B.wxs"), FileChangeType.Created));
    assert.deepEqual(client.codes(folder.uriOf("b/B.wxs")), [NESTED]);
    folder.write("b/B.wxs", packageWith(HARMLESS));
    await client.analysed(() => client.changedOnDisk(folder.uriOf("b/B.wxs"), FileChangeType.Changed));
    assert.deepEqual(client.codes(folder.uriOf("b/B.wxs")), []);
    folder.remove("a");
    await client.analysed(() => client.changedOnDisk(folder.uriOf("a"), FileChangeType.Deleted));
    assert.deepEqual(client.codes(folder.uriOf("a/A.wxs")), []);
  });

  test("follow a script that an action runs: saved, typed, taken away and come back under its name", async () => {
    const folder = folderWith({
      "Package.wxs": packageWith("powershell -NoProfile -File setup.ps1"),
      "scripts/setup.ps1": "Start-Process notepad",
    });
    const uri = folder.uriOf("Package.wxs");
    const script = folder.uriOf("scripts/setup.ps1");
    const nesting = "Start-Process msiexec -ArgumentList '/i child.msi /qn' -Wait";
    const client = await start({ folders: [folder] });
    await client.analysed();
    assert.deepEqual(client.codes(uri), []);
    await client.analysed(() => client.open(script, "Start-Process notepad"));
    await client.analysed(() => client.change(script, nesting));
    assert.deepEqual(client.codes(uri), [NESTED]);
    const related = client.diagnostics(uri)[0]?.relatedInformation ?? [];
    assert.ok(
      related.some(({ location }) => location.uri === script),
      JSON.stringify(related),
    );
    await client.analysed(() => client.close(script));
    assert.deepEqual(client.codes(uri), [], "closed without saving");
    folder.write("scripts/setup.ps1", nesting);
    await client.analysed(() => client.changedOnDisk(script, FileChangeType.Changed));
    assert.deepEqual(client.codes(uri), [NESTED]);
    folder.remove("scripts/setup.ps1");
    await client.analysed(() => client.changedOnDisk(script, FileChangeType.Deleted));
    assert.deepEqual(client.codes(uri), []);
    folder.write("elsewhere/setup.ps1", nesting);
    await client.analysed(() => client.changedOnDisk(folder.uriOf("elsewhere/setup.ps1"), FileChangeType.Created));
    assert.deepEqual(client.codes(uri), [NESTED]);
  });

  test("show what is wrong with a source, and what is right is still analysed", async () => {
    const folder = folderWith({
      "a/Broken.wxs": `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs"><Package`,
      "b/Good.wxs": packageWith(NESTING),
    });
    const client = await start({ folders: [folder] });
    await client.analysed();
    const broken = client.diagnostics(folder.uriOf("a/Broken.wxs"));
    assert.ok(broken.length > 0, "the broken file has a diagnostic");
    assert.ok(broken.every(({ source }) => source === "msi1618"));
    assert.deepEqual(client.codes(folder.uriOf("b/Good.wxs")), [NESTED]);
  });

  test("are hints where a source only leaves something open", async () => {
    const folder = folderWith({ "A.wxs": packageWith("$(var.Nobody)") });
    const client = await start({ folders: [folder] });
    await client.analysed();
    const [hint] = client.diagnostics(folder.uriOf("A.wxs"));
    assert.match(String(hint?.message), /Nobody/);
    assert.equal(hint?.severity, 4);
  });

  test("stand where the editor counts, in files with a byte order mark, CR LF and characters beyond the BMP", async () => {
    const { text, spans } = marked(packageWith(`«${NESTING}»`, "𝔒uter – ä").replaceAll("\n", "\r\n"));
    const folder = folderWith({ "Package.wxs": `\uFEFF${text}` });
    const uri = folder.uriOf("Package.wxs");
    const client = await start({ folders: [folder] });
    await client.analysed();
    const expected = positionIn(text, spans[0]?.start ?? -1);
    assert.deepEqual(client.diagnostics(uri)[0]?.range.start, expected);
    await client.analysed(() => client.open(uri, text));
    assert.deepEqual(client.diagnostics(uri)[0]?.range.start, expected);
  });

  test("of several folders, of one that is added, and none of one that is removed", async () => {
    const [one, two] = [folderWith({ "A.wxs": packageWith(NESTING) }), folderWith({ "B.wxs": packageWith(NESTING) })];
    const client = await start({ folders: [one] });
    await client.analysed();
    assert.deepEqual(client.codes(two.uriOf("B.wxs")), []);
    await client.analysed(() => client.changeFolders([two], []));
    assert.deepEqual([client.codes(one.uriOf("A.wxs")), client.codes(two.uriOf("B.wxs"))], [[NESTED], [NESTED]]);
    await client.analysed(() => client.changeFolders([], [one]));
    assert.deepEqual([client.codes(one.uriOf("A.wxs")), client.codes(two.uriOf("B.wxs"))], [[], [NESTED]]);
  });

  test("of a document that lies in no folder, that has another name, or that was never saved", async () => {
    const elsewhere = folderWith({ "Lone.wxs": packageWith(NESTING) });
    const client = await start({ folders: [] });
    await client.analysed();
    for (const uri of [elsewhere.uriOf("Lone.wxs"), elsewhere.uriOf("templates/main.xml"), "untitled:Untitled-1"]) {
      await client.analysed(() => client.open(uri, packageWith(NESTING)));
      assert.deepEqual(client.codes(uri), [NESTED], uri);
      await client.analysed(() => client.close(uri));
      assert.deepEqual(client.codes(uri), [], uri);
    }
  });

  test("leave other XML alone", async () => {
    const folder = folderWith({ "A.wxs": packageWith(HARMLESS) });
    const client = await start({ folders: [folder] });
    await client.analysed();
    const analyses = client.states.length;
    await client.open(folder.uriOf("pom.xml"), "<project><oops></project>");
    await client.change(folder.uriOf("pom.xml"), "<project><oops>");
    assert.equal(await client.hover(folder.uriOf("pom.xml"), { line: 0, character: 3 }), null);
    assert.equal(client.states.length, analyses, "nothing was analysed for it");
    assert.deepEqual(client.published, []);
  });

  test("link to the rule's page: as the client asks for it, else its file", async () => {
    const folder = folderWith({ "A.wxs": packageWith(NESTING) });
    const asked = await start({ folders: [folder], options: { rulePage: "msi1618:/rules/{rule}.md" } });
    await asked.analysed();
    assert.equal(asked.diagnostics(folder.uriOf("A.wxs"))[0]?.codeDescription?.href, `msi1618:/rules/${NESTED}.md`);
    const plain = await start({ folders: [folder] });
    await plain.analysed();
    const href = plain.diagnostics(folder.uriOf("A.wxs"))[0]?.codeDescription?.href ?? "";
    assert.match(await (await import("node:fs/promises")).readFile(new URL(href), "utf8"), /^# /m);
  });
});

describe("settings", () => {
  test("turn a rule off and change its level, without a restart", async () => {
    const folder = folderWith({ "A.wxs": packageWith(NESTING) });
    const uri = folder.uriOf("A.wxs");
    const client = await start({ folders: [folder] });
    await client.analysed();
    await client.analysed(() => client.configure({ rules: { [NESTED]: "off" } }));
    assert.deepEqual(client.codes(uri), []);
    await client.analysed(() => client.configure({ rules: { [NESTED]: "hint" } }));
    assert.deepEqual(
      client.diagnostics(uri).map(({ severity }) => severity),
      [4],
    );
    await client.analysed(() => client.configure({ rules: { [NESTED]: "default" } }));
    assert.deepEqual(
      client.diagnostics(uri).map(({ severity }) => severity),
      [1],
    );
  });

  test("define what no project defines", async () => {
    const folder = folderWith({ "A.wxs": `${packageWith("$(var.Command)")}` });
    const uri = folder.uriOf("A.wxs");
    const client = await start({ folders: [folder], settings: { defines: { Command: HARMLESS } } });
    await client.analysed();
    assert.deepEqual(client.codes(uri), []);
    await client.analysed(() => client.configure({ defines: { Command: NESTING } }));
    assert.deepEqual(client.codes(uri), [NESTED]);
  });
});

describe("an analysis that is overtaken", () => {
  test("publishes nothing: what was there stays until the newest text is analysed", async () => {
    const folder = folderWith({ "A.wxs": packageWith(NESTING), "B.wxs": "" });
    const uri = folder.uriOf("A.wxs");
    const client = await start({ folders: [folder] });
    await client.analysed();
    await client.analysed(() => client.open(uri, packageWith(NESTING)));
    const before = client.published.length;
    for (let version = 0; version < 30; version++) await client.change(uri, packageWith(`${NESTING} N=${version}`));
    await client.until("the newest version", () =>
      client.published.slice(before).some(({ version }) => version === 31),
    );
    const since = client.published.slice(before).filter((one) => one.uri === uri);
    assert.deepEqual(
      since.filter(({ diagnostics }) => diagnostics.length === 0),
      [],
      "never an empty list in between",
    );
  });

  test("answers a request with an error, not with nothing", async () => {
    const folder = folderWith({ "A.wxs": packageWith(NESTING) });
    const uri = folder.uriOf("A.wxs");
    const client = await start({ folders: [folder] });
    await client.analysed(() => client.open(uri, packageWith(NESTING)));
    await client.change(uri, packageWith(`${NESTING} A=1`));
    const answer = client.codeActions(uri, everything);
    await client.change(uri, packageWith(`${NESTING} A=2`));
    const actions = await answer.catch((error: { code?: number }) => error.code);
    assert.ok(actions === -32801 || (Array.isArray(actions) && actions.length > 0), JSON.stringify(actions));
    assert.ok((await client.codeActions(uri, everything)).length > 0);
  });

  test("can be asked for again: everything is forgotten and read anew", async () => {
    const folder = folderWith({ "A.wxs": packageWith(HARMLESS) });
    const client = await start({ folders: [folder] });
    await client.analysed();
    folder.write("A.wxs", packageWith(NESTING));
    await client.analysed(() => client.notify(REANALYSE));
    assert.deepEqual(client.codes(folder.uriOf("A.wxs")), [NESTED]);
  });
});

describe("code actions", () => {
  async function suppress(
    resolves: boolean,
  ): Promise<{ readonly client: LspClient; readonly uri: string; readonly action: CodeAction }> {
    const folder = folderWith({ "A.wxs": packageWith(NESTING) });
    const uri = folder.uriOf("A.wxs");
    const client = await start({ folders: [folder], resolves, options: { explainCommand: "explain" } });
    await client.analysed();
    const at = client.diagnostics(uri)[0]?.range ?? everything;
    const actions = await client.codeActions(uri, { start: at.start, end: at.start });
    assert.ok(actions.length > 2);
    assert.ok(actions.every(({ kind, diagnostics }) => kind === "quickfix" && diagnostics?.length === 1));
    const action = actions.find(({ title }) => title.startsWith("Suppress with a comment"));
    const explain = actions.at(-1);
    assert.deepEqual(explain?.command?.arguments, [NESTED]);
    assert.ok(action);
    return { client, uri, action };
  }

  test("suppress a finding with a comment, built when it is chosen, and the finding is gone", async () => {
    const { client, uri, action } = await suppress(true);
    assert.equal(action.edit, undefined);
    const resolved = await client.resolve(action);
    const [change] = resolved.edit?.documentChanges ?? [];
    assert.ok(change !== undefined && "edits" in change);
    assert.equal(change.textDocument.uri, uri);
    const edits = change.edits.map((edit) => ("newText" in edit ? edit.newText : ""));
    assert.match(edits.join(""), new RegExp(`<!-- msi1618-disable-next-line ${NESTED}: .* -->`));
    const [edit] = change.edits;
    assert.ok(edit !== undefined && "newText" in edit);
    const text = packageWith(NESTING);
    await client.analysed(() => client.open(uri, text));
    await client.analysed(() => client.change(uri, edit.newText, edit.range));
    assert.deepEqual(client.codes(uri), []);
  });

  test("select the reason that is to be written over, in an editor that can", async () => {
    const folder = folderWith({ "A.wxs": packageWith(NESTING) });
    const uri = folder.uriOf("A.wxs");
    const client = await start({ folders: [folder], snippets: true });
    await client.analysed();
    const range = client.diagnostics(uri)[0]?.range ?? everything;
    const action = (await client.codeActions(uri, range)).find(({ title }) => title.startsWith("Suppress with"));
    const [change] = (await client.resolve(action as CodeAction)).edit?.documentChanges ?? [];
    assert.ok(change !== undefined && "edits" in change);
    const [edit] = change.edits;
    assert.ok(edit !== undefined && "snippet" in edit);
    assert.match(edit.snippet.value, /: \$\{1:say here why this is accepted\} -->/);
  });

  test("fix all that changes nothing but the finding, where that is asked for", async () => {
    const stray = packageWith(HARMLESS).replace(
      "<InstallExecuteSequence>",
      `<SetProperty Id="WixQuietExecCmdLine" Before="Filter" Sequence="execute" Value="&quot;regsvr32.exe&quot; /s a.dll" />
    <CustomAction Id="Filter" BinaryRef="Wix4UtilCA_X86" DllEntry="WixQuietExec" Execute="deferred" />
    <InstallExecuteSequence><Custom Action="Filter" After="InstallFiles" />`,
    );
    const folder = folderWith({ "A.wxs": stray });
    const uri = folder.uriOf("A.wxs");
    const client = await start({ folders: [folder] });
    await client.analysed();
    const [action, ...others] = await client.codeActions(uri, everything, ["source.fixAll"]);
    assert.equal(action?.kind, "source.fixAll.msi1618");
    assert.deepEqual(others, []);
    const [change] = (await client.resolve(action as CodeAction)).edit?.documentChanges ?? [];
    assert.ok(change !== undefined && "edits" in change);
    assert.deepEqual(
      change.edits.map((edit) => ("newText" in edit ? edit.newText : "")),
      ['Id="Filter"'],
    );
    assert.deepEqual(await client.codeActions(uri, everything, ["source.organizeImports"]), []);
  });

  test("say nothing of a copy that the editor shows for comparison", async () => {
    const folder = folderWith({ "A.wxs": packageWith(NESTING) });
    const client = await start({ folders: [folder] });
    await client.analysed();
    const copy = "vscode-bulkeditpreview-editor:/B.wxs";
    await client.open(copy, packageWith(NESTING));
    await client.analysed(() => client.open(folder.uriOf("A.wxs"), `${packageWith(NESTING)}\n`));
    assert.deepEqual(client.codes(copy), []);
  });

  test("come with their edit for an editor that cannot ask for it later", async () => {
    const { action } = await suppress(false);
    assert.equal(action.edit?.documentChanges?.length, 1);
  });
});

describe("hover", () => {
  async function hoverAtCursor(source: string): Promise<string> {
    const { text, cursor } = marked(source);
    const folder = folderWith({ "A.wxs": text });
    const client = await start({ folders: [folder] });
    await client.analysed();
    const contents = (await client.hover(folder.uriOf("A.wxs"), positionIn(text, cursor ?? -1)))?.contents;
    assert.ok(contents !== undefined && typeof contents === "object" && "kind" in contents, "no hover");
    assert.equal(contents.kind, "markdown");
    return contents.value;
  }

  const inPackage = (content: string) => `<Wix xmlns="http://wixtoolset.org/schemas/v4/wxs">
  <Package Name="P" Manufacturer="M" Version="1.0.0" UpgradeCode="7e2b1c58-0d1e-4b0c-8f0c-1f3f7a1d2a10">${content}</Package>
</Wix>`;

  test("is there on a dialog's event, and says that the mutex is free after ExecuteAction", async () => {
    const hover = await hoverAtCursor(
      inPackage(`<CustomAction Id="Tour" Directory="INSTALLFOLDER" ExeCommand="msiexec /i tour.msi" Return="asyncNoWait" />
        <UI><Publish Dialog="ExitDialog" Control="Finish" Ev‸ent="DoAction" Value="Tour" Condition="NOT Installed" /></UI>`),
    );
    assert.match(hover, /^\*\*Tour\*\*/);
    assert.match(hover, /asynchronous, never awaited/);
    assert.match(hover, /dialog `ExitDialog`, control `Finish`, if `NOT Installed`. Mutex free/);
  });

  test("says what a set-property action sets", async () => {
    const hover = await hoverAtCursor(
      inPackage(
        `<SetProperty Id="WixQuiet‸ExecCmdLine" Value="&quot;msiexec&quot; /i &quot;a.msi&quot;" Before="InstallFiles" />`,
      ),
    );
    assert.match(hover, /Type 51 = sets a property \(51\)/);
    assert.match(hover, /Sets `WixQuietExecCmdLine` to `"msiexec" \/i "a.msi"`/);
  });

  test("says where the folders lie that a command names, and in which it runs", async () => {
    const hover = await hoverAtCursor(
      inPackage(`<StandardDirectory Id="ProgramFiles64Folder"><Directory Id="INSTALLFOLDER" Name="Contoso Backup">
          <Directory Id="Work" Name="work" /></Directory></StandardDirectory>
        <CustomAction Id="A‸ct" Directory="Work" ExeCommand="msiexec /i &quot;[INSTALLFOLDER]child.msi&quot; [OTHER]" />`),
    );
    const lines = hover.split("\n\n");
    assert.ok(lines.includes('Runs `msiexec /i "[INSTALLFOLDER]child.msi" [OTHER]`'), hover);
    assert.ok(lines.includes("`[INSTALLFOLDER]` is `[ProgramFiles64Folder]Contoso Backup\\` by default"), hover);
    const path = "[ProgramFiles64Folder]Contoso Backup\\work\\";
    assert.ok(lines.includes(`Working directory: \`[Work]\`, which is \`${path}\` by default`), hover);
  });

  test("says what was not understood, and why", async () => {
    const hover = await hoverAtCursor(
      inPackage(
        `<Binary Id="Helper" SourceFile="helper.dll" /><CustomAction Id="He‸lp" BinaryRef="Helper" DllEntry="Run" />`,
      ),
    );
    assert.match(hover, /\*\*Not understood:\*\* .*Run/);
    assert.match(hover, /Not scheduled/);
  });

  test("tells an action's type, what it runs, where it is scheduled, and that the mutex is held there", async () => {
    const { text, cursor } = marked(packageWith(NESTING).replace('Id="InstallChild"', 'Id="Inst‸allChild"'));
    const folder = folderWith({ "A.wxs": text });
    const client = await start({ folders: [folder] });
    await client.analysed();
    const hover = await client.hover(folder.uriOf("A.wxs"), positionIn(text, cursor ?? -1));
    const contents = hover?.contents;
    assert.ok(contents !== undefined && typeof contents === "object" && "kind" in contents);
    assert.equal(contents.kind, "markdown");
    assert.match(
      contents.value,
      /Type 3106 = EXE with the directory as working directory \(34\) \+ deferred \+ no impersonation/,
    );
    assert.match(contents.value, /Runs `msiexec .*child\.msi.*`/);
    assert.match(contents.value, /`InstallExecuteSequence` 4001, if `NOT Installed`. \*\*Mutex held\*\*/);
  });

  test("is there on the schedule row too, and nowhere else", async () => {
    const { text, cursor } = marked(packageWith(NESTING).replace('<Custom Action="I', '<Custom Action="‸I'));
    const folder = folderWith({ "A.wxs": text });
    const client = await start({ folders: [folder] });
    await client.analysed();
    assert.ok(await client.hover(folder.uriOf("A.wxs"), positionIn(text, cursor ?? -1)));
    assert.equal(await client.hover(folder.uriOf("A.wxs"), { line: 0, character: 10 }), null);
  });
});

describe("an untrusted workspace", () => {
  const source = `<?include ..\\shared\\Command.wxi?>\n${packageWith("$(var.Command)")}`;
  const include = `<Include xmlns="http://wixtoolset.org/schemas/v4/wxs"><?define Command="${NESTING}"?></Include>`;

  for (const trusted of [true, false]) {
    test(`is read ${trusted ? "as far as its repository" : "no further than its folders"} where trusted is ${trusted}`, async () => {
      const repository = folderWith({ "App.sln": "", "shared/Command.wxi": include, "app/A.wxs": source });
      const app: Folder = { ...repository, uri: repository.uriOf("app") };
      const client = await start({ folders: [app], options: { trusted } });
      await client.analysed();
      assert.equal(client.codes(repository.uriOf("app/A.wxs")).includes(NESTED), trusted);
    });
  }
});

describe("the program", () => {
  test("is the command line's `lsp`, too", async () => {
    const folder = folderWith({ "A.wxs": packageWith(NESTING) });
    const client = await start({ folders: [folder], command: "cli" });
    await client.analysed();
    assert.deepEqual(client.codes(folder.uriOf("A.wxs")), [NESTED]);
  });

  for (const command of ["server", "cli"] as const) {
    test(`ends when the editor is gone (${command})`, async () => {
      const folder = folderWith({ "A.wxs": packageWith(NESTING) });
      const client = await LspClient.start({ folders: [folder], command });
      await client.analysed();
      await client.vanish();
    });
  }
});
