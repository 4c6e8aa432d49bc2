import path from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { findChromium } from "../../scripts/toolchain.mjs";

/** Debian's Chromium without the services that would call out. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Opens a headless Chromium with a new profile inside `folder`; closing the context ends it. */
export async function openBrowser(folder: string): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium on PATH or in $CHROMIUM");
  const context = await chromium.launchPersistentContext(path.join(folder, "chromium"), {
    executablePath,
    headless: true,
    viewport: { width: 1360, height: 860 },
    args: flags,
  });
  return { context, page: context.pages()[0] ?? (await context.newPage()) };
}
