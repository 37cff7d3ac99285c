/* Parts that several views share. */
import { h, unseen } from "./dom.js";
import { glyph } from "./glyphs.js";
import { WHO, OUTCOMES, VERDICTS } from "./words.js";

/** A word with its shape and tone. */
export const chip = (tone, text, shape, title) =>
  h("span", { class: "chip chip-" + tone, title }, glyph(shape || tone), text);

/** Who is on the line. */
export function whoChip(who, text) {
  const words = WHO[who] || { label: text || who, glyph: "plain", tone: "mute", note: "" };
  return h("span", { class: "who who-" + words.tone, title: words.note }, glyph(words.glyph), h("span", {}, words.label));
}

export const outcomeChip = (outcome) => chip((OUTCOMES[outcome] || { tone: "mute" }).tone, outcome, null, (OUTCOMES[outcome] || {}).hint);

/** refer silent → redirect confirmed, each with its tone. */
export function ways(mechanisms) {
  return h("span", { class: "ways" }, mechanisms.map((each, i) => {
    const words = VERDICTS[each.verdict] || { tone: "open", hint: "no verdict yet" };
    return [i > 0 ? h("span", { class: "way-then", "aria-hidden": "true" }, "→") : null,
      h("span", { class: "way way-" + words.tone, title: words.hint }, each.mechanism + " ", h("b", {}, each.verdict || "…"))];
  }));
}

/** A view's title; the router moves the focus to it. */
export const title = (text, ...more) => h("div", { class: "view-head" }, h("h1", { id: "view-title", tabindex: "-1" }, text), more);

/** A message in a place of its own that is read out when it changes. */
export function notice() {
  const node = h("p", { class: "note", role: "status", hidden: true });
  return {
    node,
    say(text, tone) {
      node.className = "note" + (tone ? " note-" + tone : "");
      node.textContent = text;
      node.hidden = !text;
    },
  };
}

/** A table's head. */
export const head = (names) => h("thead", {}, h("tr", {}, names.map((each) => h("th", { scope: "col" }, each === "" ? unseen("Actions") : each))));

/** Opens a dialog; it is gone from the page when it is closed, and the focus is where it was. */
export function dialog(name, ...content) {
  const opener = document.activeElement;
  const node = h("dialog", { class: "dialog", "aria-label": name }, content);
  node.addEventListener("close", () => {
    node.remove();
    if (opener && opener.isConnected) {
      opener.focus();
    }
  });
  document.body.append(node);
  node.showModal();
  return node;
}
