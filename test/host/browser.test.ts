// What a person sees who opens samples/ in VS Code with the packed extension; a picture of each step goes to test/host/screenshots, or to
// $MSI1618_SCREENSHOTS.
//   npm run test:browser
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { copyWorkspace, type Workspace } from "./extensionSuite.ts";
import type { VsCode } from "./vscode.ts";
import { openWindow, pictured, type Window } from "./window.ts";
import {
  appears,
  eventually,
  goTo,
  openFile,
  openFolder,
  pointAt,
  runCommand,
  shown,
  textInWebview,
} from "./workbench.ts";

const COMPANIONS = "Server/Companions.wxs";
const RULE = "nested-install-in-execute-sequence";

/** More room than the extension host needs, and nothing that would not be there in a fresh VS Code. */
const settings = { "editor.minimap.enabled": false, "explorer.compactFolders": false };

suite("samples/ in VS Code's page", { timeout: 300_000 }, () => {
  let window: Window;
  let samples: Workspace;
  let solution: Workspace;
  let vscode: VsCode;
  let page: Page;

  before(async () => {
    solution = copySolution();
    window = await openWindow({ settings });
    ({ samples, vscode, page } = window);
  });

  after(async () => {
    await window?.close();
    solution?.remove();
  });

  function step(name: string, picture: string, action: () => Promise<void>) {
    test(name, () => pictured(page, picture, action));
  }

  step("a nested install is underlined and stands in the list of problems", "diagnostics", async () => {
    await openFile(page, COMPANIONS);
    await shown(page, ".squiggly-error");
    await runCommand(page, "Problems: Focus on Problems View");
    await (await shown(page, ".viewpane-filter input, .markers-panel-container input")).fill("Companions");
    const row = await shown(page, ".markers-panel .monaco-list-row", "InstallConsole installs");
    assert.match(await row.innerText(), /msi1618.*nested-install-in-execute-sequence/s);
  });

  step("hovering an action says what it is, what it runs and whether the mutex is held", "hover", async () => {
    await openFile(page, COMPANIONS);
    await pointAt(page, "InstallConsole");
    const text = await textOf(await shown(page, ".monaco-hover", "Scheduled:"));
    assert.match(text, /InstallConsole \(custom action\)/);
    assert.match(text, /msiexec\.exe/);
    assert.match(text, /InstallExecuteSequence.*NOT Installed.*Mutex held/s);
  });

  step("the rule's name under the finding leads to its page", "rule-page", async () => {
    await openFile(page, COMPANIONS);
    await pointAt(page, "[#ConsoleMsi]");
    await shown(page, ".monaco-hover", "InstallConsole installs");
    await (await shown(page, ".monaco-hover a", RULE)).click();
    await shown(page, ".tab.active", RULE);
    const said = await textInWebview(page, /Wrong/);
    assert.match(said, /Right/);
    assert.match(said, /_MSIExecute/);
    assert.doesNotMatch(said, /[«»]/, "the marks are for the test of the page");
  });

  step("the quick fixes of a finding suppress it or explain its rule", "quick-fix-menu", async () => {
    await openFile(page, COMPANIONS);
    await openQuickFixes();
    assert.match(
      await textOf(await shown(page, ".action-widget")),
      /Suppress.*Explain nested-install-in-execute-sequence/s,
    );
  });

  step(
    "the suppress fix writes a comment, the finding goes, and the file has it once saved",
    "suppressed",
    async () => {
      const before = readFileSync(path.join(samples.folder, COMPANIONS), "utf8");
      await (await shown(page, ".action-widget .monaco-list-row", /Suppress with a comment/)).click();
      await shown(page, ".editor-instance .view-line", "msi1618-disable-next-line");
      await page
        .locator(".markers-panel .monaco-list-row", { hasText: "InstallConsole installs" })
        .waitFor({ state: "hidden" });
      await page.keyboard.press("Control+S");
      const saved = await eventually("the saved file", () => {
        const now = readFileSync(path.join(samples.folder, COMPANIONS), "utf8");
        return now === before ? undefined : now;
      });
      const comment =
        /\n {4}<!-- msi1618-disable-next-line nested-install-in-execute-sequence: [^\n]* -->(?=\n {4}<CustomAction Id="InstallConsole")/;
      assert.match(saved, comment);
      assert.equal(saved.replace(comment, ""), before);
    },
  );

  step("the status item counts the actions and those that were understood", "status-item", async () => {
    await (await shown(page, ".statusbar-item[id='status.languageStatus']")).hover();
    const text = await textOf(await shown(page, ".hover-language-status", /actions?, /));
    assert.match(text, /\d+ actions, \d+ understood/);
  });

  step("the status bar says that there is no Windows Installer here, and why", "installer-unavailable", async () => {
    await page.mouse.move(600, 300);
    await (await shown(page, ".statusbar-item", "Installer state unavailable")).hover();
    const text = await textOf(await shown(page, ".monaco-hover", "is unavailable here"));
    assert.match(text, /This window works on a machine with Linux, where there is no Windows Installer\./);
  });

  step("a finding inside an include stands there", "include", async () => {
    await openFolder(page, vscode.address(solution.folder));
    await openFile(page, "Package/Actions.wxi");
    await shown(page, ".squiggly-error");
    await pointAt(page, "$(var.CodecCommand)");
    await shown(page, ".monaco-hover", "InstallCodec installs");
  });

  step("its command is defined in another include", "include-definition", async () => {
    await goTo(page, ...placeOf(path.join(solution.folder, "Package/Actions.wxi"), "CodecCommand"));
    await page.keyboard.press("F12");
    await shown(page, ".tab.active", "Commands.wxi");
    await shown(page, ".editor-instance .view-line", "define CodecCommand");
  });

  /** Opens the quick-fix menu at the command of InstallConsole. */
  async function openQuickFixes(): Promise<void> {
    await goTo(page, ...placeOf(path.join(samples.folder, COMPANIONS), "[#ConsoleMsi]"));
    await shown(page, ".editor-instance [class*=lightbulb], .editor-instance [class*=light-bulb]");
    const suppress = page.locator(".action-widget .monaco-list-row", { hasText: /Suppress/ });
    await eventually("the quick fixes", async () => {
      // A key that comes while the editor is about to get the focus back is lost.
      await page.keyboard.press("Control+.");
      return (await appears(suppress, 5000)) ? true : undefined;
    });
  }
});

