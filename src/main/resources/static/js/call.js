/* One call: what happened in a sentence, who has the caller, what was tried, and every step with its evidence. */
import { h, put, show, whenChanged, every } from "./dom.js";
import { find } from "./http.js";
import { on, latest, now } from "./live.js";
import { clock, counting, duration, phone, time } from "./format.js";
import { OVER, company, headline } from "./words.js";
import { chip, notice, title, whoChip } from "./parts.js";
import { ladder } from "./ladder.js";
import { transfers } from "./transfers.js";
import { actions } from "./actions.js";
import { report } from "./report.js";
import { twinPart } from "./twin-part.js";

const SOON_MS = 120;
const ASK_MS = 2000;

export function callView(main, { id, profile }) {
  const state = { call: null, over: false, stopped: false, again: false, loading: false };
  const heading = title("Call");
  const says = notice();
  const facts = factsPart();
  const steps = ladder();
  const tried = transfers();
  const buttons = actions(id, () => soon());
  const twin = profile === "twin" ? twinPart(id) : null;
  const body = h("div", { hidden: true }, h("div", { class: "call-head" }, facts.node, buttons.node), twin ? twin.node : null,
    tried.node, steps.node, report(id));
  main.replaceChildren(h("p", { class: "crumb" }, h("a", { href: "#/calls" }, "Calls"), h("span", { "aria-hidden": "true" }, " / "),
    h("code", {}, id)), heading, says.node, body);

  const load = async () => {
    if (state.loading) {
      state.again = true;
      return;
    }
    state.loading = true;
    state.again = false;
    try {
      const path = "api/calls/" + encodeURIComponent(id);
      const [call, drawn] = await Promise.all([find(path), find(path + "/ladder"), twin ? twin.load() : null]);
      if (!state.stopped) {
        draw(call, drawn);
      }
    } catch (e) {
      if (!state.stopped) {
        says.say(e.message, "bad");
      }
    } finally {
      state.loading = false;
      if (state.again && !state.stopped) {
        soon();
      }
    }
  };
  let timer = null;
  const soon = () => {
    timer = timer || setTimeout(() => { timer = null; load(); }, SOON_MS);
  };

  const draw = (call, drawn) => {
    const missing = call === null;
    show(body, !missing || (twin !== null && twin.known()));
    says.say(missing ? "Referee knows no such call." : "", missing ? "bad" : "");
    if (missing) {
      put(heading.querySelector("h1"), "No such call");
      return;
    }
    state.call = call;
    state.over = OVER.includes(call.state);
    put(heading.querySelector("h1"), headline(call));
    document.title = headline(call) + " – Referee";
    facts.update(call);
    buttons.update(call);
    tried.update(call.transfers);
    if (drawn) {
      steps.update(drawn);
    }
  };

  const mine = (news) => [news.callId, news.key].includes(id) || (state.call && news.callId && news.callId === state.call.callId);
  const stops = [
    on("call", (news) => { if (mine(news)) { soon(); } }),
    on("overview", () => facts.tick()),
    every(ASK_MS, async () => { // news may be lost with the connection; a call that is over has none
      if (!state.over || state.call === null) {
        await load();
      }
    }),
    every(250, () => {
      facts.tick();
      tried.tick();
      if (twin) {
        twin.tick();
      }
    }),
  ];
  return () => {
    state.stopped = true;
    clearTimeout(timer);
    stops.forEach((stop) => stop());
  };
}

// ---- the facts

function factsPart() {
  const who = h("p", { class: "call-who", "aria-live": "polite" });
  const since = h("span", { class: "number muted" });
  const list = h("dl", { class: "facts" });
  const node = h("section", { class: "card call-facts", "aria-label": "The call" }, h("div", { class: "call-now" }, who, since), list);
  let call = null;

  const drawWho = whenChanged(({ state, line }) => {
    who.replaceChildren(OVER.includes(state) ? chip(state === "failed" ? "bad" : "mute", state, "over") : line ? whoChip(line) : chip("plain", state));
  });
  const drawFacts = whenChanged((shown) => list.replaceChildren(...shown.filter(([, value]) => value)
    .map(([name, value, code]) => h("div", {}, h("dt", {}, name), h("dd", {}, code ? h("code", {}, value) : value)))));

  const onTheLine = () => {
    const found = ((latest() || { inProgress: { calls: [] } }).inProgress.calls)
      .find((each) => (call.callId && each.callId === call.callId) || (call.carrierCallId && each.carrierCallId === call.carrierCallId));
    return found || null;
  };
  const tick = () => {
    if (!call) {
      return;
    }
    const found = OVER.includes(call.state) ? null : onTheLine();
    const line = found && company(found, now());
    drawWho({ state: call.state, line: line && line.who });
    put(since, call.endedAt ? "took " + duration(time(call.endedAt) - time(call.startedAt))
      : line && line.since ? "for " + counting(now() - time(line.since)) : "began " + counting(now() - time(call.startedAt)) + " ago");
  };
  const update = (fresh) => {
    call = fresh;
    drawFacts([
      ["Caller", phone(call.from) || "withheld"], ["Dialled", phone(call.to)], ["Agent", call.agent],
      ["Began", clock(call.startedAt)], ["Ended", call.endedAt ? clock(call.endedAt) : null],
      ["Cost", call.costUsd === null || call.costUsd === undefined ? null : "US$ " + Number(call.costUsd).toFixed(4)],
      ["OpenAI", call.sessions && call.sessions.length > 1 ? call.sessions.join(", ") : call.callId, true], ["Carrier", call.carrierCallId, true],
    ]);
    tick();
  };
  return { node, update, tick };
}
