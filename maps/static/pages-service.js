// The service as the pages' forms talk to it. The token lives in this module's memory alone:
// never in storage, a cookie or an address.

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

/** Send JSON and return what is answered; Problem says in words what went wrong. */
export async function postJson(address, body) {
  const headers = { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" }).catch(() => {
    throw new Problem(0, { detail: "The service cannot be reached. Is the network up?" });
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}
