// What this browser remembers: theme, time zone, columns. Keys and data are never stored.
import { signal } from "./lib.js";

/**
 * @param {string} name
 * @param {string} initial
 */
export function setting(name, initial) {
  const key = `gatelog.${name}`;
  const value = signal(localStorage.getItem(key) ?? initial);
  value.subscribe((now) => localStorage.setItem(key, now));
  return value;
}

/** `light`, `dark`, or `system`. */
export const theme = setting("theme", "system");

/** `local` or `utc`. */
export const zone = setting("zone", "local");
