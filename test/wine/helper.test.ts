import assert from "node:assert/strict";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import koffi from "koffi";
import { type Answer, HelperProcess } from "../../src/probe/helperProcess.ts";
import type { InstallerState } from "../../src/probe/state.ts";
import { watch } from "../../src/probe/watch.ts";
import type { Watcher } from "../../src/probe/watcher.ts";
import { type Handle, loadWindows, type Windows } from "../../src/probe/windows/calls.ts";
import { readProcess } from "../../src/probe/windows/processes.ts";
import { EventLog, extension, Holder, until } from "./machine.ts";

/** The helper as the VSIX has it. */
const program = path.join(extension, "dist/probe.js");

let windows: Windows;
let memoryInfo: (process: Handle, into: Buffer, bytes: number) => number;
let log: EventLog;
let holder: Holder;

before(async () => {
  windows = await loadWindows();
  memoryInfo = koffi.load("kernel32.dll").func("int K32GetProcessMemoryInfo(intptr_t, void *, uint32_t)");
  log = new EventLog();
  holder = new Holder();
});

after(async () => {
  await holder.end();
  log.remove();
});

/**
 * For how long, in milliseconds, this process was busy with one thing at most since the beginning, and for how long it was held up: the machine's other work counts in the second only.
 */
function createGauge(): () => { readonly busy: number; readonly heldUp: number } {
  let [time, work, busy, heldUp] = [performance.now(), ownTime(), 0, 0];
  const timer = setInterval(() => {
    const [now, worked] = [performance.now(), ownTime()];
    busy = Math.max(busy, worked - work);
    heldUp = Math.max(heldUp, now - time - 5);
    [time, work] = [now, worked];
  }, 5);
  return () => {
    clearInterval(timer);
    return { busy, heldUp };
  };
}

/** The processor time of this process so far, in milliseconds. */
function ownTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

describe("the watcher", () => {
  let watcher: Watcher;
  let states: InstallerState[];
  let said: string[];
  let reading: Promise<void>;

  beforeEach(() => {
    [states, said] = [[], []];
    watcher = watch({ helper: program, log: (text) => said.push(text) });
    reading = (async () => {
      for await (const state of watcher) states.push(state);
    })();
  });

  afterEach(async () => {
    log.write();
    watcher.stop();
    await reading;
  });

  const newest = () => states.at(-1)?.state;

  test("tells each change once: idle, busy, idle", async () => {
    await until(() => newest() === "idle");
    await holder.do("take");
    await until(() => newest() === "busy");
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await holder.do("release", "close");
    await until(() => newest() === "idle");
    assert.deepEqual(
      states.map(({ state, mutex }) => `${state} ${mutex}`),
      ["idle absent", "busy held", "idle absent"],
    );
    assert.notEqual(states[1]?.since, null);
  });

  for (const how of ["hang", "crash"] as const) {
    test(`unknown while a call of Windows makes the helper ${how}, and recovers`, async (context) => {
      await until(() => newest() === "idle");
      const gauge = createGauge();
      log.misbehave(how);
      // The event log is asked again where something changed.
      await holder.do("create");
      await until(() => newest() === "unknown");
      log.write();
      await until(() => newest() === "idle");
      const { busy, heldUp } = gauge();
      context.diagnostic(
        `${how}: the parent was busy with one thing for ${busy.toFixed(0)} ms at most; ${heldUp.toFixed(0)} ms with what else this machine did`,
      );
      // Starting a process again costs Wine more than Windows; what hung took 4 s.
      assert.ok(busy <= 200, `busy for ${busy} ms`);
      await holder.do("close");
      assert.match(
        states.find(({ state }) => state === "unknown")?.reason ?? "",
        how === "hang" ? /did not answer within 4 s/ : /ended by itself \(.*0xc0000005.*\)/,
      );
      assert.match(said.join("\n"), /It is started again in 1 s\./);
    });
  }

  test("nothing runs while hidden; immediate when shown", async () => {
    await until(() => newest() === "idle");
    watcher.attend("hidden");
    const count = states.length;
    await holder.do("take");
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal(states.length, count);
    watcher.attend("focused");
    await until(() => newest() === "busy");
    await holder.do("release", "close");
    // It was not seen when it began: nobody looked.
    assert.equal(states.at(-1)?.since, null);
  });
});

describe("the helper's process", () => {
  let helper: HelperProcess;

  beforeEach(() => {
    helper = new HelperProcess(program, () => {});
  });
  afterEach(() => helper.end());

  const kindOf = async (answer: Promise<Answer>) => (await answer).kind;

  test("killed: one failure, and the next answer from a new one", async () => {
    assert.equal(await kindOf(helper.ask()), "readings");
    const killed = helper.pid ?? 0;
    process.kill(killed, "SIGKILL");
    await until(async () => (await kindOf(helper.ask())) === "failed");
    assert.ok(helper.rest > 0 && helper.rest <= 1000);
    await until(async () => (await kindOf(helper.ask())) === "readings");
    assert.notEqual(helper.pid, killed);
  });

  test("gone as soon as it is ended", async () => {
    assert.equal(await kindOf(helper.ask()), "readings");
    const pid = helper.pid ?? 0;
    assert.equal(runs(pid), true);
    helper.end();
    await until(() => !runs(pid));
  });

  test("what a minute of watching costs", async (context) => {
    await helper.ask();
    const pid = helper.pid ?? 0;
    const [own, before] = [ownTime(), costOf(pid).time];
    const looks = 30;
    for (let count = 0; count < looks; count++) {
      assert.equal(await kindOf(helper.ask()), "readings");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { time, memory } = costOf(pid);
    const minute = (whole: number) => ((whole / looks) * 60).toFixed(0);
    context.diagnostic(
      `processor time of 60 looks, after ${looks}: ${minute(ownTime() - own)} ms here, ${minute(time - before)} ms in the helper`,
    );
    context.diagnostic(`working set of the helper: ${memory.toFixed(0)} MB`);
    assert.ok(memory > 1 && memory < 300);
  });
});

function runs(pid: number): boolean {
  return readProcess(windows, pid) !== undefined;
}

/** The processor time of another process, in milliseconds, and its working set, in megabytes. */
function costOf(pid: number): { readonly time: number; readonly memory: number } {
  const { OpenProcess, GetProcessTimes, CloseHandle } = windows.kernel32();
  const handle = OpenProcess(0x0410, 0, pid);
  const [created, ended, kernel, user, memory] = [8, 8, 8, 8, 80].map((size) => Buffer.alloc(size));
  assert.ok(handle !== 0 && created && ended && kernel && user && memory);
  assert.notEqual(GetProcessTimes(handle, created, ended, kernel, user), 0);
  assert.notEqual(memoryInfo(handle, memory, memory.length), 0);
  CloseHandle(handle);
  const time = Number(kernel.readBigUInt64LE(0) + user.readBigUInt64LE(0)) / 10_000;
  // PROCESS_MEMORY_COUNTERS: WorkingSetSize is its fourth member.
  return { time, memory: Number(memory.readBigUInt64LE(16)) / 1024 / 1024 };
}
