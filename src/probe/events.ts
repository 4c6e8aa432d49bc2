import type { EventsReading, InstallerEvent, ProcessReading } from "./readings.ts";

/** Event ids of the source MsiInstaller: a transaction begins, and ends. */
const BEGIN = 1040;
const END = 1042;

/**
 * Reads an event as EvtRender writes it. That is XML of one known shape, made by the system: the few values wanted are taken out of it; undefined where they are not there.
 */
export function parseEvent(xml: string): InstallerEvent | undefined {
  const id = /<EventID(?:\s[^>]*)?>(\d+)<\/EventID>/.exec(xml)?.[1];
  const time = /<TimeCreated\s[^>]*?SystemTime=(["'])([^"']*)\1/.exec(xml)?.[2];
  const at = Date.parse(time ?? "");
  if (id === undefined || Number.isNaN(at)) return undefined;
  const record = /<EventRecordID>(\d+)<\/EventRecordID>/.exec(xml)?.[1] ?? "0";
  const data = [...xml.matchAll(/<Data(?:\s[^>]*?)?(?:\/>|>([^<]*)<\/Data>)/g)].map(([, text = ""]) => unescaped(text));
  return { id: Number(id), record: Number(record), at: new Date(at).toISOString(), data };
}

const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** An installation that began and of whose end the event log does not know. */
export interface Transaction {
  readonly begun: string;
  /** The package's path or the product's code, as the event has it. */
  readonly subject: string;
  /** The id of the process that asked for it; null where the event does not say. */
  readonly client: number | null;
}

/** The transactions that have a beginning and no end, the newest first. */
export function openTransactions(reading: EventsReading): readonly Transaction[] {
  if (reading.kind !== "events") return [];
  const ended: string[] = [];
  const open: Transaction[] = [];
  for (const { id, at, data } of [...reading.events].sort((a, b) => b.record - a.record)) {
    const [subject = "", client = ""] = data;
    const key = `${subject}\n${client}`;
    if (id === END) ended.push(key);
    if (id !== BEGIN) continue;
    const end = ended.indexOf(key);
    if (end >= 0) ended.splice(end, 1);
    else open.push({ begun: at, subject, client: /^[1-9]\d{0,9}$/.test(client) ? Number(client) : null });
  }
  return open;
}

/** The product code that a transaction names in place of a package; undefined where it names a package. */
export function productCodeOf({ subject }: Transaction): string | undefined {
  return /^\{[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}$/i.test(subject) ? subject : undefined;
}

/** The process with an id that already ran at a time; ids are given out again. Undefined where it ended. */
export function processAt(
  processes: readonly ProcessReading[],
  pid: number | null,
  time: string,
): ProcessReading | undefined {
  // The event's time and the process's come from different clocks of one machine, some milliseconds apart.
  const latest = Date.parse(time) + 1000;
  return processes.find((one) => one.pid === pid && (one.started === null || Date.parse(one.started) <= latest));
}
