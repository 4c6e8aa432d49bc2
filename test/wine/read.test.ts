import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { interpret } from "../../src/probe/interpret.ts";
import { isReadings } from "../../src/probe/messages.ts";
import { createReader, type Reader } from "../../src/probe/read.ts";
import type { Readings, ServiceReading } from "../../src/probe/readings.ts";
import { loadWindows, type Windows } from "../../src/probe/windows/calls.ts";
import { EventLog, event, Holder, installService, registry, service, until } from "./machine.ts";

let windows: Windows;
let look: Reader;
let holder: Holder;
let log: EventLog;

before(async () => {
  windows = await loadWindows();
  log = new EventLog();
  holder = new Holder();
  installService();
  look = createReader(windows);
});

after(async () => {
  await holder.end();
  service("stop");
  log.remove();
});

const stateOf = (readings: Readings) => interpret(readings).state;

/** What decides of readings, in a form that two can be compared in. */
function decisive({ mutex, service, inProgress }: Readings) {
  const status = service.kind === "status" ? `${service.state} ${service.controls}` : service.kind;
  return { mutex: mutex.kind, service: status, inProgress: inProgress.kind };
}

/** Checks that the calls give now what test/probe/recorded has under a name, and that it is judged alike. */
function assertAsRecorded(recording: string): void {
  const file = path.resolve(import.meta.dirname, `../probe/recorded/${recording}.json`);
  const recorded: unknown = JSON.parse(readFileSync(file, "utf8"));
  assert.ok(isReadings(recorded));
  const readings = look();
  assert.deepEqual(decisive(readings), decisive(recorded), recording);
  assert.equal(stateOf(readings), stateOf(recorded), recording);
}

test("what is recorded by hand is what the calls give, where Wine can show it", async () => {
  const steps: readonly (readonly [recording: string, act: () => void | Promise<void>])[] = [
    ["nothing-runs", () => {}],
    ["client-took-mutex", () => holder.do("take")],
    ["denied-service-stopped", () => holder.do("release", "close", "deny")],
    ["denied-service-rests", () => service("start")],
    ["service-installs-mutex-denied", () => service("begin")],
    [
      "service-lingers",
      async () => {
        service("end");
        await holder.do("close", "create");
      },
    ],
    ["held-while-service-rests", () => holder.do("take")],
    [
      "installing-owner-not-told",
      async () => {
        await holder.do("release", "close");
        service("begin");
      },
    ],
    ["service-stopping", () => service("end", "stopping")],
    [
      "abandoned-service-rests",
      async () => {
        await until(() => decisive(look()).service === "stopped 0");
        service("start", "begin", "crash");
      },
    ],
  ];
  for (const [recording, act] of steps) {
    await act();
    assertAsRecorded(recording);
  }
  service("stop");
  // What an installation that crashed leaves.
  registry("HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Installer\\InProgress", "", undefined);
});

describe("the mutex", () => {
  test("absent, free, held, free again, abandoned, taken over, absent", async () => {
    const seen: string[] = [];
    const see = () => seen.push(`${look().mutex.kind} ${stateOf(look())}`);
    see();
    for (const command of ["create", "take", "release", "abandon", "take", "release", "close"] as const) {
      await holder.do(command);
      see();
    }
    assert.deepEqual(seen, [
      "absent idle",
      "free idle",
      "held busy",
      "free idle",
      "abandoned idle",
      "held busy",
      "free idle",
      "absent idle",
    ]);
  });

  test("looking neither takes it nor wipes out that it was abandoned", async () => {
    await holder.do("abandon");
    for (let count = 0; count < 100; count++) assert.equal(look().mutex.kind, "abandoned");
    await holder.do("take");
    for (let count = 0; count < 100; count++) assert.deepEqual(look().mutex, { kind: "held", owner: null });
    await holder.do("release", "close");
  });

  test("held by a process that crashes: abandoned while another one has it open, else absent", async () => {
    const crashing = new Holder();
    await crashing.do("take");
    await holder.do("create");
    await crashing.crash();
    assert.equal(look().mutex.kind, "abandoned");
    await holder.do("close");
    assert.equal(look().mutex.kind, "absent");
  });

  test("denied where its access list allows nothing", async () => {
    await holder.do("deny");
    const readings = look();
    await holder.do("close");
    assert.equal(readings.mutex.kind, "denied");
    assert.equal(stateOf(readings), "unknown");
  });
});

