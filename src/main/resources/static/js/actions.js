/* What an operator may do with a call: transfer it, or end it after a question. */
import { h, put, show } from "./dom.js";
import { http } from "./http.js";
import { latest } from "./live.js";
import { OVER } from "./words.js";
import { dialog, notice } from "./parts.js";

export function actions(id, done) {
  const path = "api/calls/" + encodeURIComponent(id);
  const says = notice();
  const transfer = h("button", { type: "button", class: "button button-main", on: { click: () => askTransfer(path, says, done) } }, "Transfer…");
  const hangUp = h("button", { type: "button", class: "button button-bad", on: { click: () => askHangUp(path, says, done) } }, "Hang up…");
  const why = h("p", { class: "hint" });
  const node = h("section", { class: "card call-actions", "aria-label": "What you can do", hidden: true },
    h("div", { class: "buttons" }, transfer, hangUp), why, says.node);
  return {
    node,
    update(call) {
      const over = OVER.includes(call.state);
      show(node, !over);
      transfer.disabled = call.state !== "talking";
      put(why, call.state === "talking" ? "The caller is with the agent." : over ? "" : "A transfer can be asked for while the caller is with the agent.");
    },
  };
}

/** The names of the targets as far as they are known: [{name, description}]. */
const targets = () => ((latest() || {}).targets || []).map((each) => (typeof each === "string" ? { name: each } : each));

function askTransfer(path, says, done) {
  const target = h("input", { id: "target", name: "target", list: "targets", required: true, autocomplete: "off", spellcheck: "false", maxlength: 100, "aria-describedby": "transfer-error" });
  const known = h("datalist", { id: "targets" }, targets().map((each) => h("option", { value: each.name }, each.description)));
  const picks = h("div", { class: "picks", role: "group", "aria-label": "Known targets" }, targets().slice(0, 12).map((each) =>
    h("button", { type: "button", class: "pick", on: { click: () => { target.value = each.name; reason.focus(); } } }, h("b", {}, each.name), each.description ? h("span", {}, each.description) : null)));
  const reason = h("input", { id: "reason", name: "reason", maxlength: 2000, autocomplete: "off" });
  const error = h("p", { class: "error", id: "transfer-error", role: "alert", hidden: true });
  const box = dialog("Transfer the caller", h("form", {
    on: {
      submit: async (event) => {
        event.preventDefault();
        try {
          await http("POST", path + "/transfer", { target: target.value.trim(), reason: reason.value.trim() });
          says.say("The transfer to " + target.value.trim() + " has begun.", "good");
          box.close();
          done();
        } catch (e) {
          put(error, e.message);
          show(error, true);
        }
      },
    },
  },
  h("h2", {}, "Transfer the caller"),
  h("label", { for: "target" }, "Target"), target, known, picks,
  h("label", { for: "reason" }, "Reason, for the record (optional)"), reason, error,
  h("div", { class: "buttons" }, h("button", { class: "button button-main", type: "submit" }, "Transfer"),
    h("button", { class: "button", type: "button", on: { click: () => box.close() } }, "Cancel"))));
  target.focus();
}

function askHangUp(path, says, done) {
  const error = h("p", { class: "error", role: "alert", hidden: true });
  const stay = h("button", { class: "button", type: "button", on: { click: () => box.close() } }, "Keep the call");
  const end = h("button", { class: "button button-bad", type: "button" }, "Hang up");
  end.addEventListener("click", async () => {
    end.disabled = true;
    try {
      await http("POST", path + "/hangup");
      says.say("The call is being ended.", "good");
      box.close();
      done();
    } catch (e) {
      put(error, e.message);
      show(error, true);
      end.disabled = false;
    }
  });
  const box = dialog("Hang up", h("h2", {}, "Hang up on the caller?"),
    h("p", {}, "The call ends for everybody on it. This cannot be undone."), error, h("div", { class: "buttons" }, end, stay));
  stay.focus();
}
