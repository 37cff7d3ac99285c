/* Plots of one hour, drawn by hand: minutes to the right, seconds upwards. Each has words and a table that say the same. */
import { h, s, whenChanged } from "./dom.js";
import { duration, shortClock, time } from "./format.js";

const HEIGHT = 190;
const LEFT = 40;
const RIGHT = 10;
const TOP = 12;
const BOTTOM = 26;
const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];
const MINUTE = 60_000;

/** The marks: every verdict has a shape of its own. */
const MARKS = {
  dot: (x, y) => s("circle", { cx: x, cy: y, r: 4 }),
  diamond: (x, y) => s("path", { d: `M${x} ${y - 5.4}L${x + 5.4} ${y}L${x} ${y + 5.4}L${x - 5.4} ${y}Z` }),
  cross: (x, y) => s("path", { d: `M${x - 4} ${y - 4}L${x + 4} ${y + 4}M${x + 4} ${y - 4}L${x - 4} ${y + 4}` }),
  ring: (x, y) => s("circle", { cx: x, cy: y, r: 3.6 }),
};

/**
 * A figure.
 *
 * @param title its heading
 * @param series [{name, mark, tone}], the legend
 * @param nothing what it says when there is nothing to draw
 */
export function plot({ title, note, series, nothing }) {
  const stage = h("div", { class: "plot-stage" });
  const words = h("p", { class: "plot-words muted" });
  const table = h("tbody");
  const empty = h("p", { class: "empty" }, nothing);
  const asTable = h("details", { class: "plot-table" }, h("summary", {}, "As a table"),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title + ", as a table" }, h("table", { class: "table table-tight" },
      h("thead", {}, h("tr", {}, ["Minute", "What", "How many", "Median", "Longest"].map((each) => h("th", { scope: "col" }, each)))),
      table)));
  const legend = h("ul", { class: "legend" }, series.map((each) => h("li", {},
    s("svg", { class: "mark mark-" + each.tone, viewBox: "-7 -7 14 14", width: 14, height: 14, "aria-hidden": "true" }, MARKS[each.mark](0, 0)),
    each.name)));
  const node = h("figure", { class: "card plot" },
    h("figcaption", {}, h("h2", {}, title), h("p", { class: "muted" }, note)), stage, empty, words, legend, asTable);
  let data = null;

  const draw = () => {
    const width = stage.clientWidth;
    if (data && data.points.length && width) {
      stage.replaceChildren(picture(data, series, width, words.textContent));
    }
  };
  new ResizeObserver(draw).observe(stage);

  const update = whenChanged((fresh) => {
    data = fresh;
    const some = data.points.length > 0;
    [stage, words, legend, asTable].forEach((each) => { each.hidden = !some; });
    empty.hidden = some;
    words.textContent = some ? summary(data.points) : "";
    table.replaceChildren(...data.points.map((each) => h("tr", {},
      h("td", {}, shortClock(time(each.at))), h("td", {}, each.what), h("td", {}, String(each.count)),
      h("td", {}, duration(each.medianMs)), h("td", {}, duration(each.maxMs)))));
    draw();
  });
  return { node, update };
}

/** One sentence for each name, such as "silent: 12, median 4.1 s, longest 4.3 s". */
function summary(points) {
  const names = [...new Set(points.map((each) => each.name))];
  return names.map((name) => {
    const mine = points.filter((each) => each.name === name);
    const count = mine.reduce((sum, each) => sum + each.count, 0);
    const longest = Math.max(...mine.map((each) => each.maxMs));
    const middle = median(mine.flatMap((each) => Array(Math.min(each.count, 50)).fill(each.medianMs)));
    return `${name} ${count}, typically ${duration(middle)}, longest ${duration(longest)}`;
  }).join(" · ");
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function picture(data, series, width, words) {
  const from = time(data.from);
  const to = time(data.to);
  const longest = Math.max(...data.points.map((each) => each.maxMs)) / 1000;
  const step = STEPS_S.find((each) => longest / each <= 4) || Math.ceil(longest / 4);
  const top = Math.max(1, Math.ceil(longest / step)) * step;
  const x = (at) => LEFT + ((at - from) / (to - from)) * (width - LEFT - RIGHT);
  const y = (ms) => HEIGHT - BOTTOM - (ms / 1000 / top) * (HEIGHT - BOTTOM - TOP);
  return s("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": words },
    rules(top, step, y, width),
    minutes(from, to, x, width),
    data.points.map((each) => mark(each, series.find((one) => one.name === each.name), x, y)));
}

function rules(top, step, y, width) {
  const lines = [];
  for (let at = 0; at <= top + step / 100; at += step) {
    const text = (step < 1 ? at.toFixed(1) : Math.round(at)) + " s";
    lines.push(s("line", { class: at === 0 ? "axis" : "rule", x1: LEFT, x2: width - RIGHT, y1: y(at * 1000), y2: y(at * 1000) }),
      s("text", { class: "tick", x: LEFT - 8, y: y(at * 1000) + 4, "text-anchor": "end" }, text));
  }
  return lines;
}

function minutes(from, to, x, width) {
  const every = (width < 420 ? 20 : 10) * MINUTE;
  const marks = [];
  for (let at = Math.ceil(from / every) * every; at <= to; at += every) {
    marks.push(s("line", { class: "axis", x1: x(at), x2: x(at), y1: HEIGHT - BOTTOM, y2: HEIGHT - BOTTOM + 4 }),
      s("text", { class: "tick", x: Math.min(x(at), width - 18), y: HEIGHT - 8, "text-anchor": "middle" }, shortClock(at)));
  }
  return marks;
}

function mark(point, series, x, y) {
  const at = x(time(point.at) + MINUTE / 2);
  const text = `${shortClock(time(point.at))}, ${point.what}: ${point.count}, median ${duration(point.medianMs)}, longest ${duration(point.maxMs)}`;
  return s("g", { class: "mark mark-" + series.tone },
    s("title", {}, text),
    point.maxMs > point.medianMs ? s("path", { class: "whisker", d: `M${at} ${y(point.medianMs)}V${y(point.maxMs)}M${at - 3} ${y(point.maxMs)}h6` }) : null,
    MARKS[series.mark](at, y(point.medianMs)));
}
