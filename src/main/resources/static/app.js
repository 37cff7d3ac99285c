"use strict";

/*
 * The console. It polls the API of operators (/api) and, under profile "twin", what the twin saw (/twin). Everything that
 * comes from a server is inserted as text, never as markup.
 */
(() => {
  const FEATURED = ["silent-refer", "refer-works", "late-refer", "carrier-down-too", "nobody-answers-redirect"];
  const LADDER = Object.keys(Words.RUNGS);
  const CHAIN = ["refer", "redirect", "release"];
  const OVER = ["ended", "rejected", "failed"];
  const GROUPS = [
    ["REFER", /^refer/],
    ["Carrier", /^(carrier|dialAction|innerAction|redirect|callback)/],
    ["OpenAI: webhook, accept, sideband", /^(webhook|correlation|accept|answerMs|ghost|attach|burst|sideband|agentLeg)/],
    ["Caller and humans", /^(caller|patience|human|noAnswer|from$|to$)/],
    ["The agent’s turns", /^(model|think|speech|audio|say|record)/],
    ["Other", /./],
  ];
  const TICK_MS = 100;
  const STEP_MS = 300;
  const LIST_MS = 1000;
  const BREAKER_MS = 3000;
  const LINGER_MS = 3000;

  const $ = (id) => document.getElementById(id);
  const state = {
    twin: false,
    presets: [],
    switches: [],
    preset: null,
    changed: new Map(),
    selected: null,
    shown: null,
    overSince: null,
    outcomes: new Map(),
    drawn: new Map(),
    past: [],
    locked: false,
    bring: false, // a call was placed from far above its panel: scroll there once it is drawn
  };

  // ---- small things

  /** An element with attributes and children; strings become text. */
  function h(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "on") {
        Object.entries(value).forEach(([event, run]) => node.addEventListener(event, run));
      } else if (value === true) {
        node.setAttribute(name, "");
      } else if (value !== false && value !== null && value !== undefined) {
        node.setAttribute(name, String(value));
      }
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  }

  const time = (text) => Date.parse(text);
  const secs = (ms, digits = 1) => (Math.max(0, ms) / 1000).toFixed(digits);
  const clock = (text) => new Date(text).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const show = (node, yes) => { node.hidden = !yes; };
  const put = (node, text) => { if (node.textContent !== text) { node.textContent = text; } };

  /** Runs the drawing only if what it draws from has changed, so that focus and open boxes survive the polling. */
  function draw(name, from, how) {
    const signature = JSON.stringify(from);
    if (state.drawn.get(name) !== signature) {
      state.drawn.set(name, signature);
      how();
    }
  }

  // ---- talking to the server

  class HttpError extends Error {
    constructor(status, message) {
      super(message);
      this.status = status;
    }
  }

  async function http(method, path, body) {
    const headers = { Accept: "application/json" };
    const token = sessionStorage.getItem("referee-token");
    if (token && path.startsWith("api/")) {
      headers.Authorization = "Bearer " + token;
    }
    if (body !== undefined) {
      headers["Content-Type"] = "application/json";
    }
    const options = { method, headers, cache: "no-store", body: body === undefined ? undefined : JSON.stringify(body) };
    let answer;
    try {
      answer = await fetch(path, options);
    } catch (away) {
      show($("link"), true);
      throw new HttpError(0, "No answer from the server");
    }
    show($("link"), false);
    const text = await answer.text();
    let json = null;
    try {
      json = text ? JSON.parse(text) : null;
    } catch (notJson) {
      json = null;
    }
    if (!answer.ok) {
      throw new HttpError(answer.status, (json && (json.detail || json.title)) || "HTTP " + answer.status);
    }
    return json;
  }

  /** The answer, or null where there is none such. */
  async function find(path) {
    try {
      return await http("GET", path);
    } catch (e) {
      if (e.status === 404) {
        return null;
      }
      throw e;
    }
  }

  /** Repeats a job while the tab is visible; one run never overlaps the next. */
  function every(ms, job) {
    let running = false;
    const run = async () => {
      if (running || document.hidden) {
        return;
      }
      running = true;
      try {
        await job();
      } catch (e) {
        if (!(e instanceof HttpError)) {
          console.error(e);
        }
        refused(e);
      } finally {
        running = false;
      }
    };
    setInterval(run, ms);
    document.addEventListener("visibilitychange", run);
    run();
    return run;
  }

  // ---- the admin token

  function refused(e) {
    if (e.status === 401 || e.status === 403) {
      const had = sessionStorage.getItem("referee-token");
      put($("token-why"), (had ? "This token was not accepted. " : "") + e.message);
      state.locked = true;
      show($("calls-none"), false);
      show($("token-panel"), true);
    }
  }

  $("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem("referee-token", $("token").value.trim());
    $("token").value = "";
    state.locked = false;
    show($("token-panel"), false);
    pollList();
    pollCall();
  });

  // ---- placing a call

  const preset = () => state.presets.find((each) => each.name === state.preset);

  function effective(item) {
    const script = preset() ? preset().script : {};
    return item.key in script ? script[item.key] : item.default;
  }

  function drawPresets() {
    const rank = (each) => { const at = FEATURED.indexOf(each.name); return at < 0 ? FEATURED.length : at; };
    const sorted = [...state.presets].sort((a, b) => rank(a) - rank(b));
    const wanted = sorted.filter((each) => rank(each) < FEATURED.length);
    const front = wanted.length ? wanted : sorted;
    const rest = sorted.filter((each) => !front.includes(each));
    const card = (each) => h("label", { class: "preset" },
      h("input", {
        type: "radio", name: "preset", value: each.name, checked: each.name === state.preset,
        on: { change: () => { state.preset = each.name; state.changed.clear(); drawSwitches(); } },
      }),
      h("span", {}, h("strong", {}, each.label), h("span", { class: "muted" }, each.description)));
    $("presets").replaceChildren(...front.map(card));
    $("presets-more").replaceChildren(...rest.map(card));
    put($("more-title"), rest.length + " more scenarios");
    show($("more"), rest.length > 0);
  }

  function setSwitch(item, value) {
    if (JSON.stringify(value) === JSON.stringify(effective(item))) {
      state.changed.delete(item.key);
    } else {
      state.changed.set(item.key, value);
    }
    countSwitches();
  }

  function countSwitches() {
    const own = state.changed.size;
    const byPreset = preset() ? Object.keys(preset().script).length : 0;
    put($("changed"), own ? own + " changed by you" : byPreset + " by scenario");
    show($("changed"), own + byPreset > 0);
    $("changed").classList.toggle("count-own", own > 0);
    show($("reset"), own > 0);
    document.querySelectorAll("[data-switch]").forEach((row) => {
      const key = row.dataset.switch;
      row.classList.toggle("own", state.changed.has(key));
      row.classList.toggle("preset-set", Boolean(preset() && key in preset().script));
    });
  }

  const guess = () => h("span", { class: "tag tag-guess" }, "assumption");

  function choice(item, id, value) {
    const hint = h("p", { class: "hint muted", id: id + "-hint" });
    const describe = (name) => {
      const found = item.values.find((each) => each.value === name);
      hint.replaceChildren(...(found ? [found.description + ". ", ...(found.assumption ? [guess()] : [])] : []));
    };
    const select = h("select", {
      id, "aria-describedby": id + "-hint",
      on: { change: (e) => { setSwitch(item, e.target.value); describe(e.target.value); } },
    }, item.values.map((each) => h("option", { value: each.value, selected: each.value === value },
      each.label + (each.assumption ? " (assumption)" : ""))));
    describe(value);
    return [select, hint];
  }

  /** Two menus for the usual case: what every phone does, and what the first one does instead. */
  function humans(item, id, value) {
    const kinds = { "*": "Every phone", "#1": "The first phone" };
    const does = (key) => (value[key] ? value[key].does || value[key] : "");
    const current = { ...value };
    const menus = Object.entries(kinds).map(([key, label]) => {
      const menuId = id + (key === "*" ? "" : "-first");
      return [
        h("label", { for: menuId, class: "sub" }, label),
        h("select", {
          id: menuId,
          on: {
            change: (e) => {
              if (e.target.value) {
                current[key] = { does: e.target.value };
              } else {
                delete current[key];
              }
              setSwitch(item, { ...current });
            },
          },
        }, h("option", { value: "" }, key === "*" ? "Answers (as usual)" : "Like every phone"),
        item.values.filter((each) => key !== "*" || each.value !== "ANSWERS").map((each) => h("option", {
          value: each.value, selected: each.value === does(key), title: each.description,
        }, each.label))),
      ];
    });
    return menus.flat();
  }

  function steps(item, id, value) {
    const hint = h("p", { class: "hint muted", id: id + "-hint" },
      "JSON list; “do” is one of " + item.values.map((each) => each.value).join(", ") + ".");
    const wrong = h("p", { class: "error", role: "alert", hidden: true }, "This is no JSON list.");
    const area = h("textarea", {
      id, rows: 4, spellcheck: "false", "aria-describedby": id + "-hint",
      on: {
        change: (e) => {
          try {
            const list = JSON.parse(e.target.value);
            show(wrong, !Array.isArray(list));
            e.target.setCustomValidity(Array.isArray(list) ? "" : "no JSON list");
            if (Array.isArray(list)) {
              setSwitch(item, list);
            }
          } catch (broken) {
            show(wrong, true);
            e.target.setCustomValidity("no JSON list");
          }
        },
      },
    });
    area.value = JSON.stringify(value, null, 1);
    return [area, wrong, hint];
  }

  function control(item, id) {
    const value = state.changed.has(item.key) ? state.changed.get(item.key) : effective(item);
    if (Array.isArray(item.default)) {
      return steps(item, id, value);
    }
    if (item.default !== null && typeof item.default === "object") {
      return humans(item, id, value);
    }
    if (item.values.length > 0) {
      return choice(item, id, value);
    }
    if (typeof item.default === "boolean") {
      return [h("input", { id, type: "checkbox", checked: value, on: { change: (e) => setSwitch(item, e.target.checked) } })];
    }
    if (typeof item.default === "number") {
      return [h("input", {
        id, type: "number", min: 0, step: 1, required: true, value, inputmode: "numeric",
        on: { input: (e) => { if (e.target.validity.valid) { setSwitch(item, Number(e.target.value)); } } },
      }), /Ms$/.test(item.key) ? h("span", { class: "unit muted" }, "ms") : null];
    }
    return [h("input", { id, type: "text", value, spellcheck: "false", on: { input: (e) => setSwitch(item, e.target.value) } })];
  }

  function drawSwitches() {
    const left = [...state.switches];
    const boxes = GROUPS.map(([title, pattern]) => {
      const mine = left.filter((item) => pattern.test(item.key));
      mine.forEach((item) => left.splice(left.indexOf(item), 1));
      return mine.length === 0 ? null : h("fieldset", { class: "group" }, h("legend", {}, title), mine.map((item) => {
        const id = "switch-" + item.key;
        const guessed = item.assumption || /\(assumption/.test(item.label);
        return h("div", { class: "switch", "data-switch": item.key },
          h("label", { for: id }, item.label.replace(/ \(assumption[^)]*\)/, ""), " ", guessed ? guess() : null),
          h("div", { class: "control" }, control(item, id)));
      }));
    }).filter(Boolean);
    $("switches").replaceChildren(...boxes);
    countSwitches();
  }

  $("reset").addEventListener("click", () => {
    state.changed.clear();
    drawSwitches();
    $("switches-box").querySelector("summary").focus();
  });

  // a hidden wrong field would stop the form without a word
  $("place-form").addEventListener("invalid", () => { $("switches-box").open = true; }, true);

  $("place-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = $("place-button");
    button.disabled = true;
    show($("place-error"), false);
    try {
      const call = await http("POST", "twin/calls", { preset: state.preset, ...Object.fromEntries(state.changed) });
      select(call.parentSid);
      pollList();
      state.bring = $("call").getBoundingClientRect().top > window.innerHeight * 0.6;
    } catch (e) {
      put($("place-error"), e.message);
      show($("place-error"), true);
    } finally {
      button.disabled = false;
    }
  });

  // ---- the list of calls

  /** The name of the scenario that was ordered, as far as it can be told from the script. */
  function scenario(script) {
    const plain = (value) => JSON.stringify(value, (key, part) => part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part);
    const found = state.presets.find((each) => plain(each.script) === plain(script));
    return found ? found.label : "Own mix of switches";
  }

  function ownerOf(text) {
    const match = /^([A-Z]+)(?:\((.*)\))?$/.exec(text || "");
    return match && Words.OWNERS[match[1]] ? { kind: match[1], who: match[2] || "" } : null;
  }

  /** Calls of the gateway, and calls of the twin that never became one. */
  function merged(calls, twins) {
    const rows = calls.map((call) => {
      const twin = twins.find((each) => each.parentSid === call.carrierCallId || each.callIds.includes(call.callId));
      return { id: call.carrierCallId || call.callId, call, twin };
    });
    const orphans = twins.filter((twin) => !rows.some((row) => row.twin === twin));
    return [...rows, ...orphans.map((twin) => ({ id: twin.parentSid, call: null, twin }))]
      .sort((a, b) => time((b.call || b.twin).startedAt) - time((a.call || a.twin).startedAt));
  }

  async function outcomes(rows) {
    const open = rows.filter((row) => row.call && !state.outcomes.has(row.id)
      && (OVER.includes(row.call.state) || row.call.state === "transferred")).slice(0, 3);
    for (const row of open) {
      const history = await find("api/calls/" + encodeURIComponent(row.id));
      remember(row.id, history);
    }
  }

  function remember(id, history) {
    if (history && history.transfers) {
      const outcome = (history.transfers.filter((t) => t.outcome).pop() || {}).outcome || null;
      if (outcome || OVER.includes(history.state)) {
        state.outcomes.set(id, outcome);
      }
    }
  }

  function row({ id, call, twin }) {
    const owner = twin ? ownerOf(twin.owner) : null;
    const outcome = state.outcomes.get(id);
    const on = twin && twin.over || call && OVER.includes(call.state) ? null : owner;
    const label = twin ? scenario(twin.script) : (call.from || "unknown caller");
    return h("li", {}, h("button", {
      type: "button", class: "call-row", "aria-current": id === state.selected ? "true" : false,
      on: { click: () => select(id) },
    },
    h("span", { class: "call-line" },
      h("strong", {}, label),
      outcome ? h("span", { class: "tag tag-" + Words.OUTCOMES[outcome].css }, outcome) : null,
      twin && twin.violations > 0 ? h("span", { class: "tag tag-bad" }, twin.violations + " violation" + (twin.violations > 1 ? "s" : "")) : null),
    h("span", { class: "call-line muted small" },
      h("span", {}, clock((call || twin).startedAt)),
      h("span", {}, call ? call.state : "never reached Referee"),
      on ? h("span", { class: "on on-" + Words.OWNERS[on.kind].css }, Words.OWNERS[on.kind].label) : null,
      !twin && call.to ? h("span", {}, "to " + call.to) : null)));
  }

  const pollList = every(LIST_MS, async () => {
    if (state.locked) {
      return;
    }
    const [answer, twins] = await Promise.all([find("api/calls"), state.twin ? find("twin/calls") : null]);
    const calls = Array.isArray(answer) ? answer : (answer && answer.calls) || [];
    const rows = merged(calls, twins || []);
    await outcomes(rows);
    const shown = rows.slice(0, 50);
    draw("list", [shown, state.selected, [...state.outcomes], state.presets.length], () => {
      const focused = [...$("calls").querySelectorAll("button")].indexOf(document.activeElement);
      const count = $("calls").children.length;
      $("calls").replaceChildren(...shown.map(row));
      if (focused >= 0) {
        const again = $("calls").querySelectorAll("button")[focused + Math.max(0, shown.length - count)];
        (again || document.body).focus();
      }
    });
    show($("calls-none"), rows.length === 0);
    show($("intro-pick"), rows.length > 0);
  });

  // ---- the selected call

  function select(id) {
    history.replaceState(null, "", "#call=" + encodeURIComponent(id));
    fromHash();
  }

  function fromHash() {
    const match = /^#call=(.+)$/.exec(location.hash);
    const id = match ? decodeURIComponent(match[1]) : null;
    if (location.hash === "#call" || id === state.selected) {
      return;
    }
    state.selected = id;
    state.shown = null;
    state.overSince = null;
    state.past = [];
    [...state.drawn.keys()].filter((name) => name !== "list" && name !== "breaker").forEach((name) => state.drawn.delete(name));
    $("story").replaceChildren();
    $("transfers").replaceChildren();
    ["hero-who", "hero-note"].forEach((name) => put($(name), ""));
    ["owner-box", "judge", "outcome", "hangup"].forEach((name) => show($(name), false));
    $("facts").replaceChildren();
    show($("intro"), id === null);
    show($("detail"), id !== null);
    show($("story-wait"), true);
    pollList();
    pollCall();
  }

  window.addEventListener("hashchange", fromHash);

  /** Who has the caller, as far as the ledger alone can tell. */
  function ownerByLedger(call) {
    const transfer = call.transfers.at(-1);
    const rungs = transfer ? transfer.evidence.map((each) => each.rung) : [];
    const at = transfer ? (transfer.evidence.at(-1) || {}).at : null;
    const who = transfer && transfer.number ? Words.number(transfer.number) : "";
    switch (call.state) {
      case "ringing": return { kind: "CALLING", who: "" };
      case "accepted":
      case "talking": return { kind: "AGENT", who: "" };
      case "transferred": return transfer && transfer.outcome === "voicemail" ? { kind: "VOICEMAIL", who: "" } : { kind: "HUMAN", who };
      case "transferring":
        if (rungs.includes("answered")) { return { kind: "HUMAN", who, at }; }
        if (rungs.includes("ringing")) { return { kind: "RINGING", who, at }; }
        return rungs.includes("on-wire") ? { kind: "NOBODY", who: "", at } : { kind: "AGENT", who: "" };
      default: return { kind: "GONE", who: "" };
    }
  }

  const pollCall = every(STEP_MS, async () => {
    const id = state.selected;
    const settled = state.overSince !== null && Date.now() - state.overSince > LINGER_MS;
    if (id === null || settled || state.locked) {
      return;
    }
    const path = encodeURIComponent(id);
    const [call, twin] = await Promise.all([find("api/calls/" + path), state.twin ? find("twin/calls/" + path) : null]);
    if (id !== state.selected) {
      return;
    }
    const over = (!call || OVER.includes(call.state)) && (!twin || twin.over);
    state.overSince = over ? state.overSince || Date.now() : null;
    remember(id, call);
    drawCall(call, twin, over);
  });

  function drawCall(call, twin, over) {
    if (!call && !twin) {
      put($("hero-eyebrow"), "No such call");
      put($("hero-who"), "Nothing is known of this call");
      put($("hero-note"), "The twin forgets its calls at a restart.");
      show($("story-wait"), false);
      return;
    }
    const owner = twin ? { ...twin.owners.at(-1) } : ownerByLedger(call);
    const start = Math.min(...[call, twin].filter(Boolean).map((each) => time(each.startedAt)));
    state.shown = { call, twin, owner, over, start };
    drawHero();
    draw("facts", [call && call.state, call && call.callId, call && call.from, call && call.to], drawFacts);
    if (twin) {
      drawBar();
      draw("judge", [twin.rings, twin.bridges, twin.violations, twin.complaints, over || twin.aloneMs], drawJudge);
    }
    const transfers = call ? call.transfers : [];
    draw("transfers", transfers, () => $("transfers").replaceChildren(...transfers.map(transferPanel)));
    drawStory(call ? call.timeline : []);
    if (state.bring) {
      state.bring = false;
      $("call").scrollIntoView({ block: "start" });
    }
  }

  function drawHero() {
    const { call, twin, owner, over } = state.shown;
    const transfer = call ? call.transfers.at(-1) : null;
    const outcome = transfer && transfer.outcome ? Words.OUTCOMES[transfer.outcome] : null;
    const words = Words.OWNERS[owner.kind] || { who: owner.kind, note: "", css: "other" };
    const hero = $("hero");
    hero.className = "panel hero hero-" + (!over ? words.css : outcome && outcome.css === "good" ? "human" : "gone");
    put($("hero-eyebrow"), over ? "The call is over" : "On the line with the caller now");
    if (over) {
      const number = transfer && transfer.number ? " at " + Words.number(transfer.number) : "";
      const plain = !call ? "The call never reached Referee"
        : call.state === "rejected" ? "Turned away: no valid token" : "Ended without a transfer";
      put($("hero-who"), outcome ? outcome.sentence + number : plain);
      put($("hero-note"), !twin ? "" : twin.aloneMs < 50 ? "The caller was never alone."
        : "The caller was alone for " + secs(twin.aloneMs) + " s in all.");
    } else {
      put($("hero-who"), words.who + (owner.who ? ": " + owner.who : ""));
    }
    const badge = $("outcome");
    show(badge, Boolean(outcome));
    if (outcome) {
      put(badge, outcome.text);
      badge.className = "outcome outcome-" + outcome.css;
    }
    show($("hangup"), Boolean(twin && !twin.over));
    tick();
  }

  function drawFacts() {
    const { call } = state.shown;
    const facts = call ? [["State", call.state], ["From", call.from], ["To", call.to], ["Call", call.callId], ["Carrier", call.carrierCallId]] : [];
    $("facts").replaceChildren(...facts.filter(([, value]) => value)
      .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
  }

  $("hangup").addEventListener("click", async () => {
    $("hangup").disabled = true;
    try {
      await http("POST", "twin/calls/" + encodeURIComponent(state.selected) + "/hangup");
    } catch (e) {
      put($("hero-note"), e.message);
    } finally {
      $("hangup").disabled = false;
    }
  });

  // ---- who had the caller, over time

  function spans() {
    const { twin, over } = state.shown;
    const end = over ? time(twin.owners.at(-1).at) : Math.max(Date.now(), time(twin.owners.at(-1).at) + 50);
    return twin.owners.filter((each) => each.kind !== "GONE").map((each, at) => ({
      kind: each.kind,
      who: each.who,
      from: time(each.at),
      to: at + 1 < twin.owners.length ? time(twin.owners[at + 1].at) : end,
    }));
  }

  function drawBar() {
    const list = spans();
    if (list.length === 0) {
      return;
    }
    show($("owner-box"), true);
    const total = Math.max(1, list.at(-1).to - list[0].from);
    const bar = $("owner-bar");
    const css = (each) => Words.OWNERS[each.kind].css;
    while (bar.children.length > list.length) {
      bar.lastChild.remove();
    }
    list.forEach((each, at) => {
      const segment = bar.children[at] || bar.appendChild(h("span", {}));
      segment.className = "seg seg-" + css(each);
      segment.style.flexGrow = String((each.to - each.from) / total);
      segment.title = Words.OWNERS[each.kind].label + (each.who ? " " + each.who : "") + ", " + secs(each.to - each.from, 2) + " s";
    });
    const sums = new Map();
    list.forEach((each) => sums.set(each.kind, (sums.get(each.kind) || 0) + each.to - each.from));
    const legend = $("owner-legend");
    const entries = [...sums];
    while (legend.children.length > entries.length) {
      legend.lastChild.remove();
    }
    entries.forEach(([kind, ms], at) => {
      const words = Words.OWNERS[kind];
      const item = legend.children[at] || legend.appendChild(h("li", {}, h("i", {}), h("span", {}), h("b", {})));
      item.children[0].className = "key seg-" + words.css;
      put(item.children[1], words.label);
      put(item.children[2], secs(ms) + " s");
    });
    bar.setAttribute("aria-label", list.map((each) => Words.OWNERS[each.kind].label + " " + secs(each.to - each.from) + " s").join(", then "));
    const unit = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600].find((each) => total / 1000 / each <= 8) || 1200;
    const marks = [];
    for (let at = 0; at * 1000 <= total * 0.92; at += unit) {
      marks.push(at);
    }
    draw("axis", [marks, Math.round(total / 100)], () => $("owner-axis").replaceChildren(...marks.map((at) => {
      const mark = h("span", {}, at + " s");
      mark.style.left = (at * 100000) / total + "%";
      return mark;
    })));
  }

  function drawJudge() {
    const { twin } = state.shown;
    show($("judge"), true);
    const tile = (value, label, css) => h("div", { class: css || "" }, h("dt", {}, label), h("dd", {}, value));
    $("judge-numbers").replaceChildren(
      tile(String(twin.rings.length), twin.rings.length === 1 ? "phone rung" : "phones rung"),
      tile(String(twin.bridges.length), twin.bridges.length === 1 ? "bridge" : "bridges"),
      tile(secs(twin.aloneMs) + " s", "caller alone"),
      tile(String(twin.violations), twin.violations === 1 ? "violation" : "violations", twin.violations ? "tile-bad" : "tile-good"));
    $("judge-complaints").replaceChildren(...twin.complaints.map((each) => h("li", {}, each)));
    show($("judge-guesses"), twin.assumptions.length > 0);
    $("judge-guess-list").replaceChildren(...twin.assumptions.map((each) => h("li", {}, h("code", {}, each))));
  }

  // ---- transfers

  function transferPanel(transfer) {
    const outcome = transfer.outcome ? Words.OUTCOMES[transfer.outcome] : null;
    const start = state.shown.start;
    const by = { agent: "asked for by the agent", operator: "asked for by an operator", rescue: "a rescue: no agent came" }[transfer.requestedBy] || transfer.requestedBy;
    const chips = CHAIN.map((name) => {
      const tried = transfer.mechanisms.find((each) => each.mechanism === name);
      const verdict = tried && tried.verdict ? Words.VERDICTS[tried.verdict] : null;
      const css = verdict ? verdict.css : tried ? "open" : "none";
      const took = tried && tried.verdict === "skipped" ? tried.reason || ""
        : tried && tried.decidedAt ? "after " + secs(time(tried.decidedAt) - time(tried.startedAt)) + " s" : "";
      return h("li", { class: "chip chip-" + css, title: Words.MECHANISMS[name] },
        h("strong", {}, name),
        h("span", { class: "chip-verdict" }, tried ? tried.verdict || "waiting" : transfer.outcome ? "not needed" : "in reserve"),
        tried && !tried.verdict && !transfer.outcome
          ? h("span", { class: "small", "data-since": tried.startedAt })
          : h("span", { class: "small" }, verdict ? took || verdict.hint : ""));
    });
    const best = Math.max(-1, ...transfer.evidence.map((each) => LADDER.indexOf(each.rung)));
    const rungs = LADDER.map((rung, at) => {
      const seen = transfer.evidence.find((each) => each.rung === rung);
      const css = seen ? (rung === "vendor-accepted" ? "rung-word" : "rung-seen") : at < best ? "rung-passed" : "";
      return h("li", { class: "rung " + css + (at < best ? " rung-on" : ""), title: Words.RUNGS[rung] },
        h("span", { class: "dot", "aria-hidden": "true" }),
        h("strong", {}, rung),
        h("span", { class: "muted small" }, seen ? "+" + secs(time(seen.at) - start) + " s, " + seen.source : Words.RUNGS[rung]),
        h("span", { class: "sr" }, seen ? "reached" : "not reached"));
    });
    return h("section", { class: "panel transfer", "aria-label": "Transfer to " + transfer.target },
      h("div", { class: "transfer-head" },
        h("h3", {}, "Transfer to ", h("em", {}, transfer.target)),
        outcome ? h("span", { class: "tag tag-" + outcome.css }, outcome.text) : h("span", { class: "tag tag-open" }, "in flight"),
        h("span", { class: "muted small" }, by + (transfer.reason ? ": “" + transfer.reason + "”" : ""))),
      h("h4", {}, "How the caller is moved, one after the other"),
      h("ol", { class: "chips" }, chips),
      h("h4", {}, "Evidence"),
      h("ol", { class: "ladder" }, rungs));
  }

  // ---- the story

  function drawStory(timeline) {
    const list = $("story");
    if (timeline.length < state.past.length) {
      list.replaceChildren();
      state.past = [];
    }
    for (let at = state.past.length; at < timeline.length; at++) {
      const event = timeline[at];
      const before = state.past.at(-1);
      const gap = before ? time(event.at) - time(before.at) : 0;
      if (gap >= 1500) {
        list.append(h("li", { class: "gap muted small" }, secs(gap) + " s pass"));
      }
      list.append(storyItem(event, timeline[at + 1]));
      state.past.push(event);
    }
    show($("story-wait"), timeline.length === 0);
    put($("story-wait"), state.shown.over ? "Referee has no record of this call." : "Waiting for the first event…");
  }

  function storyItem(event, next) {
    const { text, tone } = Words.sentence(event, state.past, next);
    const detail = Object.entries(event.detail || {}).filter(([, value]) => value !== "" && value !== null)
      .map(([key, value]) => key + "=" + value).join("  ");
    const decided = event.type === "verdict" || event.type === "outcome" ? " event-decided" : "";
    return h("li", { class: "event" + (tone ? " event-" + tone : "") + decided },
      h("time", { datetime: event.at, title: event.at }, "+" + secs(time(event.at) - state.shown.start, 2)),
      h("span", { class: "source source-" + event.source, title: Words.SOURCES[event.source] || "" }, event.source),
      h("div", { class: "what" }, h("p", {}, text), h("code", {}, event.type, detail ? "  " + detail : "")));
  }

  // ---- things that run by the second

  function tick() {
    const shown = state.shown;
    if (!shown || document.hidden) {
      return;
    }
    document.querySelectorAll("[data-since]").forEach((node) => put(node, secs(Date.now() - time(node.dataset.since)) + " s without proof"));
    if (shown.over) {
      return;
    }
    const words = Words.OWNERS[shown.owner.kind] || { note: "" };
    const lasts = shown.owner.at ? " " + secs(Date.now() - time(shown.owner.at)) + " s" : "";
    put($("hero-note"), words.note + lasts);
    if (shown.twin) {
      drawBar();
    }
  }

  setInterval(tick, TICK_MS);

  // ---- the breaker

  async function breakerState() {
    const headers = { Accept: "application/json" };
    const answer = await fetch("actuator/health", { headers, cache: "no-store" });
    const components = (await answer.json()).components || {};
    const name = Object.keys(components).find((each) => /breaker/i.test(each));
    const details = name ? components[name].details || {} : {};
    if (details.state) {
      return String(details.state);
    }
    const metrics = await fetch("actuator/prometheus", { cache: "no-store" });
    const line = /^resilience4j_circuitbreaker_state\{(?=[^}]*name="refer")[^}]*state="(\w+)"[^}]*\} 1/m.exec(metrics.ok ? await metrics.text() : "");
    return line ? line[1] : null;
  }

  let breakerMisses = 0;
  every(BREAKER_MS, async () => {
    if (breakerMisses > 2) {
      return;
    }
    let now = null;
    try {
      now = await breakerState();
    } catch (none) {
      now = null;
    }
    breakerMisses = now ? 0 : breakerMisses + 1;
    const words = {
      closed: ["pill-good", "/refer is tried", "Breaker closed: /refer works often enough to be tried first."],
      open: ["pill-warn", "/refer is skipped", "Breaker open: too many REFERs failed or stayed silent. Calls go straight to the redirect for a while."],
      half_open: ["pill-warn", "/refer is being probed", "Breaker half open: one call may try /refer again."],
    };
    const key = (now || "").toLowerCase().replace("-", "_");
    const [css, short, long] = words[key] || ["", "", ""];
    show($("breaker"), now !== null);
    draw("breaker", key, () => $("breaker").replaceChildren("Breaker " + key.replace("_", " "), h("span", {}, short ? ": " + short : "")));
    $("breaker").className = "pill " + css;
    $("breaker").title = long;
    show($("breaker-note"), key === "open");
  });

  // ---- start

  async function start() {
    try {
      const faults = await find("twin/faults");
      if (faults) {
        state.twin = true;
        state.presets = faults.presets;
        state.switches = faults.switches;
        const first = FEATURED.find((name) => faults.presets.some((each) => each.name === name));
        state.preset = first || (faults.presets[0] || {}).name;
        drawPresets();
        drawSwitches();
        show($("place"), true);
        show($("intro-try"), true);
      }
    } catch (e) {
      if (e.status === 0) {
        setTimeout(start, 2000);
      }
    }
    fromHash();
    pollList();
  }

  start();
})();
