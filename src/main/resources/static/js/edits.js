/* Says what is wrong with an edit of routes or settings, as long as it is: health knows (component "routes"). */
import { h, every, whenChanged } from "./dom.js";

const EVERY_MS = 2000;

export function watchEdits(box) {
  const draw = whenChanged(([problems, restart]) => {
    const lines = [];
    if (problems.length > 0) {
      lines.push(h("p", { class: "edits-title" }, "An edit was not taken in; the version before runs on."));
      problems.forEach((problem) => lines.push(h("p", { class: "edits-problem" }, problem)));
    }
    if (restart.length > 0) {
      lines.push(h("p", { class: "edits-title" }, "Needs a restart to count: " + restart.join(", ")));
    }
    box.replaceChildren(...lines);
    box.hidden = lines.length === 0;
  });
  return every(EVERY_MS, async () => {
    try {
      const answer = await fetch("actuator/health/routes", { headers: { Accept: "application/json" }, cache: "no-store" });
      const details = answer.ok ? (await answer.json()).details || {} : {};
      draw([details.problems || [], details.needsRestart || []]);
    } catch (none) {
      // the line at the top says that nobody answers
    }
  });
}
