// What a person sees who opens a binary database in VS Code: the editor of the packed extension on real packages. Leaves pictures as browser.test.ts does.
//   npm run test:browser
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import type { Frame, Page } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { buildPackage, CUSTOM_ACTION, FILE, hasMsibuild, SEQUENCE } from "./packages.ts";
import { startVsCode, type VsCode } from "./vscode.ts";
import { eventually, openFolder, shown } from "./workbench.ts";

const screenshots = process.env["MSI1618_SCREENSHOTS"] ?? path.join(import.meta.dirname, "screenshots");

const MANY = 100_000;
const LONG = `' ${"set shell = nothing : ".repeat(50_000)}`;
const HOSTILE = "<img src=x onerror=\"document.title='broken'\"><script>1</script>";

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
    await openFolder(page, vscode.address(folder));
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

  step("custom actions come first, with verdict, type and schedule", "database-actions", async () => {
    const frame = await openDatabase(page, "nested.msi");
    const first = await rowText(frame, 0);
    assert.match(first, /1618 \(guaranteed\).*InstallViewer.*deferred.*InstallExecuteSequence 6590/);
    const roles = await frame.evaluate(rolesInPage);
    assert.deepEqual(roles, { grid: 1, rowcount: "7", rowindex: "2", cells: true, headers: 5, focusable: "0" });
  });

  step("the filter and a column's header choose and order the rows", "database-filter", async () => {
    const frame = await editorFrame(page);
    await frame.locator("#views [role=option]", { hasText: "CustomAction" }).last().click();
    await frame.locator("#status", { hasText: "6 rows" }).waitFor();
    await frame.locator("#filter").fill("add");
    await frame.locator("#status", { hasText: "3 of 6 rows" }).waitFor();
    await frame.locator("[role=columnheader]", { hasText: "Action" }).first().click();
    await frame.locator("[role=columnheader][aria-sort=ascending]").waitFor();
    await frame.locator("[role=columnheader]", { hasText: "Action" }).first().click();
    await frame.locator("[role=columnheader][aria-sort=descending]").waitFor();
    const names = await frame.locator(".body [role=gridcell][aria-colindex='1']").allInnerTexts();
    assert.deepEqual(names, ["AddSource", "AddChild", "AddAdvertised"]);
  });

  step("a finding leads to its cell, past the filter that hides it", "database-finding", async () => {
    const frame = await editorFrame(page);
    await frame.locator("#views [role=option]", { hasText: "Findings" }).click();
    await frame.locator(".body .row", { hasText: "InstallViewer" }).locator(".link").first().click();
    const cell = frame.locator("#grid [aria-selected=true]", { hasText: "viewer.msi" });
    await cell.waitFor();
    assert.equal(await cell.getAttribute("aria-colindex"), "4");
    await frame.locator("#details .finding", { hasText: "nested installation" }).waitFor();
    assert.match(await frame.locator("#details").innerText(), /nested-install-in-execute-sequence.*1618, guaranteed/s);
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
  return editorFrame(page);
}

/** The frame of the active database editor, once it shows rows. */
function editorFrame(page: Page): Promise<Frame> {
  return eventually("a database editor", async () => {
    for (const frame of page.frames()) {
      const grid = frame.locator("body.open #grid .body .row");
      if (
        await grid
          .first()
          .isVisible()
          .catch(() => false)
      )
        return frame;
    }
    return undefined;
  });
}

async function rowText(frame: Frame, row: number): Promise<string> {
  return (await frame.locator(`.body .row[data-row="${row}"]`).innerText()).replaceAll(/\s+/g, " ");
}

/** What a screen reader is told. Runs in the page. */
function rolesInPage() {
  const grid = document.querySelector("[role=grid]");
  const row = grid?.querySelector(".body [role=row]");
  return {
    grid: document.querySelectorAll("[role=grid]").length,
    rowcount: grid?.getAttribute("aria-rowcount"),
    rowindex: row?.getAttribute("aria-rowindex"),
    cells: [...(row?.children ?? [])].every((cell) => cell.getAttribute("role") === "gridcell"),
    headers: grid?.querySelectorAll("[role=columnheader]").length,
    focusable: grid?.getAttribute("tabindex"),
  };
}
