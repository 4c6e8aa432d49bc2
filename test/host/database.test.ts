// What a person sees who opens a binary database in VS Code: the editor of the packed extension on real packages. Leaves pictures as browser.test.ts does.
//   npm run test:browser
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import type { Frame, Page } from "playwright-core";
import { corpus } from "../corpus.ts";
import { openBrowser } from "./browser.ts";
import { buildPackage, CUSTOM_ACTION, FILE, hasMsibuild, SEQUENCE } from "./packages.ts";
import { startVsCode, type VsCode } from "./vscode.ts";
import { eventually, openFolder, runCommand, shown } from "./workbench.ts";

const screenshots = process.env["MSI1618_SCREENSHOTS"] ?? path.join(import.meta.dirname, "screenshots");

const MANY = 100_000;
const LONG = `' ${"set shell = nothing : ".repeat(50_000)}`;
const HOSTILE = "<img src=x onerror=\"document.title='broken'\"><script>1</script>";

const REAL = "judged/vmware-archive+salt-windows-install/deps/salt/python/App/python-2.7.2.msi";

const settings = { "explorer.compactFolders": false, "workbench.colorTheme": "Default Dark Modern" };

suite("databases in VS Code's page", {
  timeout: 300_000,
  skip: hasMsibuild ? false : "msibuild is not installed",
}, () => {
  let folder: string;
  let vscode: VsCode;
  let page: Page;
  let close: () => Promise<void>;

  before(async () => {
    const vsix = process.env["MSI1618_VSIX"];
    assert.ok(vsix !== undefined, "$MSI1618_VSIX names the extension: run this through `npm run test:browser`");
    mkdirSync(screenshots, { recursive: true });
    folder = mkdtempSync(path.join(tmpdir(), "msi1618-databases-"));
    buildPackages(folder);
    vscode = await startVsCode({ vsix, settings });
    const browser = await openBrowser(vscode.profile);
    page = browser.page;
    close = () => browser.context.close();
    // A busy machine may not get the workbench to the page in time.
    const open = () => openFolder(page, vscode.address(folder));
    await open().catch(open);
    // Before the extension is there, VS Code opens what it takes for a binary file.
    const started = () => shown(page, ".statusbar-item", /Installer/);
    await started().catch(started);
  });

  after(async () => {
    await close?.();
    await vscode?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const picture = (name: string) =>
    page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: "disabled" });

  /** A step, with a picture of how it ended: well, or not. */
  function step(name: string, file: string, action: () => Promise<void>) {
    test(name, async () => {
      try {
        await action();
        await picture(file);
      } catch (error) {
        await picture(`${file}-failed`);
        throw error;
      }
    });
  }

  step("custom actions come first, with verdict, type and schedule", "database-nested", async () => {
    const frame = await openDatabase(page, "nested.msi");
    const row = await frame.locator(".body .row", { hasText: "InstallViewer" }).innerText();
    assert.match(
      row.replaceAll(/\s+/g, " "),
      /1618 \(guaranteed\).*InstallViewer.*deferred.*InstallExecuteSequence 6590/,
    );
    assert.equal(await frame.locator(".body .row", { hasText: "concurrent-installation" }).count(), 3);
  });

  step("an entry of the list of problems opens the editor at its cell", "database-problem", async () => {
    await runCommand(page, "Problems: Focus on Problems View");
    const row = await shown(page, ".markers-panel .monaco-list-row", "InstallViewer installs");
    await row.dblclick();
    const frame = await editorFrame(page, "nested.msi");
    const cell = frame.locator("#grid [aria-selected=true]", { hasText: 'msiexec /i "viewer.msi" /qn' });
    await cell.waitFor({ timeout: 60_000 });
    assert.equal(await cell.getAttribute("aria-colindex"), "4");
    await eventually("one tab of the file", async () =>
      (await page.locator(".tab", { hasText: "nested.msi" }).count()) === 1 ? true : undefined,
    );
  });

  step("the table opens as text, with the finding at its cell", "database-text", async () => {
    const frame = await editorFrame(page, "nested.msi");
    await frame.locator("#text").click();
    await shown(page, ".tab.active", "CustomAction.idt");
    await shown(page, ".editor-instance .view-line", "InstallViewer");
    await shown(page, ".squiggly-error");
    await page.keyboard.press("Control+F4");
  });

  step("a script of a million characters is shown in parts", "database-script", async () => {
    const frame = await openDatabase(page, "nested.msi");
    await frame.locator("#views .entry", { has: frame.getByText("CustomAction", { exact: true }) }).click();
    await frame.locator(".body [role=gridcell]", { hasText: "set shell = nothing" }).click();
    await frame.locator("#details button", { hasText: "of 1,100,002 characters" }).waitFor();
  });

  step("a table of 100,000 rows scrolls to its end, and the page holds what is seen", "database-large", async () => {
    const frame = await openDatabase(page, "large.msi");
    await frame.locator("#views .entry", { has: frame.getByText("File", { exact: true }) }).click();
    await frame.locator("#status", { hasText: "100,000 rows" }).waitFor();
    await frame.locator("#grid").focus();
    await page.keyboard.press("Control+End");
    await frame.locator(`.body .row[aria-rowindex='${MANY + 1}']`, { hasText: `fil${MANY - 1}` }).waitFor();
    const rows = await frame.locator(".body .row").count();
    assert.ok(rows < 60, `${rows} rows`);
  });

  step("light colours", "database-light", async () => {
    await runCommand(page, "Preferences: Toggle between Light/Dark Themes");
    await shown(page, ".monaco-workbench.vs");
    const frame = await openDatabase(page, "nested.msi");
    const colour = () => frame.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await eventually("a light page", async () => ((await colour()) === "rgb(255, 255, 255)" ? true : undefined));
  });

  const real = path.join(corpus, REAL);
  const missing = existsSync(real) ? false : "the corpus is not there";
  test("a package that others have made", { skip: missing }, async () => {
    copyFileSync(real, path.join(folder, "real.msi"));
    const frame = await openDatabase(page, "real.msi");
    await frame.locator("#views .entry", { has: frame.getByText("CustomAction", { exact: true }) }).waitFor();
    await picture("database-real");
  });
});

