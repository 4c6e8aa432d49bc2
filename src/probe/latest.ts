/** Values for one reader who may be slow: of those he did not take yet, only the newest is kept. */
export interface Latest<T> {
  readonly put: (value: T) => void;
  readonly end: () => void;
  readonly iterator: Pick<AsyncIterator<T, undefined>, "next">;
}

/** Makes a `Latest`; values put before anybody reads are kept as any other. */
export function createLatest<T>(): Latest<T> {
  let waiting: ((result: IteratorResult<T, undefined>) => void) | undefined;
  let kept: { readonly value: T } | undefined;
  let over = false;
  const last = { done: true, value: undefined } as const;
  const end = () => {
    over = true;
    waiting?.(last);
    waiting = undefined;
  };
  return {
    put: (value) => {
      if (over) return;
      if (waiting === undefined) kept = { value };
      else waiting({ done: false, value });
      waiting = undefined;
    },
    end,
    iterator: {
      next: () => {
        const [found] = [kept];
        kept = undefined;
        if (found !== undefined && !over) return Promise.resolve({ done: false, value: found.value });
        if (over) return Promise.resolve(last);
        return new Promise((resolve) => {
          waiting = resolve;
        });
      },
    },
  };
}
