/** Whether a value from another process has a shape. */
export type Check = (value: unknown) => boolean;

export const text: Check = (value) => typeof value === "string";

export const number: Check = (value) => typeof value === "number" && Number.isFinite(value);

export const nothing: Check = (value) => value === null;

/** A time as `Date.parse` takes it. */
export const time: Check = (value) => typeof value === "string" && !Number.isNaN(Date.parse(value));

/** One of these texts. */
export function word(...words: readonly string[]): Check {
  return (value) => typeof value === "string" && words.includes(value);
}

/** What at least one of the checks accepts. */
export function either(...checks: readonly Check[]): Check {
  return (value) => checks.some((check) => check(value));
}

export function list(check: Check): Check {
  return (value) => Array.isArray(value) && value.every(check);
}

/** An object with at least these members. */
export function object(members: Readonly<Record<string, Check>>): Check {
  return (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(members).every(([name, check]) => check(Reflect.get(value, name)));
}
