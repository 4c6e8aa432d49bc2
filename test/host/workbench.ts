import { setTimeout as sleep } from "node:timers/promises";
import type { Frame, Locator, Page } from "playwright-core";

/** How long the page may take for what it was asked: the first analysis on a busy machine with two cores takes some seconds. */
const PATIENCE = 60_000;

/** Waits until `look` finds something; rejects, saying what was awaited, when that takes longer than a minute. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`${what}: not within ${PATIENCE / 1000} s`);
}

/** Waits until something shown matches, and returns the first that does. */
export async function shown(page: Page, selector: string, text?: string | RegExp): Promise<Locator> {
  const found = page
    .locator(selector, text === undefined ? {} : { hasText: text })
    .filter({ visible: true })
    .first();
  await found.waitFor({ state: "visible", timeout: PATIENCE });
  return found;
}

/** Shows a folder and waits until the workbench takes commands. */
export async function openFolder(page: Page, address: string): Promise<void> {
  await page.goto(address, { timeout: PATIENCE });
  await shown(page, ".monaco-workbench .explorer-folders-view .monaco-list-row");
}

/** Opens a file by its path below the folder, as a person does: by typing it into the quick-open box. */
export async function openFile(page: Page, path: string): Promise<void> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  await eventually(`${path} in the quick-open box`, async () => {
    const box = page.locator(".quick-input-widget input").filter({ visible: true }).first();
    // A workbench that has just been drawn does not listen to keys yet, and its list of files may not be there.
    if (!(await box.isVisible())) await page.keyboard.press("Control+P");
    if (!(await appears(box, 2000))) return undefined;
    await box.fill(path);
    const row = page.locator(".quick-input-list .monaco-list-row.focused", { hasText: name });
    return (await appears(row, 2000)) ? true : undefined;
  });
  await page.keyboard.press("Enter");
  await shown(page, ".tab.active", name);
  await shown(page, ".editor-instance .monaco-editor .view-line");
}

/** Puts the cursor to a place, counted from 1, and reveals it. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  await page.keyboard.press("Control+G");
  await (await shown(page, ".quick-input-widget input")).fill(`:${line}:${column}`);
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden", timeout: PATIENCE });
  await shown(page, ".statusbar-item", new RegExp(`Ln ${line}, Col ${column}`));
}

/** Runs a command by its title. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press("F1");
  await (await shown(page, ".quick-input-widget input")).fill(`>${title}`);
  await shown(page, ".quick-input-list .monaco-list-row.focused", title);
  await page.keyboard.press("Enter");
}

/** Moves the pointer onto a text of the active editor, which must be in view. */
export async function pointAt(page: Page, text: string): Promise<void> {
  const { x, y } = await eventually(`${text} in the editor`, () => page.evaluate(centreOf, text));
  // A hover opens where the pointer moves, not where it has been put.
  await page.mouse.move(x - 6, y);
  await page.mouse.move(x, y, { steps: 4 });
}

/** The centre of the first place of a text in the active editor. Runs in the page. */
function centreOf(text: string): { x: number; y: number } | undefined {
  for (const line of document.querySelectorAll(".editor-instance .view-line")) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      // The editor draws spaces that do not break.
      const at = (node.nodeValue ?? "").replaceAll("\u00a0", " ").indexOf(text);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + text.length);
      const { left, top, width, height } = range.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    }
  }
  return undefined;
}

/** Waits until a webview shows a text, and returns all that it shows. A webview draws in a frame inside a frame. */
export function textInWebview(page: Page, wanted: RegExp): Promise<string> {
  return eventually(`a webview with ${wanted}`, async () => {
    const texts = await Promise.all(page.frames().slice(1).map(textOfFrame));
    return texts.find((text) => wanted.test(text));
  });
}

/** Empty where the frame has gone or has no content yet. */
async function textOfFrame(frame: Frame): Promise<string> {
  return frame
    .locator("body")
    .innerText({ timeout: 1000 })
    .catch(() => "");
}

/** Whether an element is to be seen within a time, in milliseconds. */
export async function appears(locator: Locator, timeout: number): Promise<boolean> {
  try {
    await locator.first().waitFor({ state: "visible", timeout });
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "TimeoutError") return false;
    throw error;
  }
}
