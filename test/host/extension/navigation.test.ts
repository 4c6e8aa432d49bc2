import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ask, eventually, fileOf, open } from "./workspace.ts";

/** Where in a document a text begins, one letter into it. */
function inside(document: vscode.TextDocument, text: string): vscode.Position {
  const at = document.getText().indexOf(text);
  assert.notEqual(at, -1, `${text} is not in the document`);
  return document.positionAt(at + 1);
}

const nameOf = (uri: vscode.Uri) => uri.path.slice(uri.path.lastIndexOf("/") + 1);

async function textAt(uri: vscode.Uri, range: vscode.Range): Promise<string> {
  const document = await vscode.workspace.openTextDocument(uri);
  return `${nameOf(uri)}: ${document.getText(range)}`;
}

suite("navigation in the editor", () => {
  teardown(async () => {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  test("goes to the definition of an action in another file", async () => {
    const { document } = await open("Schedule.wxs");
    const found = await ask<vscode.Location>(
      "vscode.executeDefinitionProvider",
      document.uri,
      inside(document, "StartTool"),
    );
    const places = await Promise.all(found.map(({ uri, range }) => textAt(uri, range)));
    assert.deepEqual(places, ["Tools.wxs: StartTool"]);
  });

  test("finds the references of an action in every file", async () => {
    const { document } = await open("Tools.wxs");
    const found = await ask<vscode.Location>(
      "vscode.executeReferenceProvider",
      document.uri,
      inside(document, "StartTool"),
    );
    const places = await Promise.all(found.map(({ uri, range }) => textAt(uri, range)));
    assert.deepEqual(places.sort(), ["Schedule.wxs: StartTool", "Tools.wxs: StartTool"]);
  });

  test("has an outline of what a source defines", async () => {
    const { document } = await open("Tools.wxs");
    const [fragment] = await ask<vscode.DocumentSymbol>("vscode.executeDocumentSymbolProvider", document.uri);
    assert.deepEqual(
      fragment?.children.map(({ name, kind }) => [name, kind]),
      [
        ["StartTool", vscode.SymbolKind.Function],
        ["OLDTOOL", vscode.SymbolKind.Property],
      ],
    );
  });

  test("renames an action in every file, and says where nothing can be renamed", async () => {
    const { document } = await open("Schedule.wxs");
    const position = inside(document, "StartTool");
    await ask("vscode.executeDefinitionProvider", document.uri, position);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      "vscode.executeDocumentRenameProvider",
      document.uri,
      position,
      "RunTool",
    );
    const other = await vscode.workspace.openTextDocument(fileOf("Tools.wxs"));
    const before = [document, other].map((one) => one.getText());
    assert.ok(await vscode.workspace.applyEdit(edit));
    const after = [document, other].map((one) => one.getText());
    assert.deepEqual(
      after,
      before.map((text) => text.replaceAll("StartTool", "RunTool")),
    );
    await assert.rejects(
      Promise.resolve(vscode.commands.executeCommand("vscode.prepareRename", document.uri, new vscode.Position(0, 1))),
      /none is named here/,
    );
    // Not by reverting: VS Code in a browser saves by itself after a second, and a slow machine takes longer than that to come here.
    const back = new vscode.WorkspaceEdit();
    for (const [at, one] of [document, other].entries()) {
      back.replace(one.uri, new vscode.Range(0, 0, one.lineCount, 0), before[at] ?? "");
    }
    assert.ok(await vscode.workspace.applyEdit(back));
    for (const one of [document, other]) await one.save();
    assert.deepEqual(
      [document, other].map((one) => one.getText()),
      before,
    );
  });

  test("shows the type of an action beside its Id", async () => {
    const { document } = await open("Tools.wxs");
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const [hint] = await ask<vscode.InlayHint>("vscode.executeInlayHintProvider", document.uri, all);
    assert.equal(hint?.label, ": 3106 deferred EXE");
    const at = document.getText().indexOf('"StartTool"') + '"StartTool"'.length;
    assert.deepEqual(hint.position, document.positionAt(at));
  });

  test("fades a branch that is off", async () => {
    const { document } = await open("Tools.wxs");
    const faded = await eventually("the faded branch", () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .find(({ tags }) => tags?.includes(vscode.DiagnosticTag.Unnecessary) === true),
    );
    assert.match(document.getText(faded.range), /OLDTOOL/);
    assert.equal(faded.severity, vscode.DiagnosticSeverity.Hint);
  });
});
