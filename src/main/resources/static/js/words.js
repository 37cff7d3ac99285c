/* The words for states, verdicts and outcomes; those of single events come from the server (ladder). */
import { duration, time, phone, capital } from "./format.js";

/** Who is on the line with a caller, most urgent first. */
export const WHO = {
  nobody: { label: "Nobody", note: "The caller is alone.", glyph: "nobody", tone: "bad" },
  ringing: { label: "Ringing", note: "The caller hears a phone ring.", glyph: "ringing", tone: "warn" },
  "nobody-yet": { label: "Nobody yet", note: "The caller hears ringing and waits for the agent.", glyph: "waiting", tone: "mute" },
  troubled: { label: "Agent in trouble", note: "The agent owes the caller an answer, and fails.", glyph: "warn", tone: "warn" },
  agent: { label: "Agent", note: "The caller talks to the agent.", glyph: "agent", tone: "plain" },
  human: { label: "Human", note: "Caller and human are connected.", glyph: "human", tone: "good" },
  voicemail: { label: "Voicemail", note: "The caller leaves a message.", glyph: "voicemail", tone: "mute" },
};

const TROUBLE_MS = 20_000;

/** Who is on the line, and since when: an agent that has just failed to speak is told apart. */
export function company(line, now) {
  const fresh = line.trouble && now - time(line.trouble.at) < TROUBLE_MS;
  return fresh ? { who: "troubled", since: line.trouble.at } : { who: line.who, since: line.since || line.startedAt };
}

export const STATES = ["ringing", "accepted", "talking", "transferring", "transferred", "ended", "rejected", "failed"];
export const OVER = ["ended", "rejected", "failed"];

export const OUTCOMES = {
  bridged: { tone: "good", hint: "with a human" },
  voicemail: { tone: "mute", hint: "left a message" },
  returned: { tone: "warn", hint: "back with the agent" },
  abandoned: { tone: "mute", hint: "the caller left" },
  failed: { tone: "bad", hint: "nobody could help" },
};

export const MECHANISMS = {
  refer: "OpenAI’s /refer asks the carrier to move the caller",
  redirect: "Referee tells the carrier itself",
  release: "the agent’s leg is hung up, and the carrier asks what is next",
};

export const VERDICTS = {
  confirmed: { tone: "good", hint: "the carrier showed that it happened" },
  refused: { tone: "bad", hint: "an answer said that it will not happen" },
  silent: { tone: "warn", hint: "the deadline passed without evidence" },
  skipped: { tone: "mute", hint: "not tried, or no longer needed" },
  abandoned: { tone: "mute", hint: "the caller left first" },
};

export const RUNGS = {
  requested: "somebody asked",
  "vendor-accepted": "a 2xx answer, no proof",
  "on-wire": "the carrier has the caller",
  ringing: "the target’s phone rings",
  answered: "somebody picked up",
  bridged: "caller and human joined",
};

export const LANES = { caller: "Caller", carrier: "Carrier", referee: "Referee", openai: "OpenAI", human: "Human" };

/** What the breaker's state means for the next transfer. */
export function breakerWords(breaker) {
  switch (breaker.state) {
    case "closed": return { tone: "good", title: "Closed", text: "REFER is tried." };
    case "half-open": return { tone: "warn", title: "Half open", text: "One transfer tries REFER; its verdict decides." };
    case "open":
    case "forced-open": return { tone: "warn", title: "Open", text: "Transfers go straight to the carrier." };
    case "disabled":
    case "metrics-only": return { tone: "mute", title: capital(breaker.state), text: "REFER is always tried." };
    default: return { tone: "mute", title: capital(breaker.state || "unknown"), text: "" };
  }
}

const REFER = {
  confirmed: "the REFER reached the carrier",
  refused: "OpenAI refused the REFER",
  silent: "the REFER was silent",
  skipped: "REFER was not tried",
};
const REDIRECT = {
  confirmed: "the carrier moved the caller",
  refused: "the carrier refused to move the caller",
  silent: "the redirect was silent",
};
const RELEASE = {
  confirmed: "hanging up the agent’s leg brought the caller back",
  refused: "the agent’s leg could not be hung up",
  silent: "releasing the agent’s leg brought nothing",
};
const SAID = { refer: REFER, redirect: REDIRECT, release: RELEASE };

function ways(transfer) {
  return transfer.mechanisms.map((each) => {
    if (!each.verdict) {
      return transfer.outcome ? null : "waiting for proof of the " + each.mechanism;
    }
    return SAID[each.mechanism][each.verdict];
  }).filter(Boolean);
}

function after(transfer, event) {
  return event ? " after " + duration(time(event.at) - time(transfer.requestedAt)) : "";
}

function ending(transfer) {
  const answered = transfer.evidence.find((each) => each.rung === "answered");
  const last = transfer.evidence.at(-1);
  const rings = transfer.evidence.some((each) => each.rung === "ringing");
  switch (transfer.outcome) {
    case "bridged": return transfer.target + " answered" + after(transfer, answered || last);
    case "voicemail": return "nobody at " + transfer.target + " answered, and the caller reached voicemail";
    case "returned": return "nobody at " + transfer.target + " answered, and the agent has the caller again";
    case "abandoned": return "the caller hung up before anybody answered";
    case "failed": return "the caller could not be helped";
    default:
      return answered ? transfer.target + " answered" + after(transfer, answered) : rings ? transfer.target + " is ringing" : null;
  }
}

const muted = (call) => (call.timeline || []).some((each) => each.type === "agent-mute");

function withoutTransfer(call) {
  switch (call.state) {
    case "ringing": return "The caller hears ringing; no agent is there yet";
    case "accepted": return "The agent is about to pick up";
    case "rejected": return "The call was turned away";
    case "failed": return "The call failed before anybody could help";
    case "ended": return muted(call) ? "The agent could not speak any more, and the call was ended" : "The caller and the agent talked; nobody was transferred";
    default: return "The caller talks to the agent";
  }
}

/** What happened to a caller, in one sentence. */
export function headline(call) {
  const transfer = call.transfers.at(-1);
  if (!transfer) {
    return withoutTransfer(call) + ".";
  }
  const earlier = call.transfers.length > 1 ? ["after " + (call.transfers.length === 2 ? "an earlier transfer" : call.transfers.length - 1 + " earlier transfers")] : [];
  const why = transfer.requestedBy === "referee" ? ["the agent could not speak any more"] : [];
  const parts = [...earlier, ...why, ...ways(transfer), ending(transfer)].filter(Boolean);
  return capital((parts.length ? parts : ["A transfer to " + transfer.target + " was asked for"]).join("; ")) + ".";
}

export const party = (call) => ({ from: phone(call.from) || "withheld", to: phone(call.to) });
