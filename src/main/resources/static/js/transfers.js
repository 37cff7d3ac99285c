/* The transfers of a call: the mechanisms in their order, and how far the evidence reaches. */
import { h, keyed, put } from "./dom.js";
import { glyph } from "./glyphs.js";
import { now } from "./live.js";
import { duration, phone, time } from "./format.js";
import { MECHANISMS, OUTCOMES, RUNGS, VERDICTS } from "./words.js";
import { chip, outcomeChip } from "./parts.js";

const CHAIN = Object.keys(MECHANISMS);
const LADDER = Object.keys(RUNGS);
const BY = { agent: "asked for by the agent", operator: "asked for by an operator", rescue: "a rescue: no agent came",
  limit: "at a limit of the call", referee: "Referee’s own decision" };
const REASONS = { "agent-mute": "the agent could not speak any more" };

export function transfers() {
  const node = h("div", { class: "transfers" });
  return {
    node,
    update: (list) => keyed(node, [...list].reverse(), (each) => each.transferId, panel),
    tick: () => node.querySelectorAll("[data-since]").forEach((each) => put(each, duration(now() - time(each.dataset.since)) + " so far")),
  };
}

/** What somebody said is quoted; what Referee itself decided is not. */
function why({ requestedBy, reason }) {
  const own = requestedBy === "referee" && REASONS[reason];
  return own ? ": " + own : reason ? ": “" + reason + "”" : "";
}

function panel(transfer) {
  return h("section", { class: "card transfer", "aria-label": "Transfer to " + transfer.target },
    h("div", { class: "card-head" },
      h("h2", {}, "Transfer to " + transfer.target),
      transfer.outcome ? outcomeChip(transfer.outcome) : chip("open", "in flight", "waiting"),
      h("span", { class: "muted" }, (BY[transfer.requestedBy] || transfer.requestedBy) + why(transfer))),
    h("div", { class: "transfer-body" },
      h("div", {}, h("h3", {}, "How the caller is moved"), h("ol", { class: "chain" }, CHAIN.map((name) => tried(name, transfer)))),
      h("div", {}, h("h3", {}, "How far the evidence reaches"), h("ol", { class: "rungs" }, rungs(transfer)))),
    transfer.outcome ? h("p", { class: "muted" }, "Outcome: " + OUTCOMES[transfer.outcome].hint + (transfer.number ? ", " + phone(transfer.number) : "") + ".") : null);
}

function tried(name, transfer) {
  const one = transfer.mechanisms.find((each) => each.mechanism === name);
  const verdict = one && one.verdict ? VERDICTS[one.verdict] : null;
  const tone = verdict ? verdict.tone : one ? "open" : "none";
  const word = one ? one.verdict || "waiting" : transfer.outcome ? "not needed" : "in reserve";
  const took = one && one.decidedAt ? duration(time(one.decidedAt) - time(one.startedAt)) : "";
  const note = !one ? MECHANISMS[name] : !verdict ? null : one.verdict === "skipped" ? one.reason || verdict.hint : "after " + took + ": " + (one.reason || verdict.hint);
  return h("li", { class: "way-card way-" + tone },
    h("span", { class: "way-name" }, name),
    h("b", {}, glyph(verdict ? verdict.tone : one ? "waiting" : "mute"), word),
    one && !verdict && !transfer.outcome ? h("span", { class: "muted number", "data-since": one.startedAt }) : h("span", { class: "muted" }, note));
}

function rungs(transfer) {
  const reached = Math.max(-1, ...transfer.evidence.map((each) => LADDER.indexOf(each.rung)));
  return LADDER.map((rung, at) => {
    const seen = transfer.evidence.find((each) => each.rung === rung);
    const css = seen ? (rung === "vendor-accepted" ? "rung-word" : "rung-seen") : at < reached ? "rung-passed" : "rung-open";
    const words = seen ? "+" + duration(time(seen.at) - time(transfer.requestedAt)) + ", " + seen.source : at < reached ? "passed unseen" : RUNGS[rung];
    return h("li", { class: "rung " + css, title: RUNGS[rung] }, h("span", { class: "dot", "aria-hidden": "true" }), h("b", {}, rung), h("span", { class: "muted" }, words));
  });
}
