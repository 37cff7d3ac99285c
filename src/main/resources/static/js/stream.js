/* A stream of calls: so many a second for so long, of chosen scenarios. The server places them, also when this page is closed. */
import { h, put, show } from "./dom.js";
import { find, http } from "./http.js";

const ROWS = 3;

export function streamForm(presets) {
  const number = (id, label, unit, value, max) => h("div", { class: "field" }, h("label", { for: id }, label),
    h("span", { class: "with-unit" }, h("input", { id, name: id, type: "number", min: 1, max, step: 1, value, required: true, inputmode: "numeric" }), unit ? h("span", { class: "unit" }, unit) : null));
  const mix = [["refer-works", 6], ["silent-refer", 3], ["nobody-answers", 1]];
  const row = (at) => h("div", { class: "mix-row" },
    h("select", { "aria-label": "Scenario " + (at + 1), name: "preset" }, at > 0 ? h("option", { value: "" }, "none") : null,
      presets.map((each) => h("option", { value: each.name, selected: each.name === mix[at][0] }, each.label))),
    h("input", { type: "number", name: "share", min: 1, max: 100, step: 1, value: mix[at][1], required: true, "aria-label": "Parts of scenario " + (at + 1), inputmode: "numeric" }),
    h("span", { class: "unit" }, "parts"));
  const begin = h("button", { class: "button button-main", type: "submit" }, "Start the stream");
  const stop = h("button", { class: "button button-bad", type: "button", hidden: true }, "Stop");
  const says = h("p", { class: "stream-says", role: "status" });
  const progress = h("progress", { max: 1, value: 0, hidden: true, "aria-label": "Placed of the stream" });
  const error = h("p", { class: "error", role: "alert", hidden: true });

  const draw = (stream) => {
    const running = Boolean(stream && stream.running);
    show(stop, running);
    begin.disabled = running;
    show(progress, running);
    if (stream) {
      progress.max = stream.total;
      progress.value = stream.placed + stream.refused;
      put(says, `${stream.placed} of ${stream.total} placed${stream.refused ? `, ${stream.refused} refused: too many at once` : ""}${running ? "" : stream.placed + stream.refused < stream.total ? "; stopped" : "; done"}.`);
    }
  };
  const attempt = async (action) => {
    show(error, false);
    try {
      draw(await action());
    } catch (e) {
      put(error, e.message);
      show(error, true);
    }
  };
  const form = h("form", {
    class: "card", "aria-labelledby": "stream-title",
    on: {
      submit: (event) => {
        event.preventDefault();
        const rows = [...form.querySelectorAll(".mix-row")].map((each) => ({ preset: each.children[0].value, share: Number(each.children[1].value) }));
        attempt(() => http("POST", "twin/stream", {
          perSecond: Number(form.elements["per-second"].value), seconds: Number(form.elements.seconds.value), mix: rows.filter((each) => each.preset),
        }));
      },
    },
  },
  h("h2", { id: "stream-title" }, "A stream of calls"),
  h("div", { class: "fields" }, number("per-second", "Calls a second", null, 2, 20), number("seconds", "For", "seconds", 20, 600)),
  h("fieldset", { class: "mix" }, h("legend", {}, "Mixed of"), Array.from({ length: ROWS }, (unused, at) => row(at))),
  error, progress, says, h("div", { class: "buttons" }, begin, stop));
  stop.addEventListener("click", () => attempt(() => http("DELETE", "twin/stream")));
  return {
    node: form,
    load: async () => {
      try {
        draw(await find("twin/stream"));
      } catch (away) {
        // said at the top
      }
    },
  };
}
