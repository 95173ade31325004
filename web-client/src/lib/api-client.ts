import * as v from "valibot";
import { isCrossOrigin, serverOrigin } from "./env";
import { currentSession, sessionSchema, storeSession } from "./stored-session";
import { forgetLogOut, unfinishedLogOuts } from "./unfinished-log-outs";

/** An answer that was not a success. `code` is the server's stable word for what went wrong. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, body: Record<string, unknown> = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.body = body;
  }
}

/** The server could not be reached, or what came back was not from it. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

export interface RequestOptions {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Whose call it is, when it is not the present session's. */
  token?: string;
  /** Reaches the server though the tab is closed. */
  keepalive?: boolean;
  /** A call that is itself about the session is not repeated with a new one. */
  renewSession?: boolean;
}

const errorBody = v.object({ code: v.optional(v.string()), message: v.optional(v.string()) });

async function send(path: string, options: RequestOptions): Promise<Response> {
  const token = options.token ?? currentSession()?.token;
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers["Authorization"] = `Bearer ${token}`;
  try {
    return await fetch(`${serverOrigin}/api${path}`, {
      method: options.method ?? "GET",
      headers,
      credentials: isCrossOrigin ? "include" : "same-origin",
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.keepalive === true ? { keepalive: true } : {}),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new NetworkError("The server could not be reached.", { cause });
  }
}

async function failure(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  const { success, output } = v.safeParse(errorBody, body);
  const { code, message } = success ? output : {};
  // What else the body has is for whoever knows the code, and is parsed there.
  return new ApiError(response.status, code ?? `http_${response.status.toString()}`, message ?? "", success ? { ...(body as object) } : {});
}

/** Sends a request; a session that has run out is renewed once and the request repeated. */
export async function fetchFromApi(path: string, options: RequestOptions = {}): Promise<Response> {
  let response = await send(path, options);
  if (response.status === 401 && options.renewSession !== false && currentSession()) {
    const renewal = await renewSession();
    if (renewal === "renewed") response = await send(path, options);
    if (renewal === "ended") storeSession(undefined);
  }
  if (!response.ok) throw await failure(response);
  return response;
}

/** Sends a request and checks that the answer has the shape we are about to rely on. */
export async function requestJson<Schema extends v.GenericSchema>(
  path: string,
  schema: Schema,
  options: RequestOptions = {},
): Promise<v.InferOutput<Schema>> {
  const response = await fetchFromApi(path, options);
  const json: unknown = await response.json().catch(() => undefined);
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) {
    throw new NetworkError(`The server's answer to ${path} was not understood: ${describe(parsed.issues)}`);
  }
  return parsed.output;
}

function describe(issues: readonly v.BaseIssue<unknown>[]): string {
  return issues.map((issue) => `${v.getDotPath(issue) ?? "all of it"}: ${issue.message}`).join("; ");
}

/** Answers that say nothing of the session: the server could not be asked, or had no time. */
function isNoAnswer(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429;
}

/** Tells the server of the log-outs that it has not heard of. Whether it now knows of all. */
export async function finishLogOuts(): Promise<boolean> {
  const told = unfinishedLogOuts().map(async (token) => {
    try {
      await fetchFromApi("/auth/logout", { method: "POST", token, keepalive: true, renewSession: false });
    } catch (error) {
      if (isNoAnswer(error)) return false;
    }
    forgetLogOut(token);
    return true;
  });
  return (await Promise.all(told)).every(Boolean);
}

/** `unreachable` says nothing about the session: it is kept, and asked for again later. */
export type Renewal = "renewed" | "ended" | "unreachable";

let renewal: Promise<Renewal> | undefined;

/**
 * Asks for a new access token by the HttpOnly cookie. All who need one wait for the same answer.
 * The cookie belongs to the browser, the session to this tab: a token for somebody else is not ours.
 * Nor is it good for anything while it may be the cookie of somebody who has logged out.
 */
export function renewSession(): Promise<Renewal> {
  renewal ??= requestRenewal().finally(() => {
    renewal = undefined;
  });
  return renewal;
}

async function requestRenewal(): Promise<Renewal> {
  const owner = currentSession()?.user._id;
  if (!(await finishLogOuts())) return owner === undefined ? "ended" : "unreachable";
  try {
    const session = await requestJson("/auth/refresh-token", sessionSchema, { method: "POST", renewSession: false });
    if (owner !== undefined && session.user._id !== owner) return "ended";
    storeSession(session);
    return "renewed";
  } catch (error) {
    return isNoAnswer(error) ? "unreachable" : "ended";
  }
}
