"use strict";

/* Says what is wrong with an edit of routes or settings, as long as it is: health knows (component "routes"). */
(() => {
  const EVERY_MS = 2000;
  const box = document.getElementById("edits");
  let drawn = "";

  function line(css, text) {
    const node = document.createElement("p");
    node.className = css;
    node.textContent = text;
    return node;
  }

  async function look() {
    let details = {};
    try {
      const answer = await fetch("actuator/health/routes", { headers: { Accept: "application/json" }, cache: "no-store" });
      details = answer.ok ? (await answer.json()).details || {} : {};
    } catch (none) {
      return; // the page says elsewhere that nobody answers
    }
    const problems = details.problems || [];
    const restart = details.needsRestart || [];
    const now = JSON.stringify([problems, restart]);
    if (now === drawn) {
      return;
    }
    drawn = now;
    const lines = [];
    if (problems.length > 0) {
      lines.push(line("edits-title", "An edit was not taken in; the version before runs on."));
      problems.forEach((problem) => lines.push(line("edits-problem", problem)));
    }
    if (restart.length > 0) {
      lines.push(line("edits-title", "Needs a restart to count: " + restart.join(", ")));
    }
    box.replaceChildren(...lines);
    box.hidden = lines.length === 0;
  }

  look();
  setInterval(look, EVERY_MS);
})();
