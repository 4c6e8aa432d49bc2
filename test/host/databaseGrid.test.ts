// The page of the database editor in a real browser, over the real queries: filter, order, ways to cells, keys, roles, and how much of a large table the page holds. VS Code
// itself is not needed; database.test.ts shows the page in it.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, suite, test } from "node:test";
import type { Page } from "playwright-core";
import { ShownDatabase } from "../../src/server/database/shownDatabase.ts";
import { type MadeRow, madeDatabase, madeFile } from "../database.ts";
import { reportOn } from "../server/database/report.ts";
import { openBrowser } from "./browser.ts";
import { type OpenPage, openPage } from "./databasePage.ts";
import { DARK } from "./themes.ts";
import { eventually } from "./workbench.ts";

const screenshots = process.env["MSI1618_SCREENSHOTS"] ?? path.join(import.meta.dirname, "screenshots");

const MANY = 100_000;
const HOSTILE = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>\u202Emsi";
const LONG = `' ${"set shell = nothing : ".repeat(50_000)}`;

const action = (Action: string, Type: number, Source: string | null, Target: string): MadeRow => ({
  Action,
  Type,
  Source,
  Target,
});

const database = madeDatabase({
  CustomAction: [
    action("AddChild", 7, "child", "ALLUSERS=1"),
    action(HOSTILE, 50, HOSTILE, HOSTILE),
    action("InstallViewer", 3106, "TARGETDIR", 'msiexec /i "viewer.msi" /qn'),
    action("LongScript", 38, null, LONG),
    action("SetFolder", 51, "FOLDER", "C:\\x"),
  ],
  InstallExecuteSequence: [
    { Action: "InstallViewer", Condition: "NOT Installed", Sequence: 6590 },
    { Action: "AddChild", Condition: null, Sequence: 4001 },
    { Action: HOSTILE, Condition: HOSTILE, Sequence: 4002 },
  ],
  File: Array.from({ length: MANY }, (_, at) => ({
    File: `fil${at}`,
    FileName: `file ${at}.dll`,
    FileSize: (at * 7919) % MANY,
  })),
});

