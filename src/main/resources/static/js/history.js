/* Every call there ever was: searched by the server, a page at a time. What is looked for stands in the address. */
import { h, keyed } from "./dom.js";
import { request } from "./http.js";
import { on, latest } from "./live.js";
import { clock, duration, phone, time } from "./format.js";
import { OUTCOMES, OVER, STATES } from "./words.js";
import { chip, head, notice, outcomeChip, title, ways, whoChip } from "./parts.js";

const PAGE = 25;
const FIELDS = ["q", "state", "outcome", "target"];
const FRESH_MS = 1000;

export function historyView(main, { query }) {
  const rows = h("tbody");
  const table = h("table", { class: "table table-cards history" }, h("caption", { class: "sr" }, "Calls, newest first"),
    head(["Began", "State", "Caller", "Dialled", "Last transfer", "Outcome", "Took"]), rows);
  const says = notice();
  const empty = h("p", { class: "empty", hidden: true });
  const pages = h("nav", { class: "pages", "aria-label": "Pages" });
  const looked = Object.fromEntries(FIELDS.map((name) => [name, query.get(name) || ""]));
  const before = query.get("before") || "";
  main.replaceChildren(title("Calls"), searchForm(looked), says.node,
    h("section", { class: "card", "aria-labelledby": "view-title" }, empty, table, pages));
  table.hidden = true;

  let stopped = false;
  let timer = null;
  const load = async () => {
    try {
      const answer = await request("GET", "api/calls?" + asked(looked, before));
      const calls = await answer.json();
      if (stopped) {
        return;
      }
      says.say("");
      keyed(rows, calls, (each) => each.key, row);
      table.hidden = calls.length === 0;
      empty.hidden = calls.length > 0;
      empty.textContent = FIELDS.some((name) => looked[name]) ? "No call is like that." : before ? "There are no older calls." : "There has been no call yet.";
      turn(pages, looked, before, nextOf(answer.headers.get("Link")));
    } catch (e) {
      says.say(e.message, "bad");
    }
  };
  const soon = () => { // many calls change at once; the first page is asked for at most once a second
    timer = timer || setTimeout(() => { timer = null; load(); }, FRESH_MS);
  };
  load();
  const stop = before ? () => {} : on("call", soon);
  return () => {
    stopped = true;
    clearTimeout(timer);
    stop();
  };
}

function asked(looked, before) {
  const query = new URLSearchParams({ limit: String(PAGE) });
  FIELDS.filter((name) => looked[name]).forEach((name) => query.set(name, looked[name]));
  if (before) {
    query.set("before", before);
  }
  return query;
}

/** The cursor of the next page from a Link header. */
function nextOf(link) {
  const found = /<([^>]*)>\s*;\s*rel="?next"?/.exec(link || "");
  return found ? new URL(found[1], location.href).searchParams.get("before") : null;
}

function address(looked, before) {
  const query = new URLSearchParams(Object.entries(looked).filter(([, value]) => value));
  if (before) {
    query.set("before", before);
  }
  const text = query.toString();
  return "#/calls" + (text ? "?" + text : "");
}

function turn(pages, looked, before, next) {
  pages.hidden = !before && !next;
  pages.replaceChildren(
    before ? h("a", { class: "button", href: address(looked, "") }, "Newest") : h("span", { class: "muted" }, "Newest first"),
    next ? h("a", { class: "button", rel: "next", href: address(looked, next) }, "Older calls") : h("span", { class: "muted" }, "These are the oldest."));
}

function searchForm(looked) {
  const select = (name, label, all, values) => h("div", { class: "field" }, h("label", { for: "by-" + name }, label),
    h("select", { id: "by-" + name, name }, h("option", { value: "" }, all),
      values.map((each) => h("option", { value: each, selected: each === looked[name] }, each))));
  const targets = [...new Set([...((latest() || {}).targets || []).map((each) => each.name || each), looked.target].filter(Boolean))];
  const submit = (event) => {
    event.preventDefault();
    const data = new FormData(form);
    location.hash = address(Object.fromEntries(FIELDS.map((name) => [name, String(data.get(name) || "").trim()])), "");
  };
  const form = h("form", { class: "card search", role: "search", "aria-label": "Calls", on: { submit } },
    h("div", { class: "field field-wide" }, h("label", { for: "by-q" }, "Id, number or target"),
      h("input", { id: "by-q", name: "q", type: "search", value: looked.q, placeholder: "rtc_…, CA…, +61 4…, front-desk", autocomplete: "off", spellcheck: "false" })),
    select("state", "State", "any", STATES), select("outcome", "Outcome", "any", Object.keys(OUTCOMES)),
    h("div", { class: "field" }, h("label", { for: "by-target" }, "Target"),
      h("input", { id: "by-target", name: "target", value: looked.target, list: "known-targets", placeholder: "any", autocomplete: "off", spellcheck: "false" }),
      h("datalist", { id: "known-targets" }, targets.map((each) => h("option", { value: each })))),
    h("div", { class: "field field-buttons" }, h("button", { class: "button button-main", type: "submit" }, "Search"),
      FIELDS.some((name) => looked[name]) ? h("a", { class: "button", href: "#/calls" }, "Clear") : null));
  form.querySelectorAll("select").forEach((each) => each.addEventListener("change", () => form.requestSubmit()));
  return form;
}

function row(call) {
  const id = call.callId || call.carrierCallId || call.key;
  const transfer = call.lastTransfer;
  return h("tr", {},
    h("td", { class: "number" }, h("a", { class: "row-link", href: "#/calls/" + encodeURIComponent(id) }, clock(call.startedAt))),
    h("td", {}, stateOf(call)),
    h("td", { class: "number", "data-label": "from" }, phone(call.from) || "withheld"),
    h("td", { class: "number", "data-label": "to" }, phone(call.to)),
    h("td", {}, transfer ? h("span", { class: "stack" }, h("span", {}, transfer.target), ways(transfer.mechanisms)) : h("span", { class: "nil" }, "no transfer")),
    h("td", {}, transfer && transfer.outcome ? outcomeChip(transfer.outcome) : null),
    h("td", { class: "number muted" }, call.endedAt ? duration(time(call.endedAt) - time(call.startedAt)) : ""));
}

function stateOf(call) {
  if (!OVER.includes(call.state) && call.who) {
    return whoChip(call.who);
  }
  return chip({ failed: "bad", rejected: "warn" }[call.state] || "mute", call.state);
}
