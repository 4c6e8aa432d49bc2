import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { EventLog, event, extension, Holder, installService, service, until } from "./machine.ts";

const cli = path.join(extension, "dist/cli.js");

let log: EventLog;
let holder: Holder;

before(() => {
  log = new EventLog();
  holder = new Holder();
  installService();
});

after(async () => {
  await holder.end();
  log.remove();
});

/** Runs the command line of the VSIX, or another one, to its end; without the koffi that the sources use. */
function msi1618(args: readonly string[], program = cli) {
  const env = { ...process.env, NODE_PATH: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8", env });
  return { code: status, out: stdout, error: stderr };
}

describe("msi1618 status", () => {
  test("idle: exit code 0, and JSON as the contract has it", () => {
    const { code, out } = msi1618(["status", "--json"]);
    assert.equal(code, 0);
    const { evidence, reason, installerVersion, ...rest } = JSON.parse(out);
    assert.deepEqual(rest, {
      version: 1,
      state: "idle",
      since: null,
      package: null,
      product: null,
      owner: null,
      mutex: "absent",
      service: { state: "stopped", controls: 0, pid: null },
      inProgress: false,
    });
    assert.match(installerVersion, /^\d+\./);
    assert.equal(typeof reason, "string");
    assert.deepEqual(
      evidence.map(({ source }: { source: string }) => source),
      ["mutex", "service", "event-log", "in-progress-key"],
    );
  });

  test("busy: exit code 1, with package, owner, service and evidence", () => {
    service("start");
    service("begin");
    const begun = new Date();
    log.write(event(1040, begun, "C:\\Users\\ann\\contoso.msi", String(holder.pid)));
    const json = msi1618(["status", "--json"]);
    const text = msi1618(["status"]);
    service("end");
    service("stop");
    log.write();
    assert.deepEqual([json.code, text.code], [1, 1]);
    const state = JSON.parse(json.out);
    assert.deepEqual(
      [state.state, state.mutex, state.package, state.since, state.inProgress, state.service.controls],
      ["busy", "held", "contoso.msi", begun.toISOString(), true, 4],
    );
    assert.match(state.owner.image, /mutexHolder\.exe$/);
    assert.match(text.out, /^Installing contoso\.msi 0:\d\d\r?\n.*another installation would get 1618/);
    assert.match(text.out, /Service +running, accepts SHUTDOWN, process \d+/);
  });

  test("--watch tells each change on a line, as JSON too", async () => {
    const watching = spawn(process.execPath, [cli, "status", "--watch", "--json"]);
    let out = "";
    watching.stdout.setEncoding("utf8").on("data", (text) => {
      out += text;
    });
    const states = () => out.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line).state]));
    await until(() => states().length === 1);
    await holder.do("take");
    await until(() => states().length === 2);
    await holder.do("release", "close");
    await until(() => states().length === 3);
    watching.kill();
    assert.deepEqual(states(), ["idle", "busy", "idle"]);
  });
});

describe("msi1618 wait", () => {
  test("idle: ends at once with 0", () => {
    const { code, out, error } = msi1618(["wait"]);
    assert.deepEqual([code, out, error], [0, "Windows Installer is idle.\n", ""]);
  });

  test("still busy when the time is over: 1, and 1618 in the text", async () => {
    await holder.do("take");
    const { code, out, error } = msi1618(["wait", "--timeout", "3s"]);
    await holder.do("release", "close");
    assert.deepEqual([code, out], [1, ""]);
    assert.match(error, /1618/);
  });

  test("busy, and then idle: 0 as soon as it is", async () => {
    await holder.do("take");
    const waiting = spawn(process.execPath, [cli, "wait", "--timeout", "60s"]);
    let error = "";
    waiting.stderr.setEncoding("utf8").on("data", (text) => {
      error += text;
    });
    const ended = new Promise((resolve) => waiting.once("exit", resolve));
    await until(() => error.includes("Installer busy"));
    await holder.do("release", "close");
    assert.equal(await ended, 0);
  });
});

describe("where koffi", () => {
  let copy: string;

  before(() => {
    copy = mkdtempSync(path.join(tmpdir(), "msi1618-koffi-"));
    cpSync(path.join(extension, "package.json"), path.join(copy, "package.json"));
    cpSync(path.join(extension, "dist"), path.join(copy, "dist"), { recursive: true });
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  test("does not load, the state is unknown, and the reason is given", () => {
    writeFileSync(path.join(copy, "dist/node_modules/koffi/build/koffi/win32_x64/koffi.node"), "no library");
    const { code, out } = msi1618(["status", "--json"], path.join(copy, "dist/cli.js"));
    const { state, reason } = JSON.parse(out);
    assert.deepEqual([code, state], [3, "unknown"]);
    assert.match(reason, /^The library koffi, which makes the calls of Windows, does not load: /);
  });

  test("was not brought along, the state is unavailable, and waiting ends at once", () => {
    rmSync(path.join(copy, "dist/node_modules"), { recursive: true });
    const status = msi1618(["status", "--json"], path.join(copy, "dist/cli.js"));
    const wait = msi1618(["wait"], path.join(copy, "dist/cli.js"));
    const { state, reason } = JSON.parse(status.out);
    assert.deepEqual([status.code, wait.code, state], [3, 3, "unavailable"]);
    assert.match(reason, /koffi.* was not installed for win32-x64/);
    assert.equal(wait.error, `msi1618: ${reason}\n`);
  });
});