describe("the service", () => {
  /** As in `running 5`. */
  const text = (reading: ServiceReading) =>
    reading.kind === "status" ? `${reading.state} ${reading.controls}` : reading.kind;

  afterEach(() => service("stop"));

  test("stopped 0, running 5, 4 while it installs, 5, stopping, stopped 0", async () => {
    const seen: string[] = [];
    const see = () => seen.push(`${text(look().service)} ${stateOf(look())}`);
    see();
    for (const action of ["start", "begin", "end", "begin", "end", "stopping"] as const) {
      service(action);
      see();
    }
    await until(() => text(look().service) === "stopped 0");
    see();
    assert.deepEqual(seen, [
      "stopped 0 idle",
      "running 5 idle",
      "running 4 busy",
      "running 5 idle",
      "running 4 busy",
      "running 5 idle",
      "stop-pending 0 idle",
      "stopped 0 idle",
    ]);
  });

  test("with its process, the mutex and the key InProgress while it installs", () => {
    service("start");
    assert.equal(look().inProgress.kind, "absent");
    service("begin");
    const readings = look();
    service("end");
    assert.equal(readings.mutex.kind, "held");
    assert.equal(readings.inProgress.kind, "present");
    assert.ok(readings.service.kind === "status" && readings.service.pid !== null);
    const { pid } = readings.service;
    const image = readings.processes.find((one) => one.pid === pid)?.image ?? "";
    assert.match(image, /\\installerService\.exe$/);
  });

  test("crashed in an installation: the mutex is abandoned, the key is left, and the installer idle", () => {
    service("start");
    service("begin");
    service("crash");
    const readings = look();
    assert.deepEqual(
      [readings.mutex.kind, readings.inProgress.kind, stateOf(readings)],
      ["abandoned", "present", "idle"],
    );
    service("begin");
    service("end");
  });

  test("busy while the mutex may not be read: denied and SHUTDOWN alone", async () => {
    service("start");
    await holder.do("deny");
    assert.equal(`${look().mutex.kind} ${stateOf(look())}`, "denied unknown");
    service("begin");
    assert.equal(`${look().mutex.kind} ${stateOf(look())}`, "denied busy");
    service("end");
    await holder.do("close");
  });
});

describe("the event log", () => {
  let now = new Date();
  const contoso = "C:\\Users\\Zoë & Co\\Desktop\\contoso <1>.msi";

  // Later than the start of the holder: a process that started after an event is not the one that the event names.
  beforeEach(() => {
    now = new Date();
  });
  afterEach(() => log.write());

  test("an installation that goes on names its package, its client and its beginning", async () => {
    log.write(event(1042, now, "C:\\old.msi", "77"), event(1040, now, contoso, String(holder.pid)));
    await holder.do("take");
    const state = interpret(createReader(windows)());
    await holder.do("release", "close");
    assert.equal(state.state, "busy");
    assert.equal(state.package, "contoso <1>.msi");
    assert.equal(state.since, now.toISOString());
    assert.equal(state.owner?.pid, holder.pid);
    assert.match(state.owner?.image ?? "", /\\mutexHolder\.exe$/);
  });

  test("one that ended names nothing", async () => {
    log.write(
      event(1040, now, contoso, String(holder.pid)),
      event(11707, now, "Product: Contoso"),
      event(1042, now, contoso, String(holder.pid)),
    );
    await holder.do("take");
    const { state, package: file, owner } = interpret(createReader(windows)());
    await holder.do("release", "close");
    assert.deepEqual({ state, file, owner }, { state: "busy", file: null, owner: null });
  });

  test("a product code is told by the name that the registry has", async () => {
    const code = "{01234567-89AB-CDEF-0123-456789ABCDEF}";
    const key = `HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\${code}`;
    log.write(event(1040, now, code, String(holder.pid)));
    await holder.do("take");
    const unnamed = interpret(createReader(windows)());
    registry(key, "DisplayName", "Contoso Suite ä");
    const named = interpret(createReader(windows)());
    registry(key, "DisplayName", undefined);
    await holder.do("release", "close");
    assert.deepEqual([unnamed.package, unnamed.product], [null, null]);
    assert.deepEqual([named.package, named.product], [null, "Contoso Suite ä"]);
  });

  test("many and long events: the newest 32, whole", () => {
    const long = `C:\\${"x".repeat(9000)}.msi`;
    log.write(...Array.from({ length: 100 }, (_, index) => event(1033, now, `${index}`)), event(1040, now, long, "9"));
    const { events } = createReader(windows)();
    assert.ok(events.kind === "events");
    assert.equal(events.events.length, 32);
    assert.deepEqual(events.events[0]?.data.slice(0, 2), [long, "9"]);
    assert.equal(events.events[1]?.data[0], "99");
  });

  test("denied", () => {
    log.misbehave("denied");
    const readings = createReader(windows)();
    assert.deepEqual([readings.events.kind, stateOf(readings)], ["denied", "idle"]);
  });
});

test("the version is that of msi.dll", () => {
  const { version } = look();
  assert.ok(version.kind === "version");
  assert.match(version.version, /^\d+\.\d+\.\d+\.\d+$/);
});
