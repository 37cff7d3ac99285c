/* Requests to this server. Every answer that is no success becomes an HttpError with the server's own words. */

export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let onSignedOut = () => {};

/** Who is told when the server no longer takes the session. */
export function whenSignedOut(run) {
  onSignedOut = run;
}

/** The answer itself, for those who need more than its JSON. */
export async function request(method, path, body, accept) {
  const headers = { Accept: accept || "application/json" };
  if (method !== "GET") {
    headers["X-Referee-Console"] = "1"; // a page of another origin cannot send it
  }
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }
  const options = { method, headers, cache: "no-store", body: body === undefined ? undefined : JSON.stringify(body) };
  let answer;
  try {
    answer = await fetch(path, options);
  } catch (away) {
    throw new HttpError(0, "No answer from the server");
  }
  if (!answer.ok) {
    throw await refusal(answer, path);
  }
  return answer;
}

async function refusal(answer, path) {
  let problem = {};
  try {
    problem = JSON.parse(await answer.text()) || {};
  } catch (notJson) {
    problem = {};
  }
  if (answer.status === 401 && path !== "api/session") {
    onSignedOut();
  }
  return new HttpError(answer.status, problem.detail || problem.title || "The server answered " + answer.status);
}

/** The answer's JSON; null where it has no body. */
export async function http(method, path, body) {
  const answer = await request(method, path, body);
  const text = await answer.text();
  return text ? JSON.parse(text) : null;
}

export const get = (path) => http("GET", path);

/** The answer, or null where there is no such thing. */
export async function find(path) {
  try {
    return await get(path);
  } catch (e) {
    if (e.status === 404) {
      return null;
    }
    throw e;
  }
}
