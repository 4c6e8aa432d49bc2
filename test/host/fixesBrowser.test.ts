// The whole way of a fix in VS Code's page: squiggle, light bulb, menu, refactor preview, files on disk, an empty list of problems. Pictures go
// to test/host/screenshots, or to $MSI1618_SCREENSHOTS.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { copyWorkspace, type Workspace } from "./extensionSuite.ts";
import { startVsCode, type VsCode } from "./vscode.ts";
import { eventually, goTo, openFile, openFolder, runCommand, shown } from "./workbench.ts";

const screenshots = process.env["MSI1618_SCREENSHOTS"] ?? path.join(import.meta.dirname, "screenshots");
const fixture = path.resolve(import.meta.dirname, "../fixtures/fixes/bundle-v4-solution");
const SOURCE = "Server/Package.wxs";

suite("a fix in VS Code's page", { timeout: 300_000 }, () => {
  let workspace: Workspace;
  let vscode: VsCode;
  let page: Page;
  let close: () => Promise<void>;

  before(async () => {
    const vsix = process.env["MSI1618_VSIX"];
    assert.ok(vsix !== undefined, "$MSI1618_VSIX names the extension: run this through `npm run test:browser`");
    mkdirSync(screenshots, { recursive: true });
    workspace = copyWorkspace(path.join(fixture, "before"));
    vscode = await startVsCode({ vsix, settings: { "editor.minimap.enabled": false, "files.autoSave": "off" } });
    const browser = await openBrowser(vscode.profile);
    page = browser.page;
    close = () => browser.context.close();
    await openFolder(page, vscode.address(workspace.folder));
  });

  after(async () => {
    await close?.();
    await vscode?.stop();
    workspace?.remove();
  });

  const picture = (name: string) =>
    page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: "disabled" });

  function step(name: string, action: () => Promise<void>) {
    test(name, async () => {
      try {
        await action();
      } catch (error) {
        await picture("fix-failed");
        throw error;
      }
    });
  }

  step("the light bulb offers what can be made here, the bundle first", async () => {
    await openFile(page, SOURCE);
    await shown(page, ".squiggly-error");
    await goTo(page, ...placeOf(path.join(workspace.folder, SOURCE), "msiexec.exe"));
    await shown(page, ".editor-instance [class*=lightbulb], .editor-instance [class*=light-bulb]");
    await page.keyboard.press("Control+.");
    const rows = page.locator(".action-widget .monaco-list-row");
    await shown(page, ".action-widget .monaco-list-row", /Ship a new bundle/);
    await picture("fix-menu");
    const titles = (await rows.allInnerTexts()).filter((title) => !/^\s*Quick Fix\s*$/.test(title));
    assert.match(titles[0] ?? "", /Ship a new bundle that installs Console\.msi/);
    assert.ok(titles.some((title) => /Run it at the end of the UI sequence/.test(title)));
    assert.ok(!titles.some((title) => /exit dialog/.test(title)), "this product has none");
  });

  step("several files are shown before anything is changed", async () => {
    await (await shown(page, ".action-widget .monaco-list-row", /Ship a new bundle/)).click();
    await shown(page, ".bulk-edit-panel .monaco-list-row", /Bundle\.wixproj/);
    await picture("fix-preview");
    assert.deepEqual(filesIn(workspace.folder), filesIn(path.join(fixture, "before")), "nothing is on disk yet");
  });

  step("what was confirmed is on disk, as it should be", async () => {
    await confirmAll();
    await (await shown(page, ".bulk-edit-panel .monaco-button", "Apply")).click();
    await page.locator(".bulk-edit-panel .monaco-list-row").first().waitFor({ state: "hidden" });
    await runCommand(page, "File: Save All Files");
    await eventually("the files after the fix", () => {
      const now = filesIn(workspace.folder);
      return now.length === filesIn(path.join(fixture, "after")).length ? now : undefined;
    });
    for (const name of filesIn(path.join(fixture, "after"))) {
      const wanted = readFileSync(path.join(fixture, "after", name), "utf8");
      await eventually(name, () =>
        readFileSync(path.join(workspace.folder, name), "utf8") === wanted ? true : undefined,
      );
    }
  });

  step("the list of problems is empty", async () => {
    await runCommand(page, "Problems: Focus on Problems View");
    await shown(page, ".markers-panel", /No problems have been detected/);
    await picture("fix-applied");
  });

  /** Ticks what the preview leaves to the user: everything that needs confirmation. */
  async function confirmAll(): Promise<void> {
    const rows = page.locator('.bulk-edit-panel .monaco-list-row[aria-level="1"]');
    for (let at = 0; at < (await rows.count()); at++) {
      const box = rows.nth(at).getByRole("checkbox").first();
      if (!(await box.isChecked())) await box.click();
      await eventually("a file ticked", async () => ((await box.isChecked()) ? true : undefined));
    }
  }
});

/** The files below a folder, sorted, what VS Code itself keeps left out. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((name) => !name.startsWith(".vscode/"))
    .sort();
}

/** Where a text stands first in a file: line and column, counted from 1. */
function placeOf(file: string, text: string): [line: number, column: number] {
  const before = readFileSync(file, "utf8").split(text, 1)[0]?.split("\n") ?? [];
  return [before.length, (before.at(-1)?.length ?? 0) + 1];
}
