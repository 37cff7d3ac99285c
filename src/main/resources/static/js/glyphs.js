/* Small shapes, so that nothing is told by colour alone. They say nothing to screen readers; the words beside them do. */
import { s } from "./dom.js";

const PATHS = {
  agent: [["rect", { x: 2.5, y: 4.5, width: 11, height: 8, rx: 2 }], ["path", { d: "M8 4.5V2M5.7 8h.01M10.3 8h.01" }]],
  human: [["circle", { cx: 8, cy: 5.2, r: 2.9 }], ["path", { d: "M2.6 14c.5-3 2.6-4.4 5.4-4.4s4.9 1.4 5.4 4.4" }]],
  nobody: [["circle", { cx: 8, cy: 8, r: 6 }], ["path", { d: "M3.8 12.2l8.4-8.4" }]],
  ringing: [["path", { d: "M4.2 11V7.4a3.8 3.8 0 0 1 7.6 0V11l1.2 1.4H3zM6.8 14.2h2.4M8 3.4V2" }]],
  waiting: [["circle", { cx: 8, cy: 8, r: 6 }], ["path", { d: "M8 4.6V8l2.4 1.6" }]],
  voicemail: [["circle", { cx: 4.4, cy: 8, r: 2.9 }], ["circle", { cx: 11.6, cy: 8, r: 2.9 }], ["path", { d: "M4.4 10.9h7.2" }]],
  good: [["path", { d: "M3 8.6l3.2 3.2L13 4.6" }]],
  bad: [["path", { d: "M4 4l8 8M12 4l-8 8" }]],
  warn: [["path", { d: "M8 2.6v6.8M8 13v.01" }]],
  mute: [["path", { d: "M4 8h8" }]],
  plain: [["circle", { cx: 8, cy: 8, r: 1.6 }]],
  over: [["path", { d: "M4 8h8" }]],
};

/** A shape of 16 by 16 that takes the colour of the text. */
export function glyph(name) {
  const parts = (PATHS[name] || PATHS.plain).map(([tag, attributes]) => s(tag, attributes));
  return s("svg", { class: "glyph", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", focusable: "false" }, parts);
}
