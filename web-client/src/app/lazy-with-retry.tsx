import { use, type ComponentType } from "react";

type Part<Props extends object> = ComponentType<Props> & {
  /** Fetches it before anybody asks, so that it is there when they do. */
  prefetch: () => void;
};

const failures = new Set<() => void>();

/** Those that could not be fetched are fetched anew the next time. Called once a failure has been shown. */
export function forgetFailures(): void {
  for (const forget of failures) forget();
  failures.clear();
}

/**
 * A part of the client that is fetched when it is first drawn. React's own `lazy` remembers a failure for good, and a
 * phone that was in a tunnel for a moment would not get the page until it was loaded anew.
 */
export function lazyWithRetry<Props extends object>(load: () => Promise<ComponentType<Props>>): Part<Props> {
  let coming: Promise<ComponentType<Props>> | undefined;
  const forget = () => {
    coming = undefined;
  };
  const get = () => {
    if (!coming) {
      coming = load();
      // Kept until it was shown: React asks again as soon as it hears of it, and would ask without end.
      coming.catch(() => failures.add(forget));
    }
    return coming;
  };
  function Fetched(props: Props) {
    const Loaded = use(get());
    return <Loaded {...props} />;
  }
  Fetched.prefetch = () => {
    get().catch(forget);
  };
  return Fetched;
}
