// Installs what the project needs, as far as this machine lets it: npm packages, the Node for the tests, VS Code's server with
// its two native modules, Debian's Chromium, Wine with a Node for Windows, and the tools some tests compare with. What is already there costs nothing.
//   npm run setup                everything
//   npm run setup -- --unit      only what types, lint, build and the unit tests need
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { findChromium, findHostNode, findNode, findProgram, root, run } from "./toolchain.mjs";
import { compiler, prepareWine, wineIsPrepared } from "./wine.mjs";

/** What the VS Code suites need of Debian: for each program, the package that has it. */
const neededByHost = { chromium: "chromium", "g++": "g++", make: "make", python3: "python3" };

/** What the suite of test/wine needs of Debian. */
const neededByWine = { wine: "wine", wineserver: "wine", [compiler]: "gcc-mingw-w64-x86-64-win32" };

/** What tests and the bench compare our readers with. Where one is missing, what needs it is skipped. */
const comparedWith = { xmllint: "libxml2-utils", msiinfo: "msitools" };

/** What builds the programs that tests look into, for Windows and .NET. Where one is missing, those tests are skipped. */
const builtWith = {
  "x86_64-w64-mingw32-gcc-win32": "gcc-mingw-w64-x86-64-win32",
  "x86_64-w64-mingw32-dlltool": "binutils-mingw-w64-x86-64",
  "x86_64-w64-mingw32-windres": "binutils-mingw-w64-x86-64",
  mcs: "mono-mcs",
  gcab: "gcab",
};

/** Runs a step with its name before and its duration after it; false where it failed. */
async function step(name, action) {
  const began = performance.now();
  console.log(`setup: ${name} …`);
  const code = await action();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(code === 0 ? `setup: ${name}: done in ${seconds} s` : `setup: ${name}: FAILED after ${seconds} s`);
  return code === 0;
}

/** The same, where it is not done already. */
function stepUnless(done, name, action) {
  return done ? true : step(name, action);
}

const npmCommand = process.platform === "win32" ? "npm.cmd" : "npm";
const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

