import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { logIn, logOut } from "@/features/auth/api/session-calls";
import { ApiError, finishLogOuts, NetworkError, renewSession, requestJson } from "./api-client";
import { currentSession, storeSession } from "./stored-session";
import { unfinishedLogOuts } from "./unfinished-log-outs";

const asha = { _id: "a", name: "Asha", email: "", phone: "", role: "user" as const };
const ravi = { ...asha, _id: "r", name: "Ravi" };
const orders = v.object({ orders: v.array(v.string()) });

interface Call {
  path: string;
  authorization: string | undefined;
}

let calls: Call[];
let answer: (call: Call) => Response | Promise<Response>;

const json = (body: unknown, status = 200) => Response.json(body, { status });

beforeEach(() => {
  calls = [];
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    const call = { path, authorization: (init.headers as Record<string, string>)["Authorization"] };
    calls.push(call);
    return Promise.resolve(answer(call));
  });
  storeSession({ token: "old", user: asha });
});

afterEach(() => {
  vi.unstubAllGlobals();
  storeSession(undefined);
});

/** A server that takes the token `new` only, and gives out what `renewal` says. */
function serverRenewingWith(renewal: () => Response) {
  answer = ({ path, authorization }) => {
    if (path.endsWith("/auth/refresh-token")) return renewal();
    return authorization === "Bearer new" ? json({ orders: ["ORD00042"] }) : json({ code: "unauthorized", message: "Not authorized" }, 401);
  };
}

describe("a session that has run out", () => {
  it("is renewed once, for all who wait, and the requests are repeated", async () => {
    serverRenewingWith(() => json({ token: "new", user: asha }));
    const both = await Promise.all([requestJson("/orders/my-orders", orders), requestJson("/orders/my-orders", orders)]);
    expect(both).toEqual([{ orders: ["ORD00042"] }, { orders: ["ORD00042"] }]);
    expect(calls.filter(({ path }) => path.endsWith("/auth/refresh-token"))).toHaveLength(1);
    expect(currentSession()?.token).toBe("new");
  });

  it("does not become the session of whoever else uses this browser", async () => {
    serverRenewingWith(() => json({ token: "new", user: ravi }));
    await expect(requestJson("/orders/my-orders", orders)).rejects.toBeInstanceOf(ApiError);
    expect(currentSession()).toBeUndefined();
  });

  it("is kept when the server cannot say", async () => {
    serverRenewingWith(() => json({}, 503));
    await expect(requestJson("/orders/my-orders", orders)).rejects.toBeInstanceOf(ApiError);
    expect(currentSession()?.token).toBe("old");
  });
});

describe("an answer", () => {
  it("that is a refusal carries the server's code, its words and the rest", async () => {
    answer = () => json({ success: false, code: "invalid_transition", message: "No", from: "pending", to: "refunded", allowed: [] }, 409);
    const error = await requestJson("/orders/admin/ORD1/status", orders, { method: "PUT" }).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ status: 409, code: "invalid_transition", message: "No", body: { from: "pending" } });
  });

  it("of another shape than we rely on is not believed", async () => {
    answer = () => json({ orders: [42] });
    await expect(requestJson("/orders/my-orders", orders)).rejects.toBeInstanceOf(NetworkError);
  });

  it("that never comes is a network error", async () => {
    answer = () => Promise.reject(new TypeError("failed to fetch"));
    await expect(requestJson("/orders/my-orders", orders)).rejects.toBeInstanceOf(NetworkError);
  });
});

describe("a log-out that the server has not heard of", () => {
  beforeEach(() => {
    answer = () => json({}, 503);
  });

  const leave = async () => {
    const known = await logOut();
    expect(currentSession()).toBeUndefined();
    return known;
  };

  it("is told of, and lets the browser's cookie bring nobody back", async () => {
    expect(await leave()).toBe(false);
    calls = [];
    serverRenewingWith(() => json({ token: "new", user: asha }));
    const working = answer;
    answer = (call) => (call.path.endsWith("/auth/logout") ? json({}, 503) : working(call));
    expect(await renewSession()).toBe("ended");
    expect(calls.map(({ path }) => path)).toEqual(["/api/auth/logout"]);
  });

  it("is tried again, as the one who left, and then forgotten", async () => {
    await leave();
    storeSession({ token: "new", user: ravi });
    calls = [];
    answer = () => json({ success: true });
    expect(await finishLogOuts()).toBe(true);
    expect(calls).toEqual([{ path: "/api/auth/logout", authorization: "Bearer old" }]);
    expect(unfinishedLogOuts()).toEqual([]);
  });

  it("is no longer told once the same person has logged in anew: it would end the new session", async () => {
    await leave();
    answer = ({ path }) => (path.endsWith("/auth/login") ? json({ token: "new", user: asha }) : json({}, 503));
    await logIn({ identifier: "asha", password: "secret" });
    expect(unfinishedLogOuts()).toEqual([]);
  });
});
