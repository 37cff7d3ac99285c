/* What goes on now, and how the last hour went. */
import { h, put, keyed, whenChanged, every, unseen } from "./dom.js";
import { get } from "./http.js";
import { on, now } from "./live.js";
import { clock, counting, duration, many, time } from "./format.js";
import { OUTCOMES, MECHANISMS, VERDICTS, WHO, breakerWords, company, party } from "./words.js";
import { chip, whoChip, title, head } from "./parts.js";
import { plot } from "./plots.js";

const SERIES_MS = 10_000;
const ROWS = 12;
const URGENCY = Object.keys(WHO);

const VERDICT_MARKS = [
  { name: "confirmed", mark: "dot", tone: "good" },
  { name: "silent", mark: "diamond", tone: "warn" },
  { name: "refused", mark: "cross", tone: "bad" },
  { name: "abandoned", mark: "ring", tone: "mute" },
];

export function overviewView(main) {
  const lines = linesPart();
  const tiles = tilesPart();
  const hour = hourPart();
  const verdicts = plot({
    title: "Time to a verdict", note: "From the request to proof, refusal or the deadline; median and longest of each minute.",
    series: VERDICT_MARKS, nothing: "No verdict in the last hour.",
  });
  const alone = plot({
    title: "Caller alone", note: "From landing at the carrier until somebody answers; median and longest of each minute.",
    series: [{ name: "alone", mark: "dot", tone: "plain" }], nothing: "Nobody had to wait in the last hour.",
  });
  main.replaceChildren(title("Overview"), tiles.node,
    h("div", { class: "columns" }, lines.node, hour.node), h("div", { class: "columns columns-even" }, verdicts.node, alone.node));

  const stops = [
    on("overview", (overview) => [tiles, lines, hour].forEach((part) => part.update(overview))),
    every(SERIES_MS, async () => {
      try {
        const series = await get("api/series");
        const span = { from: series.from, to: series.to };
        verdicts.update({ ...span, 
          points: series.verdicts.filter((each) => each.verdict !== "skipped").map((each) => ({ ...each, name: each.verdict, what: each.mechanism + " " + each.verdict })),
        });
        alone.update({ ...span, points: series.alone.map((each) => ({ ...each, name: "alone", what: "alone" })) });
      } catch (e) {
        // the line at the top says that the server is away; the plots keep what they had
      }
    }),
    every(1000, () => lines.tick()),
  ];
  return () => stops.forEach((stop) => stop());
}

// ---- the tiles

function tilesPart() {
  const node = h("dl", { class: "tiles" });
  const tile = (tone, label, value, note) => h("div", { class: "tile tile-" + tone }, h("dt", {}, label), h("dd", {}, h("b", {}, value), h("span", { class: "muted" }, note)));
  const draw = whenChanged(({ total, alone, waiting, hour, breaker }) => {
    const silence = hour.owedSilenceMs;
    const sum = Object.values(hour.transfers).reduce((all, each) => all + each, 0);
    const words = breakerWords(breaker);
    node.replaceChildren(
      tile("plain", "Calls in progress", String(total), many(hour.calls, "call") + " in the last hour"),
      tile(alone ? "bad" : "plain", "Nobody on the line", String(alone), alone ? (alone === 1 ? "caller hears silence" : "callers hear silence") : "no caller is alone"),
      tile("plain", "Transfers in flight", String(hour.inFlight), waiting ? waiting + " ringing" : "none is ringing"),
      tile("plain", "Transfers, last hour", String(sum), sum ? hour.transfers.bridged + " reached a human" : "none yet"),
      tile("plain", "Longest silence", silence ? duration(silence) : "None", silence ? "owed by an agent, last hour, this node" : "no caller of this node waited for the agent"),
      tile(words.tone, "REFER breaker", words.title, breakerNote(breaker, words)));
  });
  return {
    node,
    update: (o) => draw({
      total: o.inProgress.total,
      alone: o.inProgress.calls.filter((each) => each.who === "nobody").length,
      waiting: o.inProgress.calls.filter((each) => each.who === "ringing").length,
      hour: o.lastHour,
      breaker: o.breaker,
    }),
  };
}

function breakerNote(breaker, words) {
  if (breaker.state === "open") {
    return breaker.until ? "Until " + clock(breaker.until) + " transfers go straight to the carrier." : words.text;
  }
  const rated = breaker.state === "closed" && breaker.failureRate !== null;
  return words.text + (rated ? ` ${Math.round(breaker.failureRate)} % of the last ${breaker.calls} failed.` : "");
}

// ---- who is on the line

