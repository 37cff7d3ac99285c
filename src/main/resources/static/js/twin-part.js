/* What only the twin can know of a call: who really had the caller, from when to when, and what its judge counted. */
import { h, put, show, whenChanged } from "./dom.js";
import { find, http } from "./http.js";
import { duration, many, time } from "./format.js";
import { WHO } from "./words.js";
import { chip, notice } from "./parts.js";
import { OWNERS } from "./place.js";

export function twinPart(id) {
  const path = "twin/calls/" + encodeURIComponent(id);
  const bar = h("div", { class: "owners", role: "img" });
  const legend = h("ul", { class: "legend" });
  const judged = h("div", { class: "judge" });
  const says = notice();
  const hangUp = h("button", { type: "button", class: "button" }, "Caller hangs up");
  hangUp.addEventListener("click", async () => {
    try {
      await http("POST", path + "/hangup");
    } catch (e) {
      says.say(e.message, "bad");
    }
  });
  const node = h("section", { class: "card", "aria-labelledby": "twin-title", hidden: true },
    h("div", { class: "card-head" }, h("h2", { id: "twin-title" }, "Who really had the caller"), h("span", { class: "muted" }, "as the twin lived it"), hangUp),
    bar, legend, judged, says.node);

  let twin = null;
  const drawJudge = whenChanged(({ rings, bridges, alone, violations, complaints, assumptions }) => judged.replaceChildren(
    h("p", {}, `${many(rings, "phone")} rung, ${many(bridges, "bridge")}, caller alone for ${duration(alone)} `,
      chip(violations ? "bad" : "good", violations ? many(violations, "violation") : "no rule broken")),
    complaints.length ? h("ul", { class: "complaints" }, complaints.map((each) => h("li", {}, each))) : "",
    assumptions.length ? h("details", {}, h("summary", {}, "Assumptions behind this call"), h("ul", {}, assumptions.map((each) => h("li", {}, h("code", {}, each))))) : ""));

  const tick = () => {
    if (twin && !(twin.over && twin.drawn)) {
      drawBar(bar, legend, spans(twin));
      twin.drawn = twin.over;
    }
  };
  return {
    node,
    known: () => twin !== null,
    tick,
    async load() {
      if (twin && twin.over && twin.settled) {
        return;
      }
      const fresh = await find(path);
      if (fresh === null) {
        return; // it forgets its calls at a restart
      }
      fresh.settled = twin !== null && twin.over; // once more after the end, for what came in late
      twin = fresh;
      show(node, true);
      show(hangUp, !twin.over);
      drawJudge({ rings: twin.rings.length, bridges: twin.bridges.length, alone: twin.aloneMs, violations: twin.violations, complaints: twin.complaints, assumptions: twin.assumptions });
      tick();
    },
  };
}

function spans(twin) {
  const last = time(twin.owners.at(-1).at);
  const end = twin.over ? last : Math.max(Date.now(), last + 50);
  return twin.owners.map((each, at) => ({
    who: OWNERS[each.kind] || "gone",
    name: each.who,
    ms: (at + 1 < twin.owners.length ? time(twin.owners[at + 1].at) : end) - time(each.at),
  })).filter((each) => each.who !== "gone");
}

const label = (who) => (WHO[who] || { label: who }).label;

function drawBar(bar, legend, list) {
  while (bar.children.length > list.length) {
    bar.lastChild.remove();
  }
  list.forEach((each, at) => {
    const part = bar.children[at] || bar.appendChild(h("span", {}));
    part.className = "owner owner-" + each.who;
    part.style.flexGrow = String(Math.max(1, each.ms));
    part.title = label(each.who) + (each.name ? " " + each.name : "") + ", " + duration(each.ms);
  });
  const words = list.map((each) => label(each.who) + " " + duration(each.ms)).join(", then ");
  bar.setAttribute("aria-label", "Who had the caller: " + words);
  const sums = new Map();
  list.forEach((each) => sums.set(each.who, (sums.get(each.who) || 0) + each.ms));
  const entries = [...sums];
  while (legend.children.length > entries.length) {
    legend.lastChild.remove();
  }
  entries.forEach(([who, ms], at) => {
    const item = legend.children[at] || legend.appendChild(h("li", {}, h("i", {}), h("span", {}), h("b", { class: "number" })));
    item.children[0].className = "owner-key owner-" + who;
    put(item.children[1], label(who));
    put(item.children[2], duration(ms));
  });
}
