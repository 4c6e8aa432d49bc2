import { parseEvent } from "../events.ts";
import type { EventsReading, InstallerEvent } from "../readings.ts";
import type { Handle, Out, Wevtapi, Windows } from "./calls.ts";
import { ERROR, failed } from "./failure.ts";

const EVT_QUERY_CHANNEL_PATH = 0x1;
const EVT_QUERY_REVERSE_DIRECTION = 0x200;
const EVT_RENDER_EVENT_XML = 1;

/** No more events than these are read, the newest ones. */
const MOST_EVENTS = 32;

/** An installation that began longer ago is not looked for, in milliseconds. */
const OLDEST = 24 * 60 * 60 * 1000;

/** How long EvtNext may take, in milliseconds. */
const PATIENCE = 1000;

/** 1040 and 1042 bracket a transaction; 1033 and 11707, 1034 and 11708 tell how an installation or removal ended. */
const IDS = [1033, 1034, 1040, 1042, 11707, 11708];

const QUERY = `*[System[Provider[@Name='MsiInstaller'] and (${IDS.map((id) => `EventID=${id}`).join(" or ")}) and TimeCreated[timediff(@SystemTime) <= ${OLDEST}]]]`;

/** Reads the newest events of Windows Installer from the Application log, the newest first. */
export function readEvents({ kernel32, wevtapi }: Windows): EventsReading {
  const { GetLastError } = kernel32();
  const calls = wevtapi();
  const results = calls.EvtQuery(0, "Application", QUERY, EVT_QUERY_CHANNEL_PATH | EVT_QUERY_REVERSE_DIRECTION);
  if (results === 0) return notRead("EvtQuery", GetLastError());
  try {
    const handles = Buffer.alloc(MOST_EVENTS * 8);
    const returned: Out = [0];
    if (calls.EvtNext(results, MOST_EVENTS, handles, PATIENCE, 0, returned) === 0) {
      const error = GetLastError();
      return error === ERROR.noMoreItems ? { kind: "events", events: [] } : notRead("EvtNext", error);
    }
    const found = Array.from({ length: returned[0] }, (_, index) => handles.readBigInt64LE(index * 8));
    return { kind: "events", events: found.flatMap((event) => renderEvent(event, calls)) };
  } finally {
    calls.EvtClose(results);
  }
}

/** Renders an event and closes it; nothing where it cannot be rendered: the others still say something. */
function renderEvent(event: Handle, { render, EvtClose }: Wevtapi): readonly InstallerEvent[] {
  try {
    const [used, properties]: [Out, Out] = [[0], [0]];
    let text = Buffer.alloc(8192);
    if (render(event, EVT_RENDER_EVENT_XML, text.length, text, used, properties) === 0) {
      if (used[0] <= text.length) return [];
      text = Buffer.alloc(used[0]);
      if (render(event, EVT_RENDER_EVENT_XML, text.length, text, used, properties) === 0) return [];
    }
    const parsed = parseEvent(text.toString("utf16le", 0, used[0]).replace(/\0.*$/s, ""));
    return parsed === undefined ? [] : [parsed];
  } finally {
    EvtClose(event);
  }
}

function notRead(call: string, error: number): EventsReading {
  return error === ERROR.accessDenied ? { kind: "denied" } : failed(call, error);
}
