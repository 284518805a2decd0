// How long to wait before the next attempt: doubling, capped, and spread so that a thousand pages
// do not come back in the same instant after a restart.

export const FIRST = 500;
export const LONGEST = 30_000;

/** Milliseconds before attempt `n` (0 is the first retry); `random` in [0, 1). At least half of the step is kept. */
export function delay(n, random = Math.random()) {
  const step = Math.min(LONGEST, FIRST * 2 ** Math.min(n, 16));
  return Math.round(step / 2 + (step / 2) * random);
}
