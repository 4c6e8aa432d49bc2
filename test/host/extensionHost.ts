// Runs the extension-host suite (test/host/extension) inside the extension host of VS Code's server, and ends with its exit code.
//   npm run test:host
import { format } from "node:util";
import { openBrowser } from "./browser.ts";
import { copySuiteWorkspace, suite } from "./extensionSuite.ts";
import { startVsCode } from "./vscode.ts";

const limit = 300_000;

/** What VS Code says of its own while it starts without a gallery, a cloud or a second window. */
const noise =
  /socket|connection token|AgentHost|ENOTFOUND|grace-time|Service Worker|Canceled|gallery|AccountPolicyGate|Creation of workbench|builtin extensions cache|Could not find pty/;

async function main(): Promise<number> {
  const workspace = copySuiteWorkspace();
  const vscode = await startVsCode({ development: true });
  try {
    const { context, page } = await openBrowser(vscode.profile);
    const finished = Promise.withResolvers<number>();
    await page.exposeFunction("codeAutomationExit", (code: number) => finished.resolve(code));
    await page.exposeFunction("codeAutomationLog", (_type: string, values: readonly unknown[]) => {
      const line = format(...values);
      // A failed test may be about any of these: what names a file of the suite is always shown.
      if (line.includes(".test.cjs") || !noise.test(line)) console.log(line);
    });
    const late = setTimeout(() => finished.reject(new Error(`no end after ${limit / 1000} s`)), limit);
    await page.goto(
      vscode.address(workspace.folder, [
        ["extensionDevelopmentPath", vscode.uri(suite.extension)],
        ["extensionTestsPath", vscode.uri(suite.entry)],
        ["skipWelcome", "true"],
        ["skipReleaseNotes", "true"],
      ]),
    );
    const code = await finished.promise;
    clearTimeout(late);
    await context.close();
    return code;
  } finally {
    await vscode.stop();
    workspace.remove();
  }
}

process.exitCode = await main();
