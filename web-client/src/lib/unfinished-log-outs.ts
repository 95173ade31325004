import * as v from "valibot";

/**
 * Log-outs that the server has not heard of. They outlive the tab: until the server knows, its cookie would let the
 * next person at this browser in. Each is kept by the token whose session it ends.
 */
const key = "trackroom.log-outs";
const tokensSchema = v.array(v.string());

export function unfinishedLogOuts(): string[] {
  try {
    const parsed = v.safeParse(tokensSchema, JSON.parse(localStorage.getItem(key) ?? "[]"));
    return parsed.success ? parsed.output : [];
  } catch {
    return [];
  }
}

function write(tokens: string[]): void {
  try {
    if (tokens.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(tokens));
  } catch {
    // A browser that forbids storage keeps no cookie beyond its window either.
  }
}

export function rememberLogOut(token: string): void {
  write([...unfinishedLogOuts(), token]);
}

export function forgetLogOut(token: string): void {
  write(unfinishedLogOuts().filter((other) => other !== token));
}
