/** Does something when the page has nothing better to do. Safari has no word for that: there, a moment later. */
export function whenIdle(work: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(work, 2_000);
    return () => {
      clearTimeout(timer);
    };
  }
  const waiting = requestIdleCallback(work);
  return () => {
    cancelIdleCallback(waiting);
  };
}
