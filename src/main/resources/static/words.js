"use strict";

/*
 * The words of the page: from the ledger's event types to sentences. Every entry takes the event's detail and what came
 * before it, and returns {text, tone}. Tones: good, warn, bad, key (a decision), minor (housekeeping), or none.
 */
const Words = (() => {
  const OWNERS = {
    CALLING: { who: "Nobody yet", note: "The caller hears ringing and waits for the agent.", label: "Ringing for the agent", css: "calling" },
    AGENT: { who: "The agent", note: "The caller talks to the AI agent.", label: "Agent", css: "agent" },
    RINGING: { who: "A ringing phone", note: "The caller hears ringing.", label: "Human’s phone rings", css: "ringing" },
    HUMAN: { who: "A human", note: "Caller and human are connected.", label: "Human", css: "human" },
    MACHINE: { who: "An answering machine", note: "Something picked up that is no human.", label: "Machine", css: "other" },
    VOICEMAIL: { who: "The voicemail box", note: "The caller leaves a message.", label: "Voicemail", css: "other" },
    ANNOUNCEMENT: { who: "An announcement", note: "The caller hears a recorded sentence.", label: "Announcement", css: "other" },
    NOBODY: { who: "Nobody", note: "The caller is alone and hears silence.", label: "Nobody", css: "nobody" },
    GONE: { who: "Nobody: the call is over", note: "", label: "Over", css: "gone" },
  };

  const OUTCOMES = {
    bridged: { text: "bridged", css: "good", sentence: "The caller reached a human" },
    voicemail: { text: "voicemail", css: "warn", sentence: "The caller reached the voicemail box" },
    returned: { text: "returned", css: "warn", sentence: "Nobody answered: the agent took the caller back" },
    abandoned: { text: "abandoned", css: "mute", sentence: "The caller left before anybody answered" },
    failed: { text: "failed", css: "bad", sentence: "The caller could not be helped" },
  };

  const VERDICTS = {
    confirmed: { css: "good", hint: "the carrier showed that it happened" },
    refused: { css: "bad", hint: "an answer said that it will not happen" },
    silent: { css: "warn", hint: "the deadline passed without evidence" },
    skipped: { css: "mute", hint: "not tried, or no longer needed" },
    abandoned: { css: "mute", hint: "the caller left first" },
  };

  const MECHANISMS = {
    refer: "OpenAI’s /refer asks the carrier to move the caller",
    redirect: "Referee tells the carrier itself, over its REST API",
    release: "the agent’s leg is hung up, so the carrier asks Referee what is next",
  };

  const RUNGS = {
    requested: "somebody asked",
    "vendor-accepted": "a 2xx answer, no proof",
    "on-wire": "the carrier fetched the document",
    ringing: "the target’s phone rings",
    answered: "somebody picked up",
    bridged: "caller and human joined",
  };

  const SOURCES = {
    openai: "an answer or webhook of OpenAI",
    sideband: "the call’s WebSocket to OpenAI",
    carrier: "an answer, request or callback of the carrier",
    timer: "a deadline or decision of Referee",
    operator: "a person or program at the API",
  };

  const number = (uri) => (uri || "the target").replace(/^tel:/, "");
  const seconds = (ms) => (ms / 1000).toFixed(1) + " s";
  const quoted = (text) => (text ? ": “" + text + "”" : "");
  const because = (text) => (text ? " (" + text + ")" : "");
  const clean = (answer) => (answer || "no answer").replace(/ \(no x-request-id\)/, "");
  const say = (text, tone) => ({ text, tone: tone || "" });

  /** The redirect or release that was begun and has no verdict yet, or has won: the agent's end is then expected. */
  const moving = (past) => past.some((e) => e.type === "mechanism-started" && e.detail.mechanism !== "refer")
    || past.some((e) => e.type === "fence-won");
  const last = (past, test) => past.filter(test).pop();
  const started = (past, mechanism) => last(past, (e) => e.type === "mechanism-started" && e.detail.mechanism === mechanism);
  const since = (event, earlier) => (earlier ? seconds(Date.parse(event.at) - Date.parse(earlier.at)) : "The time");
  const over = (past) => past.some((e) => ["human-left", "caller-left", "voicemail-ended", "ended"].includes(e.type));

  const STARTED = {
    refer: "Referee asks OpenAI to move the caller with /refer, and starts the clock.",
    redirect: "Referee asks the carrier to move the caller itself.",
    release: "Last resort: Referee hangs up the agent’s leg, so that the carrier must ask what to do with the caller.",
  };

  const SILENT = {
    refer: "OpenAI said yes and nothing happened. Referee stops trusting /refer for this call.",
    redirect: "The carrier did not fetch the target’s document in time. Next: release.",
    release: "The carrier did not come back for the caller.",
  };

  const WORDS = {
    "call-arrived": () => say("A call arrives. Referee tells the carrier to dial the agent.", "key"),
    "session-announced": () => say("OpenAI announces the agent’s session. Its one-time token fits this call."),
    "session-rejected": (d) => say("Referee turns a session away" + because(d.reason) + ".", "warn"),
    accepted: () => say("Referee accepted the session: the agent may pick up."),
    "accept-failed": (d) => say("OpenAI did not take the accept: " + clean(d.answer) + ".", "warn"),
    "sideband-attached": () => say("The sideband is open: Referee hears what the agent wants."),
    "sideband-reattached": () => say("The sideband is open again. The caller noticed nothing.", "good"),
    "sideband-failed": (d, e, past) => moving(past) || over(past)
      ? say("The agent’s session is gone, as expected: " + d.reason + ".", "minor")
      : say("The sideband could not be opened: " + d.reason + ".", "warn"),
    "sideband-closed": (d, e, past) => moving(past) || over(past)
      ? say("The agent’s sideband closes: the caller is being moved away from the agent.", "minor")
      : say("The sideband was lost" + because(d.reason) + (d.clean === "true" ? "." : ". Referee opens it again."), "warn"),
    "agent-leg-coming": () => say("The carrier is dialling the agent.", "minor"),
    "agent-leg-answered": () => say("The agent picked up: caller and agent talk."),
    "agent-leg-completed": (d, e, past) => d.rung
      ? say("The agent’s leg ended and the carrier asks what to do with the caller: Referee has him. Only this mechanism may dial now (fence).", "good")
      : say("The agent’s leg is over.", moving(past) || over(past) ? "minor" : ""),
    "agent-leg-canceled": () => say("The agent’s leg was cancelled before anybody picked up.", "warn"),
    "agent-leg-failed": (d) => d.rung
      ? say("The agent never came and the carrier asks what to do with the caller: Referee has him. Only this mechanism may dial now (fence).", "good")
      : say("The agent’s leg failed: OpenAI or the network refused it.", "bad"),
    "agent-dial-ended": (d, e, past) => {
      const redirect = started(past, "redirect");
      const decided = past.some((p) => p.type === "verdict" && p.detail.mechanism === "redirect");
      return redirect && !decided
        ? say("The agent’s Dial ended" + because(d.status) + ": a side effect of the redirect and no proof of it. Referee answers: wait.", "minor")
        : say("The carrier says that the agent’s Dial ended" + because(d.status) + " and asks what is next.");
    },
    "agent-dropped": (d) => say("The line to the agent dropped" + because(d.status) + ". Referee dials the agent again.", "warn"),
    "end-asked": (d) => say("The call is to be ended" + because(d.reason) + "."),
    "caller-left": (d) => say("The caller hung up" + because(d.how) + ". Nobody is dialled from here on.", "key"),
    "human-left": () => say("Caller and human are done. The call is over.", "key"),
    "caller-parked": (d) => d.rung
      ? say("The caller waits in Referee’s hands: Referee has him. Only this mechanism may dial now (fence).", "good")
      : say("The caller waits in Referee’s hands.", "minor"),
    "voicemail-ended": () => say("The caller has left his message. The call is over.", "key"),
    ended: () => say("The call is over, as asked.", "key"),
    "carrier-silent": () => say("The carrier does not say what became of the caller. Referee gives up asking.", "bad"),
    "carrier-reported": (d) => say("Referee asked the carrier about the caller’s leg: " + (d.caller || "unknown") + ".", "minor"),
    "no agent and no target": () => say("There is neither an agent nor a target: the caller hears an apology.", "bad"),

    "transfer-asked": (d, e) => {
      const by = { operator: "An operator asks", carrier: "No agent came, so Referee rescues the caller: it asks" }[e.source] || "The agent asks";
      return say(by + " to transfer the caller to " + (d.target || "a target") + quoted(d.reason) + ".", "key");
    },
    "mechanism-started": (d, e, past, next) => {
      const together = next && next.at === e.at;
      if (together && next.type === "verdict" && next.detail.verdict === "skipped") {
        return say("First choice would be " + d.mechanism + ".", "minor");
      }
      if (together && d.mechanism === "release" && next.detail && next.detail.rung === "on-wire") {
        return say("The agent’s leg is gone by itself. That counts as release: nothing has to be hung up.", "key");
      }
      return say(STARTED[d.mechanism] || "Referee tries " + d.mechanism + ".", "key");
    },
    "refer-answered": (d) => d.rung === "vendor-accepted"
      ? say("OpenAI answered " + clean(d.answer) + " to /refer. That proves nothing yet.", "warn")
      : say("OpenAI’s answer to /refer: " + clean(d.answer) + ".", "bad"),
    "refer-to": (d) => say("The REFER names " + number(d.referTo) + ". Referee dials what configuration says, not what the REFER says.", "minor"),
    "refer-arrived": () => say("A REFER reached the carrier: that is proof. Only this mechanism may dial now (fence).", "good"),
    "refer-arrived-late": () => say("The REFER arrives after all, too late. The fence holds: it gets a wait document and rings nobody.", "good"),
    "evidence-deadline": (d, e, past) => {
      const from = last(past, (p) => p.type === "refer-answered") || started(past, "refer");
      const word = /^only the vendor/.test(d.found || "");
      return say(since(e, from) + " passed and no REFER reached the carrier" + (word ? " (" + d.found + ")" : "") + ": verdict silent.", "warn");
    },
    verdict: (d) => {
      const m = d.mechanism;
      switch (d.verdict) {
        case "confirmed": return say("Verdict on " + m + ": confirmed. The carrier has shown it.", "good");
        case "silent": return say("Verdict on " + m + ": silent. " + (SILENT[m] || ""), "warn");
        case "refused": return say("Verdict on " + m + ": refused (" + clean(d.reason) + "). No need to wait.", "bad");
        case "skipped": return say("Verdict on " + m + ": skipped" + because(d.reason) + "."
          + (/breaker/.test(d.reason || "") ? " The last REFERs failed or stayed silent, so Referee does not wait for another." : ""), "warn");
        case "abandoned": return say("Verdict on " + m + ": abandoned. The caller left first.");
        default: return say("Verdict on " + m + ": " + d.verdict + because(d.reason) + ".");
      }
    },
    "fence-won": (d) => say("Fence: this transfer dials through " + d.mechanism + " and through nothing else.", "good"),
    "redirect-answered": (d) => d.rung
      ? say("The carrier answered " + clean(d.answer) + ". Also only a promise: Referee waits for the fetch.", "warn")
      : say("The carrier’s answer to the redirect: " + clean(d.answer) + ".", "warn"),
    "redirect-fetched": () => say("The carrier fetched the target’s document: the redirect took. Only this mechanism may dial now (fence).", "good"),
    "redirect-fetched-late": () => say("The redirect’s document is fetched after all, too late. It gets a wait document and rings nobody.", "good"),
    "redirect-deadline": (d, e, past) => say(since(e, started(past, "redirect")) + " passed and the carrier did not fetch the document: verdict silent.", "warn"),
    "release-answered": (d) => say("OpenAI’s answer to /hangup: " + clean(d.answer) + ".", d.rung ? "warn" : "bad"),
    "release-deadline": () => say("The agent’s leg was released, but the carrier never asked what to do with the caller.", "bad"),
    "refer-answer-ignored": (d) => say("The answer to /refer comes late (" + clean(d.answer) + ") and changes nothing.", "minor"),
    "redirect-answer-ignored": (d) => say("The carrier’s REST answer (" + clean(d.answer) + ") comes after the proof and changes nothing.", "minor"),
    "release-answer-ignored": (d) => say("The answer to /hangup comes late (" + clean(d.answer) + ") and changes nothing.", "minor"),

    "leg-initiated": (d) => say("The carrier dials " + number(d.number) + ".", "minor"),
    "leg-ringing": (d) => say("The phone rings at " + number(d.number) + "."),
    "leg-answered": (d) => say("Somebody, or something, picks up at " + number(d.number) + ". Two seconds tell whether it lasts."),
    "leg-accepted": (d) => say("The human at " + number(d.number) + " takes the call: caller and human are joined."),
    "leg-declined": (d) => say("Whoever picked up at " + number(d.number) + " does not press 1 and is hung up on.", "warn"),
    "target-closed": (d) => say(d.target + " is closed now and is not dialled.", "warn"),
    "leg-ended": (d) => say("The leg to " + number(d.number) + " ended."),
    "leg-overdue": (d) => say("Nothing heard of the leg to " + number(d.number) + ". Referee asks the carrier.", "warn"),
    "leg-held": (d) => say("Caller and " + number(d.number) + " are still together: bridged.", "good"),
    "dial-bridged": (d) => say("The carrier confirms that caller and " + number(d.number) + " were joined: bridged.", "good"),
    "target-not-reached": (d) => say(d.status === "completed"
      ? "Something picked up at " + number(d.number) + ", but nobody was joined with the caller: that does not count."
      : "Nobody reached at " + number(d.number) + because(d.status) + ".", "warn"),
    "returning-to-agent": (d) => say("Nobody answered. Referee dials the agent again and tells it why" + because(d.reason) + ".", "warn"),
    outcome: (d) => {
      switch (d.outcome) {
        case "bridged": return say("Outcome: bridged. The caller is with " + number(d.number) + ".", "good");
        case "returned": return say("Outcome: returned. The agent has the caller again and knows why" + because(d.reason) + ".", "warn");
        case "voicemail": return say("Outcome: voicemail. The caller may leave a message.", "warn");
        case "abandoned": return say("Outcome: abandoned" + because(d.reason) + ".", "key");
        case "failed": return say("Outcome: failed" + because(d.reason) + ".", "bad");
        default: return say("Outcome: " + d.outcome + ".");
      }
    },
  };

  function vendorEvent(event) {
    const d = event.detail;
    if (d.effect) {
      return say("OpenAI sends “" + event.type + "” too late; it changes nothing.", "minor");
    }
    return d.rung
      ? say("OpenAI says “" + event.type + "” on the sideband. Its word alone only buys time: the carrier must show the leg.", "warn")
      : say("OpenAI says “" + event.type + "” on the sideband: REFER will not happen.", "bad");
  }

  /** The sentence of one event between those before it and the next one; unknown types fall back to their own text. */
  function sentence(event, past, next) {
    const detail = event.detail || {};
    const known = Object.hasOwn(WORDS, event.type) ? WORDS[event.type] : null;
    if (known) {
      return known(detail, { ...event, detail }, past, next);
    }
    if (event.source === "sideband" && /^[a-z_]+\.[a-z_.]+$/.test(event.type)) {
      return vendorEvent({ ...event, detail });
    }
    if (event.type.startsWith("agent-leg-") && detail.rung) {
      return WORDS[event.type.startsWith("agent-leg-failed") ? "agent-leg-failed" : "agent-leg-completed"](detail, event, past);
    }
    return say(event.type.replace(/[-_]/g, " ").replace(/^./, (c) => c.toUpperCase()) + ".");
  }

  return { OWNERS, OUTCOMES, VERDICTS, MECHANISMS, RUNGS, SOURCES, number, sentence };
})();