/** What an element shows, with the spaces that a person sees. */
async function textOf(element: Locator): Promise<string> {
  return (await element.innerText()).replaceAll("\u00a0", " ");
}

/** Where a text stands first in a file: line and column, counted from 1. */
function placeOf(file: string, text: string): [line: number, column: number] {
  const before = readFileSync(file, "utf8").split(text, 1)[0]?.split("\n") ?? [];
  return [before.length, (before.at(-1)?.length ?? 0) + 1];
}

/** The solution of test/solutions without the marks that its own test needs, its custom action moved into an include of the fragment. */
function copySolution(): Workspace {
  const copy = copyWorkspace(path.resolve(import.meta.dirname, "../solutions/three-projects"));
  for (const entry of readdirSync(copy.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(/[«»‸]/g, ""));
  }
  const fragment = path.join(copy.folder, "Package/Codec.wxs");
  const text = readFileSync(fragment, "utf8");
  const action = /<CustomAction .*\/>/.exec(text)?.[0] ?? "";
  const namespace = /xmlns="[^"]*"/.exec(text)?.[0] ?? "";
  writeFileSync(fragment, text.replace(action, "<?include Actions.wxi?>"));
  writeFileSync(path.join(path.dirname(fragment), "Actions.wxi"), `<Include ${namespace}>\n  ${action}\n</Include>\n`);
  return copy;
}
