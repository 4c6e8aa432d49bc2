import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, findings, open } from "./workspace.ts";

suite("the extension in VS Code", () => {
  test("is activated by an installer source", async () => {
    await open("Package.wxs");
    const extension = vscode.extensions.getExtension("msi1618.msi1618");
    assert.ok(extension, "the extension is not known to VS Code");
    await eventually("activation", () => extension.isActive || undefined);
  });

  test("reports the nested install of a WiX source at its command", async () => {
    const editor = await open("Package.wxs");
    const found = await findings(editor.document.uri);
    const codes = found.map(({ code }) => (typeof code === "object" ? code.value : code));
    assert.deepEqual(codes, ["nested-install-in-execute-sequence"]);
    const [finding] = found;
    assert.match(editor.document.getText(finding?.range), /msiexec/);
  });
});
