// `npm start`: sets up, prints the findings of samples/, and opens VS Code on it with the extension: the desktop `code` where it is
// on PATH, otherwise VS Code in the browser, at the address printed, until Ctrl-C.
//   npm start -- --browser      in the browser in any case
//   npm start -- --once         ends as soon as VS Code can be opened (for tests)
import process from "node:process";
import { packExtension } from "./package.mjs";
import { setUpHost, setUpUnit } from "./setup.mjs";
import { findHostNode, findProgram, root, run } from "./toolchain.mjs";
import { vsixFile } from "./vsix.mjs";

async function main(options) {
  const noTools = await setUpUnit();
  if (noTools !== undefined) return fail(noTools);
  if ((await packExtension()) !== 0) return fail("the extension could not be built");
  console.log("\n$ msi1618 check samples\n");
  const checked = await run(process.execPath, ["dist/cli.js", "check", "samples"]);
  if (checked > 1) return fail(`msi1618 check ended with exit code ${checked}`);

  const code = options.includes("--browser")
    ? undefined
    : findProgram(process.platform === "win32" ? "code.cmd" : "code");
  if (code !== undefined) {
    console.log("\nOpening samples/ in VS Code …");
    const args = ["--new-window", `--extensionDevelopmentPath=${root}`, "samples"];
    return options.includes("--once") ? 0 : run(code, args, { shell: process.platform === "win32" });
  }
  const noServer = await setUpHost();
  if (noServer !== undefined)
    return fail(`there is no \`code\` on PATH, and VS Code's server cannot be used: ${noServer}`);
  return run(findHostNode(), ["test/host/serve.ts", vsixFile(), ...options.filter((option) => option === "--once")]);
}

function fail(reason) {
  console.error(`npm start: ${reason}.`);
  return 3;
}

process.chdir(root);
process.exitCode = await main(process.argv.slice(2));
