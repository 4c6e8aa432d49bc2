import { type Readings, SERVICE_STATES } from "./readings.ts";
import { type Check, either, list, nothing, number, object, text, time, word } from "./shape.ts";

/** Parent to helper: look at the machine once. The helper answers each with one message of the same `id`, and ends with its channel. */
export interface ProbeRequest {
  readonly kind: "probe";
  readonly id: number;
}

/** Everything that the parent says. */
export type ToHelper = ProbeRequest;

/** Everything that the helper says. `unavailable`: nothing can be read here, and asking again is of no use. `failed`: not this time. Reasons are sentences. */
export type FromHelper =
  | { readonly kind: "readings"; readonly id: number; readonly readings: Readings }
  | { readonly kind: "unavailable"; readonly id: number; readonly reason: string }
  | { readonly kind: "failed"; readonly id: number; readonly reason: string };

/** Whether a message that came is one of the parent's. */
export function isToHelper(message: unknown): message is ToHelper {
  return object({ kind: word("probe"), id: number })(message);
}

/** Whether a message that came is one of the helper's, down to each reading. */
export function isFromHelper(message: unknown): message is FromHelper {
  return fromHelper(message);
}

/** Whether a value is what one look at a machine gives, as a recording of it has to be. */
export function isReadings(value: unknown): value is Readings {
  return readings(value);
}

const kind = (...kinds: readonly string[]) => object({ kind: word(...kinds) });
const failed = object({ kind: word("failed"), reason: text });
const denied = kind("denied");
const orNull = (check: Check) => either(check, nothing);

const mutex = either(
  kind("absent", "free", "abandoned"),
  object({ kind: word("held"), owner: orNull(number) }),
  denied,
  failed,
);

const service = either(
  object({ kind: word("status"), state: word(...SERVICE_STATES), controls: number, pid: orNull(number) }),
  kind("absent"),
  denied,
  failed,
);

const event = object({ id: number, record: number, at: time, data: list(text) });

const readings = object({
  at: time,
  mutex,
  service,
  inProgress: either(kind("present", "absent"), denied, failed),
  version: either(object({ kind: word("version"), version: text }), failed),
  events: either(object({ kind: word("events"), events: list(event) }), denied, failed),
  processes: list(object({ pid: number, image: orNull(text), started: orNull(time) })),
  products: list(object({ code: text, name: text })),
});

const fromHelper = either(
  object({ kind: word("readings"), id: number, readings }),
  object({ kind: word("unavailable", "failed"), id: number, reason: text }),
);
