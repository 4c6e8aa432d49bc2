// What a person sees of Windows Installer's state in VS Code's page with the packed extension: readings from a file go through the real
// watcher, status bar item, tooltip and menu. Pictures as in browser.test.ts.
//   npm run test:browser
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { createReplay, DENIED, IDLE, INSTALLING, type Replay } from "./replay.ts";
import { openWindow, pictured, type Window } from "./window.ts";
import { runCommand, shown } from "./workbench.ts";

suite("the state of Windows Installer in VS Code's page", { timeout: 300_000 }, () => {
  let folder: string;
  let replay: Replay;
  let window: Window;
  let page: Page;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "msi1618-replay-"));
    replay = createReplay(folder, path.join(import.meta.dirname, "replayHelper.mjs"));
    replay.play({ does: "answer", readings: IDLE });
    window = await openWindow({ env: replay.env });
    page = window.page;
  });

  after(async () => {
    await window?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const item = (text: string | RegExp) => shown(page, ".statusbar-item", text);

  /** The tooltip of the item, once it says something; drawn as a person sees it, with nothing of the machine as markup. */
  async function tooltip(of: Locator, says: RegExp): Promise<string> {
    await page.mouse.move(600, 300);
    await of.hover();
    const hover = await shown(page, ".monaco-hover, .workbench-hover", says);
    return (await hover.innerText()).replaceAll("\u00a0", " ");
  }

  function step(name: string, picture: string, action: () => Promise<void>) {
    test(name, () => pictured(page, `installer-${picture}`, action));
  }

  step("idle: quiet, with the evidence in the tooltip", "idle", async () => {
    const idle = await item("Installer idle");
    assert.doesNotMatch(await classesOf(idle), /warning/);
    assert.match(await tooltip(idle, /is idle/), /Mutex\s+absent.*Service\s+stopped, accepts no control/s);
  });

  step("busy: stands out, names the package as it is called, and counts", "busy", async () => {
    replay.play({ does: "answer", readings: INSTALLING });
    const busy = await item(/Installing contoso_\[x64\]\*\$\(flame\)\.msi \d:\d\d/);
    assert.match(await classesOf(busy), /warning/);
    const says = await tooltip(busy, /is busy/);
    assert.match(says, /Package\s+contoso_\[x64\]\*\$\(flame\)\.msi/);
    assert.match(says, /Owner\s+900 \(C:\\Windows\\System32\\msiexec\.exe\)/);
    assert.match(says, /Mutex\s+held.*Service\s+running, accepts SHUTDOWN, process 900/s);
    const label = await busy.locator("[aria-label]").first().getAttribute("aria-label");
    assert.match(label ?? "", /^Windows Installer is busy with contoso_\[x64\]\*\$\(flame\)\.msi since /);
  });

  step("a click offers what can be done about it", "menu", async () => {
    await (await item("Installing")).click();
    const menu = await shown(page, ".quick-input-widget", "Wait until Idle");
    assert.match(await menu.innerText(), /Show Details.*Copy as Text.*Open the Log.*Hide.*Settings/s);
  });

  step("the details open beside the sources", "details", async () => {
    await (await shown(page, ".quick-input-list .monaco-list-row", "Show Details")).click();
    await shown(page, ".tab.active", "Windows Installer state.txt");
    await shown(page, ".editor-instance .view-line", /Service.*running,.accepts.SHUTDOWN/);
  });

  step("waiting shows what is waited for", "waiting", async () => {
    await runCommand(page, "msi1618: Wait until Windows Installer Is Idle");
    await shown(page, ".notification-list-item", /Waiting until Windows Installer is idle.*Installing contoso/s);
  });

  step("and that it is over", "waited", async () => {
    replay.play({ does: "answer", readings: IDLE });
    await shown(page, ".notification-list-item", /Windows Installer is idle\./);
  });

  step("unknown: says so, and why", "unknown", async () => {
    replay.play({ does: "answer", readings: DENIED });
    const unknown = await item("Installer state unknown");
    assert.doesNotMatch(await classesOf(unknown), /warning/);
    assert.match(await tooltip(unknown, /is unknown/), /this user may not read.*Mutex\s+denied/s);
  });

  step("hidden from the menu: the item is gone", "hidden", async () => {
    const unknown = await item("Installer state unknown");
    await unknown.click();
    await (await shown(page, ".quick-input-list .monaco-list-row", "Hide")).click();
    await page.locator(".statusbar-item", { hasText: "Installer" }).first().waitFor({ state: "hidden" });
  });
});

async function classesOf(item: Locator): Promise<string> {
  return (await item.getAttribute("class")) ?? "";
}
