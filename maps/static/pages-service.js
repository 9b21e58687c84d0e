// The service as the pages' forms talk to it. Whoever is signed in writes under their session, with
// the token that only our own pages can read; others give a bearer token, which lives in this
// module's memory alone: never in storage, a cookie or an address.

let token = "";

export class Problem extends Error {
  constructor(status, document) {
    const named = (document.errors ?? []).map((one) => `${one.parameter}: ${one.problem}`).join("; ");
    super(named || document.detail || document.title || `The service answered ${status}.`);
    this.status = status;
  }
}

export function useToken(text) {
  token = text;
}

/** Who is signed in here, or null. */
export async function signedIn() {
  const response = await fetch("/api/v1/me", { cache: "no-store" }).catch(() => null);
  const found = response?.ok ? await response.json().catch(() => null) : null;
  return found?.signed_in ? found : null;
}

/** Send JSON and return what is answered; Problem says in words what went wrong. */
export async function postJson(address, body) {
  const headers = { "Content-Type": "application/json", ...(await proof()) };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" }).catch(() => {
    throw new Problem(0, { detail: "The service cannot be reached. Is the network up?" });
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

/** What shows that this may be sent: the bearer token that was typed in, else the session's own. */
async function proof() {
  if (token) return { Authorization: `Bearer ${token}` };
  const me = await signedIn();
  return me ? { "X-CSRF-Token": me.csrf_token } : {};
}
