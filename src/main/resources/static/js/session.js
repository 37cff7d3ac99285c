/* Who looks: sign-in with the admin token, which the server keeps in a cookie that no script can read. */
import { http, get, HttpError } from "./http.js";
import { h, put, show } from "./dom.js";

/** {"signedIn","open","configured","profile"} as the server has it now. */
export const session = () => get("api/session");

export const signOut = () => http("DELETE", "api/session");

/** The words for a try that failed. */
function why(e) {
  if (!(e instanceof HttpError)) {
    return "Something went wrong on this page.";
  }
  switch (e.status) {
    case 0: return "The server does not answer. Try again in a moment.";
    case 401: return "This is not the admin token.";
    case 403: return "Nobody can sign in: " + e.message + ".";
    default: return e.message;
  }
}

/** The form; calls back when the server has let us in. */
export function signInView(state, onSignedIn) {
  const input = h("input", {
    id: "token", type: "password", name: "token", autocomplete: "current-password", spellcheck: "false", required: true,
    "aria-describedby": "token-hint token-error",
  });
  const error = h("p", { class: "error", id: "token-error", role: "alert", hidden: true });
  const button = h("button", { class: "button button-main", type: "submit" }, "Sign in");
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    show(error, false);
    try {
      await http("POST", "api/session", { token: input.value.trim() });
      input.value = "";
      onSignedIn();
    } catch (e) {
      put(error, why(e));
      show(error, true);
      input.select();
      input.focus();
    } finally {
      button.disabled = false;
    }
  };
  const form = h("form", { on: { submit } },
    h("label", { for: "token" }, "Admin token"),
    input,
    h("p", { id: "token-hint", class: "hint" }, "It was set as ", h("code", {}, "REFEREE_ADMIN_TOKEN"),
      ". A cookie that scripts cannot read keeps you signed in for 12 hours."),
    error,
    button);
  const closed = h("p", {}, "No admin token is configured, so nobody can sign in. Set ", h("code", {}, "REFEREE_ADMIN_TOKEN"),
    " and restart.");
  return h("section", { class: "card sign-in", "aria-labelledby": "view-title" },
    h("h1", { id: "view-title", tabindex: "-1" }, "Sign in"),
    h("p", { class: "muted" }, "Calls and phone numbers are for operators only."),
    state.configured ? form : closed);
}