function linesPart() {
  const rows = h("tbody");
  const empty = h("p", { class: "empty" }, "No call is in progress.");
  const table = h("table", { class: "table table-cards" }, h("caption", { class: "sr" }, "Calls in progress and who is on the line"),
    head(["On the line", "For", "Caller", "Agent or target", "Began"]), rows);
  const more = h("p", { class: "more" });
  const node = h("section", { class: "card", "aria-labelledby": "lines-title" }, h("h2", { id: "lines-title" }, "On the line now"), empty, table, more);

  const rank = (call) => { const at = URGENCY.indexOf(company(call, now()).who); return at < 0 ? URGENCY.length : at; };
  let last = null;
  const update = (overview) => {
    last = overview;
    const { inProgress } = overview;
    const sorted = [...inProgress.calls].sort((a, b) => rank(a) - rank(b) || time(b.startedAt) - time(a.startedAt));
    const shown = sorted.slice(0, ROWS);
    keyed(rows, shown.map(lineOf), (each) => each.key, line);
    empty.hidden = shown.length > 0;
    table.hidden = shown.length === 0;
    const rest = inProgress.total - shown.length;
    more.hidden = rest <= 0;
    more.replaceChildren(h("a", { href: "#/calls" }, `${rest} more in progress`));
    tick();
  };
  const tick = () => rows.querySelectorAll("[data-since]").forEach((each) => put(each, counting(now() - time(each.dataset.since))));
  const again = () => (last ? update(last) : null); // trouble is forgotten as time passes
  return { node, update, tick: again };
}

/** What a line is drawn from; nothing else of a call makes it be drawn again. */
const lineOf = (call) => ({
  key: call.key, id: call.callId || call.carrierCallId || call.key, ...company(call, now()), whoText: call.whoText,
  from: party(call).from, agent: call.agent, target: call.target, mechanism: call.mechanism, startedAt: call.startedAt,
});

function line(call) {
  return h("tr", { class: call.who === "nobody" ? "row-bad" : null },
    h("td", {}, whoChip(call.who, call.whoText)),
    h("td", { class: "number", "data-label": "for" }, h("span", { "data-since": call.since })),
    h("td", {}, h("a", { class: "row-link", href: "#/calls/" + encodeURIComponent(call.id) }, call.from), unseen(", open this call")),
    h("td", {}, call.target ? [h("span", {}, call.target), call.mechanism ? h("span", { class: "muted" }, ", " + call.mechanism) : null] : [h("span", { class: "muted" }, "agent "), call.agent]),
    h("td", { class: "number muted", "data-label": "began" }, clock(call.startedAt)));
}

// ---- the last hour

function hourPart() {
  const outcomes = h("ul", { class: "bars" });
  const verdicts = h("div");
  const node = h("section", { class: "card", "aria-labelledby": "hour-title" }, h("h2", { id: "hour-title" }, "Transfers of the last hour"),
    h("h3", {}, "How they ended"), outcomes, h("h3", {}, "What was tried, and its verdict"), verdicts);
  const drawOutcomes = whenChanged((counts) => {
    const most = Math.max(1, ...Object.values(counts));
    outcomes.replaceChildren(...Object.keys(OUTCOMES).map((name) => bar(name, counts[name] || 0, most)));
  });
  const drawVerdicts = whenChanged((mechanisms) => verdicts.replaceChildren(verdictTable(mechanisms)));
  return {
    node,
    update: ({ lastHour }) => {
      drawOutcomes(lastHour.transfers);
      drawVerdicts(lastHour.mechanisms);
    },
  };
}

function bar(name, count, most) {
  const fill = h("span", { class: "bar-fill bar-" + OUTCOMES[name].tone });
  fill.style.setProperty("--share", String(count / most));
  return h("li", { class: count ? null : "bar-none" },
    h("a", { href: "#/calls?outcome=" + name }, name, h("span", { class: "muted" }, OUTCOMES[name].hint)),
    h("span", { class: "bar", "aria-hidden": "true" }, fill), h("b", {}, String(count)));
}

function verdictTable(mechanisms) {
  const cell = (mechanism, verdict) => {
    const count = (mechanisms[mechanism] || {})[verdict] || 0;
    return h("td", { class: "number" }, count ? chip(VERDICTS[verdict].tone, String(count)) : h("span", { class: "nil" }, "0"));
  };
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "hour-title" },
    h("table", { class: "table table-tight matrix" }, head(["Mechanism", ...Object.keys(VERDICTS)]),
      h("tbody", {}, Object.keys(MECHANISMS).map((mechanism) => h("tr", {},
        h("th", { scope: "row", title: MECHANISMS[mechanism] }, mechanism), Object.keys(VERDICTS).map((verdict) => cell(mechanism, verdict)))))));
}

