/* Says what is wrong with an edit of routes or settings, as long as it is: health knows (components "routes" and "tools"). */
import { h, every, whenChanged } from "./dom.js";

const EVERY_MS = 2000;

async function details(component) {
  const answer = await fetch("actuator/health/" + component, { headers: { Accept: "application/json" }, cache: "no-store" });
  return answer.ok ? (await answer.json()).details || {} : {};
}

export function watchEdits(box) {
  const draw = whenChanged(([problems, restart, missing]) => {
    const lines = [];
    if (problems.length > 0) {
      lines.push(h("p", { class: "edits-title" }, "An edit was not taken in; the version before runs on."));
      problems.forEach((problem) => lines.push(h("p", { class: "edits-problem" }, problem)));
    }
    if (restart.length > 0) {
      lines.push(h("p", { class: "edits-title" }, "Needs a restart to count: " + restart.join(", ")));
    }
    Object.entries(missing).forEach(([agent, tools]) => {
      lines.push(h("p", { class: "edits-title" }, `Agent ${agent} lists tools that no route offers: ${tools.join(", ")}`));
    });
    box.replaceChildren(...lines);
    box.hidden = lines.length === 0;
  });
  return every(EVERY_MS, async () => {
    try {
      const [routes, tools] = await Promise.all([details("routes"), details("tools")]);
      draw([routes.problems || [], routes.needsRestart || [], tools.missing || {}]);
    } catch (none) {
      // the line at the top says that nobody answers
    }
  });
}
