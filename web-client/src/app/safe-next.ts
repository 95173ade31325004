/** Where to go after logging in: only ever a page of this client. */
export function safeNext(next: string | null): string | undefined {
  if (next === null || !next.startsWith("/") || next.startsWith("//") || next.includes("\\")) return undefined;
  return next;
}
