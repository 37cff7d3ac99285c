/* Times, durations and numbers as the page writes them. */

export const time = (text) => Date.parse(text);

const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const DAY = { day: "numeric", month: "short" };

/** 14:03:22; with the day where it is not today's. */
export function clock(text) {
  const date = new Date(text);
  const today = date.toDateString() === new Date().toDateString();
  const year = date.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" };
  return today ? date.toLocaleTimeString("en-GB", CLOCK) : date.toLocaleString("en-GB", { ...DAY, ...year, ...CLOCK });
}

/** 14:03, for axes. */
export const shortClock = (ms) => new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** 0.4 s, 12.3 s, 2 min 05 s, 1 h 02 min. */
export function duration(ms) {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 59.95) {
    return seconds.toFixed(1) + " s";
  }
  const whole = Math.round(seconds);
  const two = (n) => String(n).padStart(2, "0");
  return whole < 3600
    ? Math.floor(whole / 60) + " min " + two(whole % 60) + " s"
    : Math.floor(whole / 3600) + " h " + two(Math.floor((whole % 3600) / 60)) + " min";
}

/** The same in whole seconds, for what counts on. */
export const counting = (ms) => (ms < 60_000 ? Math.floor(Math.max(0, ms) / 1000) + " s" : duration(ms));

export const many = (n, one, more) => n + " " + (n === 1 ? one : more || one + "s");

/** A number without its scheme. */
export const phone = (uri) => (uri || "").replace(/^(tel|sip):/, "");

/** front-desk as a person says it. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