function npm(folder, args, env = {}) {
  return run(npmCommand, args, {
    cwd: path.join(root, folder),
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
}

/** The text that changes when the packages of a folder have to be installed again. */
function wanted(folder) {
  const hash = createHash("sha256").update(readFileSync(path.join(root, folder, "package-lock.json")));
  return `${hash.digest("hex")} ${process.platform}-${process.arch}\n`;
}

/** Installs a folder's packages, then does `finish`; does nothing where the stamp says that both were done for this lock file. */
async function install(folder, name, finish = () => 0) {
  const modules = path.join(root, folder, "node_modules");
  const stamp = path.join(modules, ".msi1618-installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted(folder)) return true;
  return step(name, async () => {
    rmSync(stamp, { force: true });
    const code = (await npm(folder, [existsSync(modules) ? "install" : "ci", ...quiet])) || (await finish());
    if (code === 0) writeFileSync(stamp, wanted(folder));
    return code;
  });
}

/**
 * Makes code-server, as npm leaves it, a VS Code that runs: the packages of its lib/vscode, and the two native modules that its
 * extension host loads, built against the headers of the Node that will run it. Its own postinstall does far more.
 */
async function finishCodeServer() {
  const node = findHostNode();
  if (node === undefined) return 1;
  const vscode = "test/host/node_modules/code-server/lib/vscode";
  const prefix = path.dirname(path.dirname(node));
  const env = {
    PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    JOBS: "max",
    ...(existsSync(path.join(prefix, "include/node/node.h")) ? { npm_config_nodedir: prefix } : {}),
  };
  // Not `npm ci`: the shrinkwrap that code-server publishes is out of step with its package.json.
  const code = await npm(vscode, ["install", "--omit=dev", ...quiet], env);
  if (code !== 0) return code;
  const built = await npm(vscode, ["rebuild", "@vscode/spdlog", "@vscode/native-watchdog", "--loglevel=error"], env);
  return (
    built || (existsSync(path.join(root, vscode, "node_modules/@vscode/spdlog/build/Release/spdlog.node")) ? 0 : 1)
  );
}

/** Installs the Debian packages of the programs that are missing, where this process may; returns the programs still missing. */
async function installPrograms(programs) {
  const missing = () =>
    Object.keys(programs).filter((name) => (name === "chromium" ? findChromium() : findProgram(name)) === undefined);
  if (missing().length === 0) return [];
  const packages = missing().map((name) => programs[name]);
  if (process.getuid?.() === 0 && findProgram("apt-get") !== undefined) {
    await step(`Debian packages ${packages.join(" ")}`, async () => {
      const options = {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      };
      await run("apt-get", ["update", "-qq"], options);
      return run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options);
    });
  }
  const left = missing();
  if (left.length > 0) {
    const those = left.map((name) => `${name} (Debian package ${programs[name]})`).join(", ");
    console.log(`setup: not found and not installed, because only root on Debian can: ${those}`);
  }
  return left;
}

/** Sets up what types, lint, build and the unit tests need; undefined, or the reason why they cannot run. */
export async function setUpUnit() {
  if (!(await install(".", "npm packages"))) return "the npm packages could not be installed";
  if (findNode() === undefined) await install("test/node", "a Node that reads TypeScript");
  if (findNode() === undefined)
    return `Node 22.18 or newer is needed and could not be installed; this is ${process.version}`;
  await installPrograms({ ...comparedWith, ...builtWith });
  return undefined;
}

/** Sets up what the VSIX files for Windows hold besides our own; undefined, or the reason why they cannot be packed. */
export async function setUpNative() {
  return (await install("native", "koffi's binaries for Windows"))
    ? undefined
    : "koffi's binaries for Windows could not be installed";
}

/** The programs that tests compare with and that are neither here nor could be installed, each with its Debian package. */
export function missingPrograms() {
  return Object.entries(comparedWith).flatMap(([name, owner]) =>
    findProgram(name) === undefined ? [`${name} (Debian package ${owner})`] : [],
  );
}

/** Sets up VS Code for the tests; undefined, or the reason why the suites that need it cannot run. */
export async function setUpHost() {
  if (process.platform === "win32")
    return "VS Code's server is for Linux and macOS; `npm run test:desktop` is for Windows";
  const missing = await installPrograms(neededByHost);
  if (missing.length > 0) return `not on this machine: ${missing.join(", ")}`;
  if (findHostNode() === undefined) await install("test/node", "the Node of VS Code's server");
  if (findHostNode() === undefined) return "VS Code's server needs Node 24, and none could be installed";
  if (!(await install("test/host", "VS Code's server", finishCodeServer)))
    return "VS Code's server could not be installed";
  return undefined;
}

/** Sets up Wine for the tests of the calls of Windows; undefined, or the reason why the suite that needs it cannot run. */
export async function setUpWine() {
  if (process.platform !== "linux" || process.arch !== "x64")
    return "the calls of Windows are tested under Wine, on Linux for x64";
  const missing = await installPrograms(neededByWine);
  if (missing.length > 0) return `not on this machine: ${missing.join(", ")}`;
  const native = await setUpNative();
  if (native !== undefined) return native;
  if (!(await install("test/wine", "a Node for Windows"))) return "a Node for Windows could not be installed";
  if (!(await stepUnless(wineIsPrepared(), "Wine and the programs of test/wine", prepareWine)))
    return "Wine could not be prepared";
  return undefined;
}

if (process.argv[1] === import.meta.filename) {
  const reasons = [
    await setUpUnit(),
    await setUpNative(),
    process.argv.includes("--unit") ? undefined : await setUpHost(),
    process.argv.includes("--unit") ? undefined : await setUpWine(),
  ];
  for (const reason of reasons.filter((reason) => reason !== undefined)) console.error(`setup: ${reason}`);
  process.exitCode = reasons.some((reason) => reason !== undefined) ? 1 : 0;
}
