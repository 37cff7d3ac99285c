/* The routes that run, with what goes through each step of them. */
import { h, keyed, every, put } from "./dom.js";
import { get } from "./http.js";
import { chip, notice, title } from "./parts.js";
import { many } from "./format.js";
import { byEntrance, routesMap } from "./routes-map.js";

const EVERY_MS = 2000;

export function routesView(main) {
  const list = h("div", { class: "routes" });
  const says = notice();
  const filter = h("input", { id: "route-filter", type: "search", autocomplete: "off", spellcheck: "false", placeholder: "transfer, twilio, tool:" });
  const count = h("p", { class: "muted", role: "status" });
  const choose = (id) => {
    filter.value = "";
    draw();
    const card = document.getElementById("route-" + id);
    card.open = true;
    card.scrollIntoView({ block: "center" });
    card.querySelector("summary").focus({ preventScroll: true });
  };
  const map = routesMap(choose);
  main.replaceChildren(title("Routes"),
    h("p", { class: "lead muted" }, "What runs on this node, as Camel counts it. More at ",
      h("a", { href: "actuator/health" }, "health"), ", ", h("a", { href: "actuator/prometheus" }, "metrics"), " and ", h("a", { href: "actuator" }, "actuator"), "."),
    says.node,
    h("details", { class: "card map-card" }, h("summary", {}, h("h2", {}, "Map: which route hands on to which")), map.node),
    h("div", { class: "card search" }, h("div", { class: "field field-wide" }, h("label", { for: "route-filter" }, "Filter by name, source or step"), filter), count),
    list);

  let routes = [];
  const draw = () => {
    const wanted = filter.value.trim().toLowerCase();
    const shown = routes.filter((each) => !wanted || searched(each).includes(wanted));
    keyed(list, groups(shown), (each) => each.name, (each) => group(each, byEntrance(routes), choose));
    put(count, wanted ? shown.length + " of " + many(routes.length, "route") : many(routes.length, "route"));
  };
  filter.addEventListener("input", draw);
  return every(EVERY_MS, async () => {
    try {
      routes = (await get("api/routes")).routes;
      says.say("");
      map.update(routes);
      draw();
    } catch (e) {
      says.say(e.message, "bad");
    }
  });
}

const searched = (route) => [route.id, route.group, route.description, route.from, route.source, ...route.steps.map((each) => each.text + " " + (each.id || ""))].join(" ").toLowerCase();

/** By file: routes that are edited together stand together. */
function groups(routes) {
  const found = new Map();
  for (const route of routes) {
    const name = route.group || (route.source ? route.source.replace(/:\d+$/, "").replace(/^.*?(routes\/)/, "$1") : "in Java");
    found.set(name, [...(found.get(name) || []), route]);
  }
  return [...found].map(([name, mine]) => ({ name, routes: mine })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function group({ name, routes }, byFrom, choose) {
  return h("section", { class: "card" },
    h("div", { class: "route-head" }, h("h2", {}, name), h("span", { class: "route-counts", "aria-hidden": "true" }, ["in all", "failed", "now", "mean"].map((each) => h("span", { class: "count" }, each)))),
    routes.map((each) => card(each, byFrom, choose)));
}

function card(route, byFrom, choose) {
  return h("details", { class: "route", id: "route-" + route.id },
    h("summary", {},
      h("span", { class: "route-name" }, h("b", {}, route.id), h("span", { class: "muted" }, route.description || "")),
      route.state === "Started" ? null : chip("warn", route.state),
      h("span", { class: "route-counts" }, count(route.total, "in all"), count(route.failed, "failed", "bad"), count(route.inflight, "now", "now"),
        h("span", { class: "count" }, h("b", {}, route.total ? mean(route.meanMs) : "–"), h("span", {}, " mean")))),
    h("ol", { class: "flow", "aria-label": "Steps of " + route.id },
      h("li", { class: "flow-step flow-from" }, h("span", { class: "flow-kind" }, "from"), h("code", {}, route.from)),
      route.steps.map((each) => flowStep(each, byFrom, choose))),
    route.source ? h("p", { class: "hint" }, route.source) : null);
}

const mean = (ms) => (ms === null || ms === undefined ? "–" : ms < 1000 ? Math.round(ms) + " ms" : (ms / 1000).toFixed(1) + " s");

const count = (n, words, tone) => h("span", { class: "count" + (n ? tone ? " count-" + tone : "" : " count-nil") }, h("b", {}, String(n)), h("span", {}, " " + words));

/** A step's own text without its kind: transfer.fallBack for bean[ref:transfer method:fallBack]. */
function short(step) {
  const inner = /^[\w]+\[(.*)\]$/.exec(step.text);
  const text = inner ? inner[1] : step.text;
  const bean = /^ref:(\S+) method:(\S+)$/.exec(text);
  return bean ? bean[1] + "." + bean[2] : text === step.kind || /^\w+\[/.test(text) ? "" : text;
}

function flowStep(step, byFrom, choose) {
  const text = short(step);
  const leads = byFrom.get(text);
  const what = leads ? h("button", { type: "button", class: "to-route", on: { click: () => choose(leads) } }, text) : h("code", {}, text);
  const node = h("li", { class: "flow-step" },
    h("span", { class: "flow-kind" }, step.kind), h("span", { class: "flow-text" }, what, step.description ? h("span", { class: "muted" }, step.description) : null),
    h("span", { class: "flow-counts" }, step.total === null || step.total === undefined ? null : h("span", { class: "count" }, h("b", {}, String(step.total)), " through"),
      step.failed ? h("span", { class: "count count-bad" }, h("b", {}, String(step.failed)), " failed") : null));
  node.style.setProperty("--level", String(Math.max(0, Math.min(step.level - 1, 8))));
  return node;
}
