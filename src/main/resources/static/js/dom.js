/* Elements from data. Everything that comes from a server becomes text, never markup. */

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") {
      Object.entries(value).forEach(([event, run]) => node.addEventListener(event, run));
    } else if (value === true) {
      node.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, String(value));
    }
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** An element with attributes and children; strings become text, empty children are left out. */
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** The same for SVG. */
export const s = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/** Writes a text only where it differs, so that screen readers are not told the same again. */
export function put(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export const show = (node, yes) => { node.hidden = !yes; };

/** Words for screen readers only. */
export const unseen = (text) => h("span", { class: "sr" }, text);

/**
 * Makes the children of a container those of the items, in their order. A child stays as it is while what it was made from
 * stays the same, so that focus, selections and open boxes survive an update.
 */
export function keyed(container, items, keyOf, make) {
  const known = container.refereeKnown || (container.refereeKnown = new Map());
  const seen = new Set();
  let at = container.firstChild;
  for (const item of items) {
    const key = keyOf(item);
    const from = JSON.stringify(item);
    let entry = known.get(key);
    seen.add(key);
    if (!entry || entry.from !== from) {
      const node = make(item);
      if (entry) {
        exchange(entry.node, node);
        at = at === entry.node ? node : at;
      }
      entry = { from, node };
      known.set(key, entry);
    }
    if (entry.node === at) {
      at = at.nextSibling;
    } else {
      container.insertBefore(entry.node, at);
    }
  }
  for (const [key, entry] of known) {
    if (!seen.has(key)) {
      entry.node.remove();
      known.delete(key);
    }
  }
}

/** Replaces a node; what had the focus inside has it again, and what was open is open again. */
function exchange(old, fresh) {
  const wasOpen = [...old.querySelectorAll("details")].map((each) => each.open);
  const reachable = (node) => [...node.querySelectorAll("a[href], button, summary, input, select")];
  const focused = reachable(old).indexOf(document.activeElement);
  if (old.matches("details")) {
    fresh.open = old.open;
  }
  fresh.querySelectorAll("details").forEach((each, i) => { each.open = wasOpen[i] || false; });
  old.replaceWith(fresh);
  if (focused >= 0 && reachable(fresh)[focused]) {
    reachable(fresh)[focused].focus({ preventScroll: true });
  }
}

/** Draws only if what is drawn has changed since the last time. */
export function whenChanged(draw) {
  let last;
  return (from) => {
    const now = JSON.stringify(from);
    if (now !== last) {
      last = now;
      draw(from);
    }
  };
}

/** Runs a job now and then while the page is looked at; one run never overlaps the next. Returns how to stop it. */
export function every(ms, job) {
  let running = false;
  let stopped = false;
  const run = async () => {
    if (running || stopped || document.hidden) {
      return;
    }
    running = true;
    try {
      await job();
    } finally {
      running = false;
    }
  };
  const timer = setInterval(run, ms);
  document.addEventListener("visibilitychange", run);
  run();
  return () => {
    stopped = true;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", run);
  };
}