suite("the page of the database editor", { timeout: 180_000 }, () => {
  const shown = new ShownDatabase(reportOn(database), madeFile);
  let profile: string;
  let page: Page;
  let close: () => Promise<void>;
  let opened: OpenPage;
  const refused: string[] = [];

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    profile = mkdtempSync(path.join(tmpdir(), "msi1618-page-"));
    const browser = await openBrowser(profile);
    page = browser.page;
    close = () => browser.context.close();
    page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
    page.on("pageerror", (error) => refused.push(error.message));
    opened = await openPage(page, (query) => shown.answer(query), DARK);
    await page.locator("#grid .body .row").first().waitFor();
  });

  after(async () => {
    await opened?.close();
    await close?.();
    if (profile !== undefined) rmSync(profile, { recursive: true, force: true });
  });

  const choose = (view: string) =>
    page.locator("#views .entry", { has: page.getByText(view, { exact: true }) }).click();
  const status = (text: string) => page.locator("#status").getByText(text, { exact: true }).waitFor();
  const drawn = () => page.locator("#grid .body .row").count();
  const active = () =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute("aria-activedescendant") ?? "";
      const cell = document.getElementById(id);
      return { cell: cell?.textContent, row: cell?.parentElement?.getAttribute("aria-rowindex") };
    });
  const untilActive = (row: number) =>
    eventually(`row ${row}`, async () => ((await active()).row === String(row) ? await active() : undefined));

  test("shows custom actions first: verdict, type in words, what runs, schedule", async () => {
    const first = (await page.locator("#grid .body .row").first().innerText()).replaceAll(/\s+/g, " ");
    assert.match(first, /1618 \(guaranteed\).*InstallViewer.*3106.*deferred.*msiexec.*InstallExecuteSequence 6590/);
    await page.locator("#details .finding", { hasText: "gets error 1618" }).waitFor();
  });

  test("tells a screen reader what is where", async () => {
    const told = await page.evaluate(() => {
      const grid = document.querySelector("[role=grid]");
      const rows = [...(grid?.querySelectorAll(".body [role=row]") ?? [])];
      return {
        label: grid?.getAttribute("aria-label"),
        size: [grid?.getAttribute("aria-rowcount"), grid?.getAttribute("aria-colcount")],
        indexes: rows.map((row) => row.getAttribute("aria-rowindex")),
        cells: rows.every((row) => [...row.children].every((cell) => cell.getAttribute("role") === "gridcell")),
        headers: [...(grid?.querySelectorAll("[role=columnheader]") ?? [])].map((one) => one.getAttribute("aria-sort")),
        sign: rows[0]?.querySelector("[role=img]")?.getAttribute("aria-label"),
        option: document.querySelector("[role=option][aria-selected=true]")?.getAttribute("aria-label"),
      };
    });
    assert.deepEqual(told, {
      label: "Custom actions",
      size: ["6", "5"],
      indexes: ["2", "3", "4", "5", "6"],
      cells: true,
      headers: ["none", "none", "none", "none", "none"],
      sign: "error",
      option: "Custom actions, 5",
    });
  });

  test("filters and sorts", async () => {
    await choose("File");
    await status("100,000 rows");
    await page.locator("#filter").fill("FIL9999 .dll");
    await status("11 of 100,000 rows");
    await page.locator("[role=columnheader]", { hasText: "FileSize" }).click();
    await page.locator("[role=columnheader][aria-sort=ascending]", { hasText: "FileSize" }).waitFor();
    const sizes = async () =>
      (await page.locator(".body [aria-colindex='3']").allInnerTexts())
        .map(Number)
        .filter((size) => !Number.isNaN(size));
    const ascending = await sizes();
    assert.equal(ascending.length, 11);
    assert.deepEqual(
      ascending,
      [...ascending].sort((a, b) => a - b),
    );
    await page.locator("[role=columnheader]", { hasText: "FileSize" }).click();
    await page.locator("[role=columnheader][aria-sort=descending]", { hasText: "FileSize" }).waitFor();
    assert.deepEqual(await sizes(), [...ascending].reverse());
    await page.screenshot({ path: path.join(screenshots, "database-sorted.png") });
  });

  test("goes from a finding to its cell, past the filter that hides it", async () => {
    await choose("CustomAction");
    await status("5 rows");
    await page.locator("#filter").fill("SetFolder");
    await status("1 of 5 rows");
    await choose("Findings");
    await page.locator(".body .row", { hasText: "InstallViewer" }).locator(".link").first().click();
    await status("5 rows");
    assert.deepEqual(await untilActive(4), { cell: '⊗msiexec /i "viewer.msi" /qn', row: "4" });
    await page.locator("#details .finding", { hasText: "nested-install-in-execute-sequence" }).waitFor();
    await page.screenshot({ path: path.join(screenshots, "database-finding.png") });
    // The proof leads on to the schedule, and the schedule back to the action.
    await page.locator("#details li button", { hasText: "is scheduled in InstallExecuteSequence" }).click();
    await page.locator("[role=grid][aria-label=InstallExecuteSequence]").waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.locator("[role=grid][aria-label=CustomAction]").waitFor();
  });

  test("shows a cell that the extension asks for, and says where there is none", async () => {
    const cell = { database: "", table: "File", row: "fil77777", column: "FileName" };
    assert.equal(await opened.channel.show(cell), true);
    assert.deepEqual(await untilActive(77_779), { cell: "file 77777.dll", row: "77779" });
    assert.equal(await opened.channel.show({ ...cell, row: "nothing" }), false);
  });

  test("holds of 100,000 rows what is seen, however it is scrolled, and asks for no more", async () => {
    await choose("File");
    await status("100,000 rows");
    const asked = opened.queries.length;
    const seen: number[] = [];
    const height = await page.evaluate(() => document.querySelector("#grid")?.scrollHeight ?? 0);
    assert.ok(height >= MANY * 22, `${height} px`);
    for (let at = 0; at <= 40; at++) {
      await page.evaluate((top) => document.querySelector("#grid")?.scrollTo(0, top), (height * at) / 40);
      seen.push(await drawn());
    }
    await page.locator(".body .row[aria-rowindex='100001']", { hasText: "file 99999.dll" }).waitFor();
    const room = await page.evaluate(() => Math.ceil((document.querySelector("#grid")?.clientHeight ?? 0) / 22));
    assert.ok(Math.max(...seen) <= room + 20, `${Math.max(...seen)} rows in the page, ${room} fit`);
    const rows = opened.queries.slice(asked).flatMap((one) => (one.kind === "rows" ? one.to - one.from : []));
    assert.ok(Math.max(...rows) <= 200 && rows.length <= 2 * 41, `${rows.length} questions`);
    const elements = await page.evaluate(() => document.querySelectorAll("*").length);
    assert.ok(elements < 1000, `${elements} elements`);
    await page.screenshot({ path: path.join(screenshots, "database-scrolled.png") });
  });

  test("goes everywhere by keys", async () => {
    await page.locator("#grid").focus();
    await page.keyboard.press("Control+Home");
    assert.equal((await untilActive(2)).cell, "fil0");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    assert.equal((await untilActive(3)).cell, "file 1.dll");
    await page.keyboard.press("Control+End");
    await eventually("the last cell", async () =>
      (await active()).cell === String((99_999 * 7919) % MANY) ? true : undefined,
    );
    await page.keyboard.press("PageUp");
    await eventually("a page up", async () => (Number((await active()).row) < 100_001 ? true : undefined));
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowUp");
    assert.deepEqual(await untilActive(1), { cell: "File", row: "1" });
    await page.keyboard.press("Enter");
    await page.locator("[role=columnheader][aria-sort=ascending]").waitFor();
    await page.keyboard.press("Control+f");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "filter");
    await page.locator("#views").focus();
    await page.keyboard.press("Home");
    await page.locator("[role=grid][aria-label='Custom actions']").waitFor();
    await page.keyboard.press("i");
    await page.locator("[role=grid][aria-label=InstallExecuteSequence]").waitFor();
  });

  test("shows a million characters in parts", async () => {
    assert.equal(
      await opened.channel.show({ database: "", table: "CustomAction", row: "LongScript", column: "Target" }),
      true,
    );
    await page.locator("#details pre").waitFor();
    const size = () => page.locator("#details pre").evaluate((element) => element.textContent?.length ?? 0);
    assert.equal(await size(), 65_536);
    await page.locator("#details button", { hasText: "Show more (65,536 of 1,100,002 characters)" }).click();
    await eventually("the next part", async () => ((await size()) === 131_072 ? true : undefined));
    await page.screenshot({ path: path.join(screenshots, "database-long-script.png") });
  });

  test("makes text of everything that the file says", async () => {
    await choose("CustomAction");
    await page.locator(".body .row", { hasText: "onerror" }).first().click();
    await page.locator("#details h2", { hasText: "onerror" }).waitFor();
    const found = await page.evaluate(() => ({
      title: document.title,
      images: document.querySelectorAll("img").length,
      scripts: document.querySelectorAll("script").length,
      text: [...document.querySelectorAll(".body .value")].some((one) => one.textContent?.startsWith("<img src=x")),
    }));
    assert.deepEqual(found, { title: "made.msi", images: 0, scripts: 1, text: true });
    const policy = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'broken'";
      document.body.append(script);
      return document.title;
    });
    assert.equal(policy, "made.msi", "a script without the nonce does not run");
  });

  test("was refused nothing by its policy, and threw nothing", () => {
    assert.deepEqual(
      refused.filter((text) => !text.includes("script-src")),
      [],
    );
  });
});
