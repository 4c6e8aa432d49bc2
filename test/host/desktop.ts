// Runs the same suite as extensionHost.ts in the desktop VS Code, which @vscode/test-electron downloads.
//   npm run test:desktop
// $MSI1618_VSCODE names an installed VS Code (the path of its program) to be used instead.
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { copySuiteWorkspace, suite } from "./extensionSuite.ts";

async function program(): Promise<string | undefined> {
  const installed = process.env["MSI1618_VSCODE"];
  if (installed !== undefined) return installed;
  try {
    return await downloadAndUnzipVSCode();
  } catch (error) {
    console.error(
      `The desktop VS Code could not be downloaded (${String(error)}).\n` +
        "This suite needs the internet once, or $MSI1618_VSCODE; `npm run test:host` runs the same tests without either.",
    );
    return undefined;
  }
}

async function main(): Promise<number> {
  const vscodeExecutablePath = await program();
  if (vscodeExecutablePath === undefined) return 3;
  const workspace = copySuiteWorkspace();
  try {
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: suite.extension,
      extensionTestsPath: suite.entry,
      launchArgs: [workspace.folder, "--disable-extensions", "--disable-workspace-trust"],
    });
  } finally {
    workspace.remove();
  }
}

process.exitCode = await main();
