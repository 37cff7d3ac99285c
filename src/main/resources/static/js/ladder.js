/*
 * The ladder of a call: one line for each step, with its time, an arrow from lane to lane and the words of the server. It is
 * a list, so it reads without the drawing; each step opens to its reason and evidence.
 */
import { h, s, keyed, unseen } from "./dom.js";
import { glyph } from "./glyphs.js";
import { clock, duration, time } from "./format.js";
import { LANES } from "./words.js";

const PAUSE_MS = 1500;
const TONES = { good: "good", bad: "bad", warn: "warn" };
const KINDS = {
  request: "request", answer: "answer", callback: "callback", event: "event", decision: "decision of Referee",
  timer: "deadline", operator: "operator",
};

export function ladder() {
  const list = h("ol", { class: "ladder", "aria-label": "Ladder of the call, step by step" });
  const heads = h("div", { class: "ladder-heads", "aria-hidden": "true" });
  const empty = h("p", { class: "empty" }, "Nothing has happened yet.");
  const openAll = h("button", { type: "button", class: "button button-quiet", "aria-expanded": "false" }, "Open all");
  openAll.addEventListener("click", () => {
    const open = openAll.getAttribute("aria-expanded") !== "true";
    list.querySelectorAll("details").forEach((each) => { each.open = open; });
    openAll.setAttribute("aria-expanded", String(open));
    openAll.textContent = open ? "Close all" : "Open all";
  });
  const node = h("section", { class: "card ladder-card", "aria-labelledby": "ladder-title" },
    h("div", { class: "card-head" }, h("h2", { id: "ladder-title" }, "What happened, step by step"), openAll), empty,
    h("div", { class: "ladder-box" }, heads, list));

  const update = ({ lanes, steps }) => {
    heads.replaceChildren(h("span"), h("div", { class: "lane-names" }, lanes.map((each, i) => laneName(each, i, lanes.length))));
    keyed(list, rowsOf(steps, lanes), (each) => each.key, row);
    empty.hidden = steps.length > 0;
    openAll.hidden = steps.length === 0;
  };
  return { node, update };
}

const percent = (at, count) => ((at + 0.5) / count) * 100;

function laneName(lane, at, count) {
  const name = h("span", { class: "lane-name" }, LANES[lane] || lane);
  name.style.setProperty("--at", String(percent(at, count)));
  return name;
}

/** The steps with what each is drawn from, and a line where nothing happened for a while. */
function rowsOf(steps, lanes) {
  const start = steps.length ? time(steps[0].at) : 0;
  const rows = [];
  steps.forEach((step, i) => {
    const gap = i > 0 ? time(step.at) - time(steps[i - 1].at) : 0;
    if (gap >= PAUSE_MS) {
      rows.push({ key: "gap" + i, gap, lanes });
    }
    rows.push({ key: "step" + i, step, since: time(step.at) - start, lanes });
  });
  return rows;
}

function row(each) {
  return each.step ? stepRow(each) : h("li", { class: "ladder-gap" }, h("span"), h("div", { class: "ladder-stage" },
    rails(each.lanes), h("p", { class: "gap-words" }, duration(each.gap) + " pass")));
}

function stepRow({ step, since, lanes }) {
  const tone = TONES[step.tone] || "plain";
  const from = Math.max(0, lanes.indexOf(step.from));
  const to = step.to ? lanes.indexOf(step.to) : -1;
  const arrow = to >= 0 && to !== from;
  const path = arrow ? `${LANES[step.from] || step.from} to ${LANES[step.to] || step.to}` : LANES[step.from] || step.from;
  const words = h("p", { class: "step-words" }, h("span", { class: "step-path" }, path.replace(" to ", " → ")),
    tone === "plain" ? null : glyph(tone), h("span", {}, step.text), unseen({ good: " (good)", bad: " (bad)", warn: " (attention)" }[tone] || ""));
  const stage = h("div", { class: "ladder-stage" }, rails(lanes), words,
    arrow ? drawArrow(percent(from, lanes.length), percent(to, lanes.length), tone, step.kind) : drawNote(percent(from, lanes.length), tone));
  stage.style.setProperty("--mid", String(arrow ? (percent(from, lanes.length) + percent(to, lanes.length)) / 2 : percent(from, lanes.length)));
  return h("li", {}, h("details", { class: `step step-${tone} kind-${step.kind} ${arrow ? "step-arrow" : "step-note"}` },
    h("summary", {}, h("time", { datetime: step.at, title: step.at }, "+" + (since / 1000).toFixed(2) + " s"), stage),
    evidence(step)));
}

/** The lanes themselves, behind everything else of the line. */
function rails(lanes) {
  return s("svg", { class: "rails", "aria-hidden": "true" }, lanes.map((each, i) => {
    const x = percent(i, lanes.length) + "%";
    return s("line", { x1: x, x2: x, y1: 0, y2: "100%" });
  }));
}

function drawArrow(from, to, tone, kind) {
  const right = to > from;
  const head = kind === "answer"
    ? s("path", { class: "arrow-open", d: right ? "M-8 -4.5L-1 0L-8 4.5" : "M8 -4.5L1 0L8 4.5" })
    : s("path", { class: "arrow-head", d: right ? "M-9 -4.5L0 0L-9 4.5Z" : "M9 -4.5L0 0L9 4.5Z" });
  return s("svg", { class: `arrow tone-${tone} kind-${kind}`, "aria-hidden": "true" },
    s("line", { x1: from + "%", x2: to + "%", y1: 7, y2: 7 }),
    s("svg", { x: from + "%", y: 7, overflow: "visible" }, s("circle", { r: 2.6 })),
    s("svg", { x: to + "%", y: 7, overflow: "visible" }, tone === "bad" ? s("path", { class: "arrow-open", d: "M-4.5 -4.5L4.5 4.5M4.5 -4.5L-4.5 4.5" }) : head));
}

function drawNote(at, tone) {
  return s("svg", { class: "arrow tone-" + tone, "aria-hidden": "true" },
    s("svg", { x: at + "%", y: 7, overflow: "visible" }, s("rect", { x: -4.5, y: -4.5, width: 9, height: 9, rx: 2, class: "note-mark" })));
}

function evidence(step) {
  const facts = [
    ["Time", clock(step.at) + ", " + step.at],
    ["Why", step.why],
    ["Proves", step.rung],
    ["Kind", (KINDS[step.kind] || step.kind) + (step.type ? ", " + step.type : "")],
    ["Seen by", step.source],
    ["Transfer", step.transferId],
    ...Object.entries(step.detail || {}).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value), true]),
  ];
  return h("dl", { class: "evidence" }, facts.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value, raw]) => h("div", {}, h("dt", { class: raw ? "raw" : null }, name), h("dd", { class: raw ? "raw" : null }, value))));
}
