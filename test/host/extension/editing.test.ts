import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Api } from "../../../src/client/extension.ts";
import { ask, eventually, findings, open } from "./workspace.ts";

const NESTED = "nested-install-in-execute-sequence";

function ours(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "msi1618");
}

function codes(uri: vscode.Uri): readonly (string | number | undefined)[] {
  return ours(uri).map(({ code }) => (typeof code === "object" ? code.value : code));
}

async function replace(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const at = editor.document.getText().indexOf(from);
  assert.notEqual(at, -1, `${from} is not in the document`);
  const range = new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + from.length));
  assert.ok(await editor.edit((edit) => edit.replace(range, to)));
}

async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
  const position = document.positionAt(document.getText().indexOf(text) + 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  const contents = hovers.flatMap((hover) => hover.contents);
  return contents.map((one) => (typeof one === "string" ? one : one.value)).join("\n");
}

async function api(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>("msi1618.msi1618");
  assert.ok(extension, "the extension is not known to VS Code");
  return extension.activate();
}

suite("an installer source in the editor", () => {
  teardown(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  test("has findings that follow the typing, unsaved", async () => {
    const editor = await open("Package.wxs");
    const { uri } = editor.document;
    await findings(uri);
    await replace(editor, "msiexec", "notepad");
    await eventually("the finding to go", () => (codes(uri).length === 0 ? true : undefined));
    await replace(editor, "notepad", "msiexec");
    await findings(uri);
    assert.deepEqual(codes(uri), [NESTED]);
    assert.ok(editor.document.isDirty);
  });

  test("has the places of the proof, and a code that leads to the rule's page inside VS Code", async () => {
    const editor = await open("Package.wxs");
    const [finding] = await findings(editor.document.uri);
    assert.ok((finding?.relatedInformation ?? []).length > 0);
    const target = typeof finding?.code === "object" ? finding.code.target : undefined;
    assert.ok(target, "the code has a target");
    const page = await vscode.workspace.openTextDocument(target);
    assert.match(page.getText(), /^# /m);
    assert.match(page.getText(), /1618/);
  });

  test("tells of an action, on its definition and on its schedule", async () => {
    const editor = await open("Package.wxs");
    await findings(editor.document.uri);
    for (const place of ["<CustomAction", "<Custom Action"]) {
      const hover = await hoverAt(editor.document, place);
      assert.match(hover, /Type \d+ = EXE with the directory as working directory \(34\)/, place);
      assert.match(hover, /Mutex held/, place);
    }
  });

  test("has a fix that suppresses a finding, after which it is gone", async () => {
    const editor = await open("Package.wxs");
    const { uri } = editor.document;
    const [finding] = await findings(uri);
    assert.ok(finding);
    const kind = vscode.CodeActionKind.QuickFix.value;
    const resolved = 10;
    const actions = await ask<vscode.CodeAction>(
      "vscode.executeCodeActionProvider",
      uri,
      finding.range,
      kind,
      resolved,
    );
    const edit = actions.find(({ title }) => /^Suppress/.test(title))?.edit;
    assert.ok(edit, `no edit to suppress among ${actions.map(({ title }) => title).join(", ")}`);
    assert.ok(actions.some(({ command }) => command?.command === "msi1618.explainRule"));
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(editor.document.getText(), new RegExp(`<!-- msi1618-disable-next-line ${NESTED}: `));
    await eventually("the finding to go", () => (codes(uri).length === 0 ? true : undefined));
  });

  test("stays XML, whose formatting and symbols belong to other extensions", async () => {
    const editor = await open("Package.wxs");
    const { uri } = editor.document;
    await findings(uri);
    assert.equal(editor.document.languageId, "xml");
    const edits = await vscode.commands.executeCommand("vscode.executeFormatDocumentProvider", uri, {});
    assert.equal(edits, undefined, "no formatter is ours");
    const neighbour = vscode.languages.registerHoverProvider("xml", {
      provideHover: () => new vscode.Hover("another XML extension"),
    });
    try {
      const hover = await hoverAt(editor.document, "<CustomAction");
      assert.match(hover, /another XML extension/);
      assert.match(hover, /Mutex held/);
    } finally {
      neighbour.dispose();
    }
  });
});

suite("the server", () => {
  test("heeds the settings at once", async () => {
    const { document } = await open("Package.wxs");
    await findings(document.uri);
    const settings = vscode.workspace.getConfiguration("msi1618.rules");
    await settings.update(NESTED, "off", vscode.ConfigurationTarget.Workspace);
    await eventually("the finding to go", () => (codes(document.uri).length === 0 ? true : undefined));
    await settings.update(NESTED, "hint", vscode.ConfigurationTarget.Workspace);
    const [finding] = await findings(document.uri);
    assert.equal(finding?.severity, vscode.DiagnosticSeverity.Hint);
    await settings.update(NESTED, undefined, vscode.ConfigurationTarget.Workspace);
    await eventually("the rule's own level", () =>
      ours(document.uri)[0]?.severity === vscode.DiagnosticSeverity.Error ? true : undefined,
    );
  });

  test("says how many actions there are and how many were understood", async () => {
    const { document } = await open("Package.wxs");
    await findings(document.uri);
    const { state } = await api();
    const known = await eventually("the state", state);
    assert.ok(known.actions >= 1);
    assert.ok(known.understood >= 1 && known.understood <= known.actions);
    assert.ok(known.files >= 1);
  });

  test("can be restarted, and finds the same again", async () => {
    const { document } = await open("Package.wxs");
    await findings(document.uri);
    const { state } = await api();
    const before = state();
    await vscode.commands.executeCommand("msi1618.restart");
    await eventually("a new analysis", () => (state() !== before ? true : undefined));
    await findings(document.uri);
    assert.deepEqual(codes(document.uri), [NESTED]);
  });

  test("has its commands, and the page of a rule opens in the preview", async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const name of ["restart", "showOutput", "explainRule", "showUnresolved"]) {
      assert.ok(commands.includes(`msi1618.${name}`), name);
    }
    await vscode.commands.executeCommand("msi1618.explainRule", NESTED);
    const tab = await eventually("the page's tab", () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label.includes(NESTED)),
    );
    assert.ok(tab.input instanceof vscode.TabInputCustom, "not in the preview");
    assert.equal(tab.input.viewType, "vscode.markdown.preview.editor");
  });
});
