import assert from "node:assert/strict";
import { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { type Answer, HelperProcess } from "../../src/probe/helperProcess.ts";

/** Where Windows is, test/wine has the same with answers of Windows. Here the helper says that this is none, which is an answer too. */
const skip = process.platform === "win32" ? "signals are not sent on Windows" : false;

const program = path.resolve(import.meta.dirname, "../../src/probe/helper.ts");

describe("the helper's process", { skip }, () => {
  let helper: HelperProcess;
  let said: string[];

  beforeEach(() => {
    said = [];
    helper = new HelperProcess(program, (text) => said.push(text));
  });
  afterEach(() => helper.end());

  /** What is answered now, and again and again until that is `kind`. */
  async function until(kind: Answer["kind"]): Promise<void> {
    while ((await helper.ask()).kind !== kind) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  test("answers, each question by the same process", async () => {
    const first = await helper.ask();
    const { pid } = helper;
    assert.equal(first.kind, "unavailable");
    assert.deepEqual(await helper.ask(), { ...first, id: 2 });
    assert.equal(helper.pid, pid);
    assert.deepEqual(said, []);
  });

  test("asked twice at once, it looks once", async () => {
    const [one, two] = await Promise.all([helper.ask(), helper.ask()]);
    assert.equal(one, two);
  });

  for (const [signal, reason] of [
    ["SIGKILL", /ended by itself \(SIGKILL\)/],
    ["SIGSTOP", /did not answer within 4 s and was ended/],
  ] as const) {
    test(`${signal}: one failure, then a rest, then an answer of another process; nobody waits for it`, async (context) => {
      await until("unavailable");
      const pid = helper.pid ?? 0;
      const pause = longestPause();
      process.kill(pid, signal);
      await until("failed");
      const rest = helper.rest;
      await until("unavailable");
      const { busy, heldUp } = pause();
      assert.ok(rest > 0 && rest <= 1000, `${rest}`);
      assert.notEqual(helper.pid, pid);
      assert.match(said.join("\n"), reason);
      context.diagnostic(
        `${signal}: busy with one thing for ${busy.toFixed(1)} ms at most, held up for ${heldUp.toFixed(1)} ms with what else this machine did`,
      );
      assert.ok(busy <= 50, `busy for ${busy} ms`);
    });
  }

  test("ended: the process is gone, and a question that waits fails", async () => {
    await helper.ask();
    const pid = helper.pid ?? 0;
    process.kill(pid, "SIGSTOP");
    const waiting = helper.ask();
    await new Promise((resolve) => setTimeout(resolve, 50));
    helper.end();
    assert.equal((await waiting).kind, "failed");
    while (runs(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});

test("a process that the system does not let us end: the look fails, and nothing is thrown", {
  skip,
}, async (context) => {
  const helper = new HelperProcess(program, () => {});
  await helper.ask();
  const pid = helper.pid ?? 0;
  // What Windows answers for a process that is ending and held up by a driver, which no test can bring about.
  const kill = context.mock.method(ChildProcess.prototype, "kill", function refuse(this: ChildProcess) {
    this.emit("error", new Error("kill EPERM"));
    return false;
  });
  const waiting = helper.ask();
  helper.end();
  assert.equal((await waiting).kind, "failed");
  assert.equal(kill.mock.callCount(), 1);
  process.kill(pid, "SIGKILL");
});

test("a program that cannot even be started is a failure with its reason", async () => {
  const said: string[] = [];
  const helper = new HelperProcess(`${program}\0`, (text) => said.push(text));
  const answer = await helper.ask();
  assert.ok(answer.kind === "failed");
  assert.match(answer.reason, /^The helper could not be started: .*null bytes/s);
  assert.equal(said.length, 1);
  assert.ok(helper.rest > 0);
});

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    assert.ok(error instanceof Error && "code" in error && error.code === "ESRCH");
    return false;
  }
}

/** Since now, for how long this process worked without a break at most, and for how long it was held up, in milliseconds. */
function longestPause(): () => { readonly busy: number; readonly heldUp: number } {
  const work = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  let [time, worked, busy, heldUp] = [performance.now(), work(), 0, 0];
  const timer = setInterval(() => {
    const [now, done] = [performance.now(), work()];
    busy = Math.max(busy, Math.min(done - worked, now - time));
    heldUp = Math.max(heldUp, now - time - 1);
    [time, worked] = [now, done];
  }, 1);
  return () => {
    clearInterval(timer);
    return { busy, heldUp };
  };
}

describe("a program that is no helper", { skip }, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "msi1618-helper-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const programs: readonly (readonly [name: string, source: string, reason: RegExp])[] = [
    [
      "nonsense",
      "process.on('message', () => process.send({ kind: 'readings', id: 1, readings: {} }));",
      /nobody understands/,
    ],
    ["exit", "process.exit(7);", /ended by itself \(exit code 7\)/],
    ["throw", "process.on('message', () => { throw new Error('broken'); });", /ended by itself \(exit code 1\)/],
  ];
  for (const [name, source, reason] of programs) {
    test(name, async () => {
      const file = path.join(folder, `${name}.mjs`);
      writeFileSync(file, source);
      const said: string[] = [];
      const helper = new HelperProcess(file, (text) => said.push(text));
      const answer = await helper.ask();
      helper.end();
      assert.ok(answer.kind === "failed");
      assert.match(answer.reason, reason);
      if (name === "throw") assert.match(said.join("\n"), /The helper says: .*broken/s);
    });
  }

  test("is started again later each time", async () => {
    const file = path.join(folder, "exit.mjs");
    const helper = new HelperProcess(file, () => {});
    const rests: number[] = [];
    for (let count = 0; count < 2; count++) {
      while (helper.rest > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal((await helper.ask()).kind, "failed");
      rests.push(Math.round(helper.rest / 500) / 2);
    }
    assert.deepEqual(rests, [1, 2]);
  });
});
