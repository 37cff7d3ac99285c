/* The evidence report of a call, for a support thread: to read, to copy and to keep. */
import { h } from "./dom.js";
import { request } from "./http.js";
import { dialog, notice } from "./parts.js";

export function report(id) {
  const base = "api/calls/" + encodeURIComponent(id) + "/evidence";
  const whole = h("input", { type: "checkbox", id: "whole-numbers" });
  const path = (format) => base + "?format=" + format + (whole.checked ? "&numbers=whole" : "");
  const says = notice();
  const markdown = async () => (await request("GET", path("md"), undefined, "text/markdown")).text();

  const read = async () => {
    try {
      const text = await markdown();
      const box = dialog("Evidence report", h("div", { class: "card-head" }, h("h2", {}, "Evidence report"),
        h("div", { class: "buttons" }, copyButton(async () => text), h("button", { type: "button", class: "button", on: { click: () => box.close() } }, "Close"))),
      h("pre", { class: "report", tabindex: "0" }, text));
      box.classList.add("dialog-wide");
    } catch (e) {
      says.say(e.message, "bad");
    }
  };
  const copyButton = (text) => {
    const button = h("button", { type: "button", class: "button" }, "Copy");
    button.addEventListener("click", async () => {
      try {
        await copy(await text());
        button.textContent = "Copied";
        says.say("The report was copied.", "good");
      } catch (e) {
        says.say("It could not be copied: " + e.message, "bad");
      }
    });
    return button;
  };
  const json = h("a", { class: "button", href: path("json"), target: "_blank", rel: "noopener" }, "JSON");
  const keep = h("a", { class: "button", href: path("md"), download: "evidence-" + id + ".md" }, "Save as Markdown");
  whole.addEventListener("change", () => {
    json.setAttribute("href", path("json"));
    keep.setAttribute("href", path("md"));
  });
  return h("section", { class: "card", "aria-labelledby": "report-title" },
    h("div", { class: "card-head" }, h("h2", { id: "report-title" }, "Evidence report"),
      h("span", { class: "muted" }, "What was asked, answered and seen on the wire, to paste into a support thread.")),
    h("div", { class: "buttons" }, h("button", { type: "button", class: "button button-main", on: { click: read } }, "Read"),
      copyButton(markdown), keep, json,
      h("label", { class: "check", for: "whole-numbers" }, whole, "with whole phone numbers")),
    says.node);
}

/** By the clipboard, which browsers offer to secure pages only; else by a selection. */
async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = h("textarea", { readonly: true, "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) {
    throw new Error("this browser copies only on pages by https");
  }
}
