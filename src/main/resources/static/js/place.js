/* Under profile twin: places calls with chosen faults, one or many. Nothing leaves this machine. */
import { h, put, show, every, whenChanged } from "./dom.js";
import { get, http } from "./http.js";
import { clock } from "./format.js";
import { notice, title, whoChip, chip } from "./parts.js";
import { switches } from "./switches.js";
import { streamForm } from "./stream.js";

const FEATURED = ["silent-refer", "refer-works", "late-refer", "carrier-down-too", "nobody-answers-redirect"];
const LIST_MS = 1500;
const SHOWN = 12;

/** Whom the twin shows on the line, in the words of the page. */
export const OWNERS = {
  CALLING: "nobody-yet", AGENT: "agent", RINGING: "ringing", HUMAN: "human", MACHINE: "voicemail", VOICEMAIL: "voicemail",
  ANNOUNCEMENT: "voicemail", NOBODY: "nobody", GONE: "gone",
};

export function placeView(main) {
  const body = h("div", { class: "columns columns-place" });
  const says = notice();
  main.replaceChildren(title("Place calls"),
    h("p", { class: "lead muted" }, "Caller, agent, carrier and humans are played by the built-in twin, which fails on order. Everything else is the real program."),
    says.node, body);
  let stops = [];
  let stopped = false;
  get("twin/faults").then((faults) => {
    if (!stopped) {
      const stream = streamForm(faults.presets);
      const placed = placedList(faults.presets);
      body.replaceChildren(singleForm(faults), h("div", {}, stream.node, placed.node));
      stops = [every(LIST_MS, placed.load), every(1000, stream.load)];
    }
  }).catch((e) => says.say(e.message, "bad"));
  return () => {
    stopped = true;
    stops.forEach((stop) => stop());
  };
}

// ---- one call

function singleForm(faults) {
  const rank = (each) => { const at = FEATURED.indexOf(each.name); return at < 0 ? FEATURED.length : at; };
  const sorted = [...faults.presets].sort((a, b) => rank(a) - rank(b));
  let chosen = sorted[0];
  const own = switches(faults.switches, () => chosen);
  const card = (each) => h("label", { class: "preset" },
    h("input", { type: "radio", name: "preset", value: each.name, checked: each === chosen, on: { change: () => { chosen = each; own.fresh(); } } }),
    h("span", {}, h("b", {}, each.label), h("span", { class: "muted" }, each.description)));
  const front = sorted.filter((each) => rank(each) < FEATURED.length);
  const rest = sorted.filter((each) => !front.includes(each));
  const button = h("button", { class: "button button-main place-button", type: "submit" }, "Place call");
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    show(error, false);
    try {
      const call = await http("POST", "twin/calls", { preset: chosen.name, ...own.changes() });
      location.hash = "#/calls/" + encodeURIComponent(call.parentSid);
    } catch (e) {
      put(error, e.message);
      show(error, true);
      button.disabled = false;
    }
  };
  own.fresh();
  return h("form", { class: "card place", "aria-labelledby": "single-title", on: { submit } },
    h("h2", { id: "single-title" }, "One call"),
    h("fieldset", {}, h("legend", { class: "sr" }, "Scenario"), h("div", { class: "presets" }, front.map(card)),
      h("details", {}, h("summary", {}, rest.length + " more scenarios"), h("div", { class: "presets" }, rest.map(card)))),
    error, button, own.node);
}

// ---- what was placed

function placedList(presets) {
  const list = h("ol", { class: "placed" });
  const empty = h("p", { class: "empty" }, "None yet. Leave “Silent REFER” chosen and press Place call; it takes about ten seconds.");
  const plain = (value) => JSON.stringify(value, (key, part) => (part && typeof part === "object" && !Array.isArray(part)
    ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part));
  const named = new Map(presets.map((each) => [plain(each.script), each.label]));
  const name = ({ from, ...script }) => named.get(plain({ from, ...script })) || named.get(plain(script)) || "Own mix of switches"; // a stream gives callers numbers
  const draw = whenChanged((calls) => {
    empty.hidden = calls.length > 0;
    list.replaceChildren(...calls.map((call) => h("li", {},
      h("a", { class: "row-link", href: "#/calls/" + encodeURIComponent(call.parentSid) }, name(call.script)),
      h("span", { class: "muted number" }, clock(call.startedAt)),
      call.over ? chip("mute", "over", "over") : whoChip(OWNERS[/^[A-Z]+/.exec(call.owner)[0]]),
      call.violations ? chip("bad", call.violations === 1 ? "1 violation" : call.violations + " violations") : null)));
  });
  const node = h("section", { class: "card", "aria-labelledby": "placed-title" }, h("h2", { id: "placed-title" }, "Latest calls of the twin"), empty, list);
  return {
    node,
    load: async () => {
      try {
        draw(await get("twin/calls?limit=" + SHOWN));
      } catch (away) {
        // said at the top
      }
    },
  };
}
