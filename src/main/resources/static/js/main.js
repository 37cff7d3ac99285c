/* Which view is shown: by the part of the address behind #, so that back, forward and bookmarks work. */
import { h, put, show } from "./dom.js";
import { whenSignedOut } from "./http.js";
import * as live from "./live.js";
import { session, signInView, signOut } from "./session.js";
import { watchEdits } from "./edits.js";
import { overviewView } from "./overview.js";
import { historyView } from "./history.js";
import { callView } from "./call.js";
import { routesView } from "./routes.js";
import { placeView } from "./place.js";

const AGAIN_MS = 2000;
const $ = (id) => document.getElementById(id);
const main = $("main");

const VIEWS = [
  { path: /^\/?$/, nav: "Overview", href: "#/", open: overviewView },
  { path: /^\/calls$/, nav: "Calls", href: "#/calls", open: historyView },
  { path: /^\/calls\/([^/]+)$/, under: "Calls", name: "Call", open: callView },
  { path: /^\/place$/, nav: "Place calls", href: "#/place", open: placeView, only: "twin" },
  { path: /^\/routes$/, nav: "Routes", href: "#/routes", open: routesView },
];

let here = { signedIn: false, open: false, configured: false, profile: "live" };
let close = () => {};
let first = true;

// ---- views

function route() {
  close();
  close = () => {};
  if (!here.signedIn && !here.open) {
    enter(() => main.replaceChildren(signInView(here, start)), "Sign in");
    return;
  }
  const [path, query] = location.hash.replace(/^#/, "").split("?");
  const found = VIEWS.find((each) => each.path.test(path) && (!each.only || each.only === here.profile));
  mark(found);
  if (!found) {
    enter(() => main.replaceChildren(h("h1", { id: "view-title", tabindex: "-1" }, "There is no such page"), h("p", {}, h("a", { href: "#/" }, "To the overview"))), "No such page");
    return;
  }
  const id = decoded((found.path.exec(path) || [])[1]);
  enter(() => { close = found.open(main, { id, query: new URLSearchParams(query || ""), profile: here.profile }) || (() => {}); }, found.nav || found.name);
}

function decoded(text) {
  try {
    return text === undefined ? "" : decodeURIComponent(text);
  } catch (malformed) {
    return text;
  }
}

/** Shows a view and tells those who do not see it; at the first one the focus stays where the browser put it. */
function enter(open, name) {
  document.title = name + " – Referee";
  open();
  if (first) {
    first = false;
    return;
  }
  window.scrollTo(0, 0);
  const heading = $("view-title");
  if (heading) {
    heading.focus({ preventScroll: true });
  }
}

function mark(view) {
  $("nav").replaceChildren(...VIEWS.filter((each) => each.nav && (!each.only || each.only === here.profile)).map((each) =>
    h("a", { href: each.href, "aria-current": view && (each === view ? "page" : each.nav === view.under ? "true" : null) }, each.nav)));
}

// ---- who looks, and whether news come

const LINK = {
  connecting: ["", ""],
  live: ["Live", "good"],
  asking: ["Connection lost; asking every 3 s", "warn"],
  away: ["No answer from the server; trying again", "bad"],
};

live.on("link", (state) => {
  const [text, tone] = LINK[state];
  put($("link"), text);
  $("link").className = "link" + (tone ? " link-" + tone : "");
});

live.on("overview", ({ version, profile, node }) => put($("about"), "Referee " + version + ", node " + node + (profile === "twin" ? " with its twin: no real call is made" : "")));

whenSignedOut(() => {
  if (here.signedIn) {
    here.signedIn = false;
    start();
  }
});

$("sign-out").addEventListener("click", async () => {
  try {
    await signOut();
  } finally {
    start();
  }
});

$("skip").addEventListener("click", (event) => { // the address is taken, so the focus is moved by hand
  event.preventDefault();
  main.focus();
});

async function start() {
  try {
    here = await session();
  } catch (e) {
    put($("link"), "No answer from the server; trying again");
    $("link").className = "link link-bad";
    setTimeout(start, AGAIN_MS);
    return;
  }
  const inside = here.signedIn || here.open;
  show($("nav"), inside);
  show($("sign-out"), here.signedIn && !here.open);
  if (inside) {
    live.start();
  } else {
    live.stop();
    put($("link"), "");
  }
  route();
}

window.addEventListener("hashchange", route);
watchEdits($("edits"));
start();
