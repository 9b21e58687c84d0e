// The service as this page talks to it. A token lives in this module's memory alone: never in
// storage, a cookie or an address. Whoever is signed in needs none: their writes carry the proof
// that only our own pages can read.

const BASE = "/api/v1";
let token = null;
let proof = null;

export class Problem extends Error {
  constructor(status, document) {
    super(document.detail || document.title || `The service answered ${status}.`);
    this.status = status;
    this.kinds = document.kinds ?? [];  // of a file that may be several kinds of list
  }
}

export const forget = () => { token = proof = null; };

/** Whether this browser is signed in; from then on its session is used. */
export async function useSession() {
  const response = await fetch(`${BASE}/me`, { cache: "no-store" }).catch(() => null);
  const me = response?.ok ? await response.json() : null;
  proof = me?.signed_in ? me.csrf_token : null;
  return proof !== null;
}

export function useToken(text) {
  token = text;
}

function headers() {
  if (token) return { Authorization: `Bearer ${token}` };
  return proof ? { "X-CSRF-Token": proof } : {};
}

async function send(method, path, body) {
  const response = await fetch(BASE + path, { method, body, headers: headers(), cache: "no-store" }).catch(() => {
    throw new Problem(0, { detail: "The service cannot be reached. Is the network up?" });
  });
  if (!response.ok) throw new Problem(response.status, await response.json().catch(() => ({})));
  return response;
}

export const getJson = async (path) => (await send("GET", path)).json();
export const postJson = async (path) => (await send("POST", path)).json();
export const remove = (path) => send("DELETE", path);
export const postForm = async (path, form) => (await send("POST", path, form)).blob();
export const getBlob = async (path) => (await send("GET", path)).blob();

/** The county's outlines, which anybody may see. */
export async function getAreas() {
  const response = await fetch("/map/areas.geojson", { headers: headers() }).catch(() => null);
  return response?.ok ? response.json() : { type: "FeatureCollection", features: [] };
}

/** Upload a form; `onProgress(share)` counts bytes sent. Returns { done: Promise, stop() }. */
export function upload(path, form, onProgress) {
  const request = new XMLHttpRequest();  // fetch cannot say how much it has sent
  const done = new Promise((resolve, reject) => {
    request.open("POST", BASE + path);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      const answer = parse(request.responseText);
      if (request.status < 300) resolve(answer);
      else reject(new Problem(request.status, answer));
    });
    request.addEventListener("error", () => reject(new Problem(0, { detail: "The upload broke off: the service cannot be reached, or refused the file while it was under way." })));
    request.addEventListener("abort", () => reject(new Problem(0, { detail: "Stopped. Nothing has been changed." })));
    request.send(form);
  });
  return { done, stop: () => request.abort() };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
