/* The switches of the twin: every fault that can be ordered for a call, on top of what a scenario sets. */
import { h, show } from "./dom.js";

const GROUPS = [
  ["REFER", /^refer/],
  ["Carrier", /^(carrier|dialAction|innerAction|redirect|callback)/],
  ["OpenAI: webhook, accept, sideband", /^(webhook|correlation|accept|answerMs|ghost|attach|burst|sideband|agentLeg)/],
  ["Caller and humans", /^(caller|patience|human|noAnswer|from$|to$)/],
  ["The agent’s turns", /^(model|think|speech|audio|say|record)/],
  ["Other", /./],
];

/** All switches as a box to open. preset() is the scenario they start from. */
export function switches(catalogue, preset) {
  const changed = new Map();
  const fields = h("div", { class: "switch-groups" });
  const count = h("span", { class: "badge" });
  const reset = h("button", { type: "button", class: "button" }, "Back to the scenario");
  const summary = h("summary", {}, "Every single switch ", count);
  const node = h("details", { class: "switches" }, summary,
    h("p", { class: "hint" }, "A scenario sets some of these; what you change comes on top. ", guess(),
      " means that the vendor has not published what really happens, so the twin guesses."),
    fields, h("div", { class: "buttons" }, h("button", { type: "submit", class: "button button-main" }, "Place call with these"), reset));

  const effective = (item) => (item.key in preset().script ? preset().script[item.key] : item.default);
  const set = (item, value) => {
    if (JSON.stringify(value) === JSON.stringify(effective(item))) {
      changed.delete(item.key);
    } else {
      changed.set(item.key, value);
    }
    tally();
  };
  const tally = () => {
    const byScenario = Object.keys(preset().script).length;
    count.textContent = changed.size ? changed.size + " changed by you" : byScenario + " by the scenario";
    show(count, changed.size + byScenario > 0);
    show(reset, changed.size > 0);
    fields.querySelectorAll("[data-switch]").forEach((row) => row.classList.toggle("switch-own", changed.has(row.dataset.switch) || row.dataset.switch in preset().script));
  };
  const draw = () => {
    const left = [...catalogue];
    fields.replaceChildren(...GROUPS.map(([name, pattern]) => {
      const mine = left.filter((item) => pattern.test(item.key));
      mine.forEach((item) => left.splice(left.indexOf(item), 1));
      return mine.length === 0 ? null : h("fieldset", {}, h("legend", {}, name),
        mine.map((item) => field(item, effective(item), (value) => set(item, value))));
    }).filter(Boolean));
    tally();
  };
  reset.addEventListener("click", () => {
    changed.clear();
    draw();
    summary.focus();
  });
  // a hidden wrong field would stop the form without a word
  node.addEventListener("invalid", () => { node.open = true; }, true);
  return {
    node,
    changes: () => Object.fromEntries(changed),
    fresh() {
      changed.clear();
      draw();
    },
  };
}

const guess = () => h("span", { class: "badge badge-guess" }, "assumption");

function field(item, value, set) {
  const id = "switch-" + item.key;
  const guessed = item.assumption || /\(assumption/.test(item.label);
  return h("div", { class: "switch", "data-switch": item.key },
    h("label", { for: id }, item.label.replace(/ \(assumption[^)]*\)/, ""), " ", guessed ? guess() : null),
    h("div", { class: "control" }, control(item, id, value, set)));
}

function control(item, id, value, set) {
  if (Array.isArray(item.default)) {
    return steps(item, id, value, set);
  }
  if (item.default !== null && typeof item.default === "object") {
    return humans(item, id, value, set);
  }
  if (item.values.length > 0) {
    return choice(item, id, value, set);
  }
  if (typeof item.default === "boolean") {
    return h("input", { id, type: "checkbox", checked: value, on: { change: (e) => set(e.target.checked) } });
  }
  if (typeof item.default === "number") {
    return [h("input", { id, type: "number", min: 0, step: 1, required: true, value, inputmode: "numeric", on: { input: (e) => { if (e.target.validity.valid) { set(Number(e.target.value)); } } } }),
      /Ms$/.test(item.key) ? h("span", { class: "unit" }, "ms") : null];
  }
  return h("input", { id, type: "text", value, spellcheck: "false", on: { input: (e) => set(e.target.value) } });
}

function choice(item, id, value, set) {
  const hint = h("p", { class: "hint", id: id + "-hint" });
  const describe = (name) => {
    const found = item.values.find((each) => each.value === name);
    hint.replaceChildren(...(found ? [found.description + ". ", ...(found.assumption ? [guess()] : [])] : []));
  };
  const select = h("select", { id, "aria-describedby": id + "-hint", on: { change: (e) => { set(e.target.value); describe(e.target.value); } } },
    item.values.map((each) => h("option", { value: each.value, selected: each.value === value }, each.label + (each.assumption ? " (assumption)" : ""))));
  describe(value);
  return [select, hint];
}

/** Two menus for the usual case: what every phone does, and what the first one does instead. */
function humans(item, id, value, set) {
  const current = { ...value };
  const does = (key) => (value[key] ? value[key].does || value[key] : "");
  const menu = (key, label, usual, menuId) => [h("label", { for: menuId, class: "sub" }, label),
    h("select", {
      id: menuId,
      on: {
        change: (e) => {
          if (e.target.value) {
            current[key] = { does: e.target.value };
          } else {
            delete current[key];
          }
          set({ ...current });
        },
      },
    }, h("option", { value: "" }, usual), item.values.filter((each) => key !== "*" || each.value !== "ANSWERS")
      .map((each) => h("option", { value: each.value, selected: each.value === does(key), title: each.description }, each.label)))];
  return [...menu("*", "Every phone", "Answers (as usual)", id), ...menu("#1", "The first phone", "Like every phone", id + "-first")];
}

function steps(item, id, value, set) {
  const wrong = h("p", { class: "error", role: "alert", hidden: true }, "This is no JSON list.");
  const area = h("textarea", { id, rows: 4, spellcheck: "false", "aria-describedby": id + "-hint" });
  area.value = JSON.stringify(value, null, 1);
  area.addEventListener("change", () => {
    let list = null;
    try {
      list = JSON.parse(area.value);
    } catch (broken) {
      list = null;
    }
    const right = Array.isArray(list);
    show(wrong, !right);
    area.setCustomValidity(right ? "" : "This is no JSON list.");
    if (right) {
      set(list);
    }
  });
  return [area, wrong, h("p", { class: "hint", id: id + "-hint" }, "JSON list; “do” is one of " + item.values.map((each) => each.value).join(", ") + ".")];
}
