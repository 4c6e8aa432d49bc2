import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { openBrowser } from "./browser.ts";
import { copyWorkspace, type Workspace } from "./extensionSuite.ts";
import { startVsCode, type VsCode, type VsCodeOptions } from "./vscode.ts";
import { openFolder } from "./workbench.ts";

const screenshots = process.env["MSI1618_SCREENSHOTS"] ?? path.join(import.meta.dirname, "screenshots");

/** VS Code's page with the packed extension, on a copy of samples/ that may be changed. */
export interface Window {
  readonly samples: Workspace;
  readonly vscode: VsCode;
  readonly page: Page;
  close(): Promise<void>;
}

export async function openWindow(options: Pick<VsCodeOptions, "env" | "settings">): Promise<Window> {
  const vsix = process.env["MSI1618_VSIX"];
  assert.ok(vsix !== undefined, "$MSI1618_VSIX names the extension: run this through `npm run test:browser`");
  mkdirSync(screenshots, { recursive: true });
  const vscode = await startVsCode({ vsix, ...options });
  const { context, page } = await openBrowser(vscode.profile);
  const samples = copyWorkspace(path.resolve(import.meta.dirname, "../../samples"));
  await openFolder(page, vscode.address(samples.folder));
  return {
    samples,
    vscode,
    page,
    close: async () => {
      await context.close();
      await vscode.stop();
      samples.remove();
    },
  };
}

/** Does a step and takes a picture of how it ended: well, or not. */
export async function pictured(page: Page, picture: string, step: () => Promise<void>): Promise<void> {
  const file = (end: string) => path.join(screenshots, `${picture}${end}.png`);
  try {
    await step();
    await page.screenshot({ path: file(""), animations: "disabled" });
  } catch (error) {
    await page.screenshot({ path: file("-failed") });
    throw error;
  }
}
