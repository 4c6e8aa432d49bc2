// The suite that runs inside VS Code's extension host: `npm run test:host`, or `npm run test:desktop` where desktop VS Code can be
// downloaded. To add tests: write extension/<feature>.test.ts with mocha's `suite` and `test`, and use the `vscode` API as the
// extension itself would; files it needs go into test/host/workspace, which each run opens as a fresh copy. That is all: every
// *.test.ts in this folder is bundled beside this file and found by it. `extension/workspace.ts` has what tests share: opening a
// file of the workspace, waiting for its findings.
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import Mocha from "mocha";

/** What VS Code calls; it resolves when every test has passed and is rejected otherwise. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "tdd", timeout: 60_000, forbidOnly: process.env["CI"] !== undefined });
  for (const file of readdirSync(__dirname).sort())
    if (file.endsWith(".test.cjs")) mocha.addFile(path.join(__dirname, file));
  const skips: { readonly name: string; readonly reason: string }[] = [];
  const stats = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha
      .run(() => resolve(runner.stats ?? { suites: 0, tests: 0, passes: 0, pending: 0, failures: 1 }))
      .on("pending", (test) => skips.push({ name: test.fullTitle(), reason: "by the test itself" }));
  });
  const counts = { passed: stats.passes, failed: stats.failures, skips };
  // scripts/test.mjs adds these to those of the other suites.
  if (process.env["MSI1618_COUNTS"] !== undefined) writeFileSync(process.env["MSI1618_COUNTS"], JSON.stringify(counts));
  if (counts.failed > 0 || counts.passed === 0) throw new Error(`${counts.failed} of ${stats.tests} tests failed`);
}
