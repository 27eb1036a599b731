// Requests to the API, and the session that they belong to. The cookie of the session is the
// server's: no key is kept here. Types come from the OpenAPI document.
import { signal, useLayoutEffect, useState } from "./lib.js";

/** @typedef {import("../generated/gatelog").paths} Paths */
/** @typedef {import("../generated/gatelog").components["schemas"]} Schemas */
/** @typedef {"application/json; charset=utf-8"} Json */
/** @template T @typedef {{ get: { responses: { 200: { content: { [type in Json]: T } } } } }} Answers */
/** @typedef {{ [P in keyof Paths]: Paths[P] extends Answers<any> ? P : never }[keyof Paths]} Path */
/** @template {Path} P @typedef {Paths[P]["get"]["responses"][200]["content"][Json]} Body */
/** @template {Path} P @typedef {NonNullable<Paths[P]["get"]["parameters"]["query"]>} Named */
/** @template {Path} P @typedef {[Named<P>] extends [never] ? {} : Named<P>} Query */
/** @typedef {Schemas["ApiKey"]["scopes"][number]} Scope */

/** @typedef {Schemas["ViewerSession"]} Session */

const SESSION = "/v1/viewer/session";

/** An answer that is a problem (RFC 9457), or no answer. */
export class ApiError extends Error {
  /**
   * @param {number} status 0 without an answer.
   * @param {Partial<Schemas["Problem"]>} problem
   */
  constructor(status, problem) {
    super(problem.detail ?? `The server answered ${status} without a reason.`);
    this.status = status;
    this.requestId = problem.request_id;
    this.parameter = problem.parameter;
    this.checkpoint = problem.checkpoint;
    this.size = problem.size;
  }
}

/** The session: undefined until the server said, null without one. */
export const session = signal(/** @type {Session | null | undefined} */ (undefined));

/** Name of the key of this session. Only the one of the environment has none. */
export const keyName = () => session.value?.key_name ?? "GATELOG_API_KEY";

/** @param {Scope} scope */
export const may = (scope) => session.value?.scopes.includes(scope) ?? false;

/**
 * One request. A 401 ends the session here too, so that the sign-in form comes up.
 * @param {string} url
 * @param {RequestInit} [options]
 * @param {(response: Response) => Promise<any>} [read] How the answer is read, if not as its type says.
 */
export async function call(url, options, read) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, { detail: "The server cannot be reached. Check the connection, then try again." });
  }
  if (response.status === 401 && url !== SESSION) session.value = null;
  const json = response.headers.get("content-type")?.includes("json");
  const body = read && response.ok ? await read(response).catch(() => {
    throw new ApiError(0, { detail: "The answer ended early. Try again." });
  }) : json ? await response.json() : await response.text();
  if (!response.ok) throw new ApiError(response.status, json ? body : {});
  return { body, headers: response.headers, position: Number(response.headers.get("gatelog-position") ?? NaN) };
}

/**
 * Asks who is signed in.
 * @param {string | null} [link] Token of a link that signs in, once.
 */
export async function loadSession(link) {
  try {
    if (link) return await signIn(link);
    session.value = (await call(SESSION)).body;
  } catch {
    session.value = null;
  }
}

/** @param {string} key */
export async function signIn(key) {
  session.value = (await call(SESSION, { method: "POST", headers: { authorization: `Bearer ${key}` } })).body;
}

/** Says nothing of its own: who is signed in afterwards is what the server says. */
export async function signOut() {
  await call(SESSION, { method: "DELETE" }).catch(() => {});
  await loadSession();
}

/**
 * The address of a request. Parameters without a value are left out.
 * @template {keyof Paths & string} P
 * @param {P} path
 * @param {object} [query]
 * @param {Record<string, string>} [ids] Values of the path, for example `user_id`.
 */
export function urlOf(path, query = {}, ids = {}) {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") params.append(name, String(one));
    }
  }
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(ids[name] ?? ""));
  return filled + (params.size ? `?${params}` : "");
}

/** The requests of what is on the page, for "show the requests". */
export const requests = signal(/** @type {string[]} */ ([]));

/** Adds requests to these, until the function is called that it returns. @param {string[]} urls */
export function show(urls) {
  requests.value = [...requests.peek(), ...urls];
  return () => {
    const rest = [...requests.peek()];
    for (const url of urls) rest.splice(rest.indexOf(url), 1);
    requests.value = rest;
  };
}

/**
 * @template T
 * @typedef {object} Answer
 * @property {T} [data] Stays while the next answer is awaited.
 * @property {ApiError} [error]
 * @property {boolean} loading
 * @property {number} position Up to which the answer takes in every event.
 * @property {string | null} url
 * @property {() => void} reload
 */

/**
 * What the API answers, asked again when the request changes. Nothing is asked for without a query.
 * @template {Path} P
 * @param {P} path
 * @param {Query<P> | null} query
 * @param {Record<string, string>} [ids]
 * @returns {Answer<Body<P>>}
 */
export function useAnswer(path, query, ids) {
  return useUrl(query && urlOf(path, query, ids));
}

/**
 * @param {string | null} url
 * @returns {Answer<any>}
 */
export function useUrl(url) {
  const [count, setCount] = useState(0);
  const asked = `${url}#${count}`;
  const [answer,
    setAnswer] = useState(/** @type {{ to: string, data?: any, error?: ApiError, position: number }} */ ({ to: "",
      position: NaN }));
  // Before the browser paints: a request waits for nothing.
  useLayoutEffect(() => {
    if (!url) return;
    const stop = new AbortController();
    const hide = show([url]);
    call(url, { signal: stop.signal }).then(
      ({ body, position }) => setAnswer({ to: asked, data: body, position }),
      (error) => stop.signal.aborted || setAnswer({ to: asked, error, position: NaN }),
    );
    return () => {
      stop.abort();
      hide();
    };
  }, [asked]);
  const { data, error, position } = url ? answer : { data: undefined, error: undefined, position: NaN };
  return { data, error, position, loading: url !== null && answer.to !== asked, url,
    reload: () => setCount(count + 1) };
}
