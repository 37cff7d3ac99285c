/*
 * News from the server: the overview, and which calls have changed. They are pushed; while they cannot be, the overview is
 * asked for every few seconds, and those who listen are told so. Nothing is held open while the page is hidden.
 */
import { get } from "./http.js";

const ASK_MS = 3000;
const AGAIN_MS = 4000;

const listeners = { overview: new Set(), call: new Set(), link: new Set() };
let source = null;
let again = null;
let asking = null;
let running = false;
let last = null;
let link = "connecting";

/** Listens; an overview that is known already comes at once. Returns how to stop. */
export function on(kind, run) {
  listeners[kind].add(run);
  if (kind === "overview" && last) {
    run(last);
  }
  if (kind === "link") {
    run(link);
  }
  return () => listeners[kind].delete(run);
}

/** The overview that came last, or null. */
export const latest = () => last;

/** The server's time now, as well as it is known: clocks of phones are often wrong. */
let ahead = 0;
export const now = () => Date.now() + ahead;

const tell = (kind, what) => [...listeners[kind]].forEach((run) => run(what));

function say(state) {
  if (state !== link) {
    link = state;
    tell("link", state);
  }
}

function take(overview) {
  last = overview;
  ahead = Date.parse(overview.at) - Date.now();
  tell("overview", overview);
}

async function ask() {
  try {
    take(await get("api/overview"));
    if (source === null || source.readyState !== EventSource.OPEN) {
      say("asking");
    }
  } catch (e) {
    say(e.status === 0 ? "away" : "asking");
  }
}

function lost() {
  if (!running) {
    return;
  }
  if (asking === null) {
    ask();
    asking = setInterval(ask, ASK_MS);
  }
  if (source.readyState === EventSource.CLOSED) { // the browser has given up, we have not
    clearTimeout(again);
    again = setTimeout(connect, AGAIN_MS);
  }
}

function connected() {
  clearInterval(asking);
  asking = null;
  say("live");
}

function connect() {
  if (source) {
    source.close();
  }
  source = new EventSource("api/live");
  source.addEventListener("open", connected);
  source.addEventListener("error", lost);
  source.addEventListener("overview", (event) => take(JSON.parse(event.data)));
  source.addEventListener("call", (event) => tell("call", JSON.parse(event.data)));
}

function disconnect() {
  clearTimeout(again);
  clearInterval(asking);
  asking = null;
  if (source) {
    source.close();
    source = null;
  }
}

function look() {
  if (running && document.hidden) {
    disconnect();
  } else if (running && source === null) {
    connect();
  }
}

document.addEventListener("visibilitychange", look);

export function start() {
  running = true;
  look();
}

export function stop() {
  running = false;
  disconnect();
  last = null;
  link = "connecting";
}