function buildPackages(folder: string): void {
  const action = (name: string, type: number, source: string | null, target: string | null) => [
    name,
    type,
    source,
    target,
    null,
  ];
  buildPackage(path.join(folder, "nested.msi"), [
    {
      name: "InstallExecuteSequence",
      columns: SEQUENCE,
      rows: [
        ["AddAdvertised", 'REMOVE="ALL"', 4002],
        ["AddChild", "NOT Installed", 4001],
        ["AddSource", "NOT Installed", 6610],
        ["InstallViewer", "NOT Installed", 6590],
        ["LongScript", null, 1502],
        ["SetFolder", null, 1501],
      ],
    },
    // Last: msibuild itself does not read such a long string again when it adds another table.
    {
      name: "CustomAction",
      columns: CUSTOM_ACTION,
      rows: [
        action("AddAdvertised", 39, "{AAAAAAAA-0000-0000-0000-000000000001}", "REMOVE=ALL"),
        action("AddChild", 7, "child", "ALLUSERS=1"),
        action("AddSource", 1047, "Sub\\child.msi", HOSTILE),
        action("InstallViewer", 3106, "TARGETDIR", 'msiexec /i "viewer.msi" /qn'),
        action("LongScript", 38, null, LONG),
        action("SetFolder", 51, "FOLDER", "C:\\Contoso"),
      ],
    },
  ]);
  const file = (at: number) => [`fil${at}`, `cmp${at}`, `f${at}.dll|file ${at}.dll`, at * 7, null, null, 512, at + 1];
  buildPackage(path.join(folder, "large.msi"), [
    { name: "File", columns: FILE, rows: Array.from({ length: MANY }, (_, at) => file(at)) },
  ]);
}

/** Opens a database from the explorer. */
async function openDatabase(page: Page, name: string): Promise<Frame> {
  await (await shown(page, ".explorer-folders-view .monaco-list-row", name)).dblclick();
  await shown(page, ".tab.active", name);
  // The extension host of a busy machine may not even have started yet.
  return editorFrame(page, name).catch(() => editorFrame(page, name));
}

/** The frame of the editor of a database, once it is seen and shows rows. The editor that was seen before may be there a little longer. */
function editorFrame(page: Page, name: string): Promise<Frame> {
  return eventually("a database editor", async () => {
    for (const frame of page.frames()) {
      const owner =
        frame.parentFrame() === null
          ? null
          : await frame
              .parentFrame()
              ?.frameElement()
              .catch(() => null);
      if (owner === null || owner === undefined || !(await owner.isVisible().catch(() => false))) continue;
      if ((await frame.title().catch(() => "")) !== name) continue;
      const row = frame.locator("body.open #grid .body .row").first();
      if (await row.isVisible().catch(() => false)) return frame;
    }
    return undefined;
  });
}
