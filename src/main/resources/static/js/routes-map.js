/* Which route hands messages to which: entries on the left, what they lead to on the right. The list below says the same. */
import { h, s, whenChanged } from "./dom.js";

const WIDTH = 186;
const HEIGHT = 40;
const ACROSS = 56;
const DOWN = 10;
const DEPTH_MAX = 8;

/** Where a route hands its messages: the names behind direct:. */
export function leadsTo(route, byFrom) {
  const found = new Set();
  route.steps.forEach((step) => (step.text.match(/direct:[\w.-]+/g) || []).forEach((uri) => {
    if (byFrom.has(uri) && byFrom.get(uri) !== route.id) {
      found.add(byFrom.get(uri));
    }
  }));
  return [...found];
}

export const byEntrance = (routes) => new Map(routes.map((each) => [each.from, each.id]));

export function routesMap(onChoose) {
  const box = h("div", { class: "scroll map", tabindex: "0", role: "region", "aria-label": "Map of the routes; the list below says the same" });
  const draw = whenChanged((routes) => box.replaceChildren(picture(routes, onChoose)));
  return { node: box, update: draw };
}

function picture(routes, onChoose) {
  const byFrom = byEntrance(routes);
  const next = new Map(routes.map((each) => [each.id, leadsTo(each, byFrom)]));
  const led = new Set([...next.values()].flat());
  const shown = routes.filter((each) => next.get(each.id).length > 0 || led.has(each.id));
  const depth = depths(shown, next);
  const columns = [];
  shown.forEach((each) => {
    const at = depth.get(each.id);
    columns[at] = [...(columns[at] || []), each];
  });
  const place = new Map();
  columns.forEach((column, x) => sorted(column, x, place, next).forEach((each, y) =>
    place.set(each.id, { x: x * (WIDTH + ACROSS) + 1, y: y * (HEIGHT + DOWN) + 1 })));
  const width = columns.length * (WIDTH + ACROSS) - ACROSS + 2;
  const height = Math.max(...columns.map((each) => each.length)) * (HEIGHT + DOWN);
  return s("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": `${shown.length} routes and what they hand on` },
    shown.flatMap((each) => next.get(each.id).map((to) => edge(place.get(each.id), place.get(to), each.total > 0))),
    shown.map((each) => node(each, place.get(each.id), onChoose)));
}

/** How far from an entry, at most; a circle of routes ends at the bound. */
function depths(routes, next) {
  const depth = new Map(routes.map((each) => [each.id, 0]));
  for (let round = 0; round < DEPTH_MAX; round++) {
    routes.forEach((each) => next.get(each.id).forEach((to) => depth.set(to, Math.min(DEPTH_MAX, Math.max(depth.get(to), depth.get(each.id) + 1)))));
  }
  const used = [...new Set(depth.values())].sort((a, b) => a - b);
  return new Map([...depth].map(([id, at]) => [id, used.indexOf(at)]));
}

/** Beside what leads to it, so that lines cross little. */
function sorted(column, x, place, next) {
  if (x === 0) {
    return column;
  }
  const height = (route) => {
    const from = [...place].filter(([id]) => next.get(id).includes(route.id)).map(([, at]) => at.y);
    return from.length ? from.reduce((sum, each) => sum + each, 0) / from.length : Infinity;
  };
  return [...column].sort((a, b) => height(a) - height(b));
}

function edge(from, to, used) {
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
  const bend = Math.max(24, Math.abs(x2 - x1) / 2);
  return s("path", { class: "map-edge" + (used ? " map-used" : ""), d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}` });
}

function node(route, at, onChoose) {
  const failed = route.failed > 0 ? `, ${route.failed} failed` : "";
  return s("g", { class: "map-node" + (route.inflight > 0 ? " map-busy" : ""), on: { click: () => onChoose(route.id) } },
    s("title", {}, route.description || route.id),
    s("rect", { x: at.x, y: at.y, width: WIDTH, height: HEIGHT, rx: 7 }),
    s("text", { class: "map-name", x: at.x + 10, y: at.y + 17 }, route.id),
    s("text", { class: "map-count", x: at.x + 10, y: at.y + 32 }, `${route.total} in all${failed}${route.inflight > 0 ? `, ${route.inflight} now` : ""}`));
}
