/** How long after a change is read with every look, in milliseconds: events come a little before or after what they stand for. */
const LIVELY = 10_000;

/** How long what was read stands otherwise, in milliseconds: while an installation goes on, and while none does. */
const STANDS = { going: 5_000, idle: 60_000 };

/** What takes long to read is not read more often than that it takes one part in so many of the time. */
const SHARE = 20;

/**
 * Paces what is dear to read: gives what was read last, and reads again only where that is due. `state` is what cheaper readings say, and a change of it makes that due at once; `clock` counts milliseconds.
 */
export function createPaced<T>(read: () => T, clock = () => performance.now()): (state: string, going: boolean) => T {
  let last:
    | {
        readonly state: string;
        readonly changed: number;
        readonly at: number;
        readonly cost: number;
        readonly value: T;
      }
    | undefined;
  return (state, going) => {
    const now = clock();
    const changed = last?.state === state ? last.changed : now;
    if (last !== undefined && !isDue(last, changed, going, now)) {
      last = { ...last, state, changed };
      return last.value;
    }
    const value = read();
    last = { state, changed, at: now, cost: clock() - now, value };
    return value;
  };
}

function isDue(
  last: { readonly at: number; readonly cost: number },
  changed: number,
  going: boolean,
  now: number,
): boolean {
  const since = now - last.at;
  if (since < last.cost * SHARE) return false;
  return now - changed <= LIVELY || since >= (going ? STANDS.going : STANDS.idle);
}
