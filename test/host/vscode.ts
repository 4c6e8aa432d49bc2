import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const entry = path.join(import.meta.dirname, "node_modules/code-server/out/node/entry.js");

/** User settings that keep VS Code quiet: no trust dialog, welcome page, updates, experiments or second side bar. */
const quietSettings = {
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
};

export interface VsCodeOptions {
  /** An extension to install before the start, as a .vsix file. */
  readonly vsix?: string;
  /** Lets the page name an extension under development and its tests: VS Code allows that to its own smoke tests only. */
  readonly development?: boolean;
  /** Environment of the extension host, over that of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A running VS Code server with a profile of its own; `stop` ends its processes and removes the profile. */
export interface VsCode {
  /** Where it listens: `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** The folder that is removed at the end: profile, extensions, log. */
  readonly profile: string;
  /** The address that shows a folder, with the parts of the payload that VS Code's page understands. */
  address(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** How the page names a file of this machine: `vscode-remote://127.0.0.1:40123/home/…`. */
  uri(file: string): string;
  /** What the server wrote so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts VS Code's server on a free port of the loopback interface, and resolves when it can show a workbench. */
export async function startVsCode(options: VsCodeOptions = {}): Promise<VsCode> {
  const profile = mkdtempSync(path.join(tmpdir(), "msi1618-vscode-"));
  try {
    return await startIn(profile, options);
  } catch (error) {
    rmSync(profile, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(profile: string, options: VsCodeOptions): Promise<VsCode> {
  const user = path.join(profile, "data/User");
  mkdirSync(user, { recursive: true });
  writeFileSync(path.join(user, "settings.json"), JSON.stringify({ ...quietSettings, ...options.settings }));
  const places = [
    ["--user-data-dir", path.join(profile, "data")],
    ["--extensions-dir", path.join(profile, "extensions")],
    ["--config", path.join(profile, "config.yaml")],
  ].flat();
  // Without a gallery VS Code asks no marketplace for anything.
  const env = { ...process.env, EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: "" }), ...options.env };
  if (options.vsix !== undefined) {
    execFileSync(process.execPath, [entry, ...places, "--install-extension", options.vsix], { stdio: "pipe", env });
  }
  const port = await freePort();
  const logFile = path.join(profile, "server.log");
  const log = openSync(logFile, "w");
  const development = options.development === true ? ["--vscode-option", "enable-smoke-test-driver"] : [];
  const flags = ["--auth", "none", "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"];
  const bind = ["--bind-addr", `127.0.0.1:${port}`, "--ignore-last-opened"];
  const server = spawn(process.execPath, [entry, ...places, ...bind, ...flags, ...development], {
    stdio: ["ignore", log, log],
    env,
    // A process group of its own: the extension hosts it starts end with it.
    detached: true,
  });
  const release = endWithThisProcess(() => {
    endGroup(server, "SIGKILL");
    rmSync(profile, { recursive: true, force: true });
  });
  const origin = `http://127.0.0.1:${port}`;
  const vscode: VsCode = {
    origin,
    profile,
    address: (folder, payload = []) => {
      const query = new URLSearchParams({ folder });
      if (payload.length > 0) query.set("payload", JSON.stringify(payload));
      return `${origin}/?${query}`;
    },
    uri: (file) => `vscode-remote://127.0.0.1:${port}${file}`,
    log: () => readFileSync(logFile, "utf8"),
    stop: async () => {
      await endServer(server);
      release();
      rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
  try {
    await untilReady(vscode, server);
  } catch (error) {
    const said = vscode.log();
    await vscode.stop();
    throw new Error(`VS Code's server did not start: ${String(error)}\n${said}`);
  }
  return vscode;
}

/** Does `end` when this process ends, also by a signal; the function it returns takes that back. */
function endWithThisProcess(end: () => void): () => void {
  const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  const onSignal = (signal: NodeJS.Signals) =>
    process.exit(signal in signals ? signals[signal as keyof typeof signals] : 1);
  process.once("exit", end);
  for (const signal of Object.keys(signals)) process.on(signal, onSignal);
  return () => {
    process.off("exit", end);
    for (const signal of Object.keys(signals)) process.off(signal, onSignal);
  };
}

/** Asks for the health page and for the workbench itself: the first answers even where VS Code cannot be loaded. */
async function untilReady(vscode: VsCode, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 240; attempt++) {
    if (server.exitCode !== null) throw new Error(`it ended with exit code ${server.exitCode}`);
    const ready = await Promise.all(["/healthz", "/?folder=/"].map((page) => answers(vscode.origin + page)));
    if (ready.every(Boolean)) return;
    await sleep(250);
  }
  throw new Error("it did not answer within a minute");
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address)).ok;
  } catch (error) {
    if (error instanceof TypeError) return false; // nothing listens yet
    throw error;
  }
}

/** Asks the server to end, and makes it end when it has not done so after five seconds. */
async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    endGroup(server, "SIGTERM");
    await Promise.race([ended, sleep(5000, undefined, { ref: false })]);
  }
  endGroup(server, "SIGKILL");
}

function endGroup(server: ChildProcess, signal: NodeJS.Signals): void {
  if (server.pid === undefined) return;
  try {
    process.kill(-server.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // the whole group has ended already
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
