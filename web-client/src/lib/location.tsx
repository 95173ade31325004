import { createContext, use, useDeferredValue, useMemo, useSyncExternalStore, type ReactNode } from "react";
import { Router, type AroundNavHandler } from "wouter";
import { navigate } from "wouter/use-browser-location";

/** Where the person is, and how they came there. */
export interface Visit {
  /** Decoded, so that a route's parameters are what was meant. */
  pathname: string;
  search: string;
  /** Counts from 0 and grows with each navigation, also to the same address. */
  number: number;
  /** `arrival` is the first page of the tab, or one that the browser's buttons went to. */
  by: "arrival" | "link";
}

const here = (number: number, by: Visit["by"]): Visit => ({ pathname: decoded(location.pathname), search: location.search, number, by });

/** A segment may hold an encoded slash, which stays encoded: it is not a step of the path. */
function decoded(pathname: string): string {
  try {
    return pathname
      .split("/")
      .map((segment) => decodeURIComponent(segment).replaceAll("/", "%2F"))
      .join("/");
  } catch {
    return pathname; // nonsense after a `%`: shown as it is
  }
}

let visit = here(0, "arrival");

const listeners = new Set<() => void>();

// From the start on: a page may lead elsewhere before it is drawn, and so before anyone has subscribed. The router announces
// the latter two, which the browser does not.
for (const type of ["popstate", "pushState", "replaceState"]) {
  window.addEventListener(type, () => {
    visit = here(visit.number + 1, type === "popstate" ? "arrival" : "link");
    for (const changed of [...listeners]) changed();
  });
}

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  return () => {
    listeners.delete(changed);
  };
}

const VisitContext = createContext<Visit>(visit);

/** A link to where one is makes no second entry in the history. */
const aroundNav: AroundNavHandler = (go, to, options) => {
  go(to, { ...options, replace: options?.replace === true || to === `${location.pathname}${location.search}${location.hash}` });
};

/** The address, for everything below. While the code of the next page is fetched, the present page stays. */
export function LocationProvider({ children }: { children: ReactNode }) {
  const present = useDeferredValue(useSyncExternalStore(subscribe, () => visit));
  return (
    <VisitContext value={present}>
      <Router hook={useVisitedPath} aroundNav={aroundNav}>
        {children}
      </Router>
    </VisitContext>
  );
}

function useVisitedPath(): [string, typeof navigate] {
  return [use(VisitContext).pathname, navigate];
}

export function useVisit(): Visit {
  return use(VisitContext);
}

/** The parameters in the address, and how to change them. */
export function useSearchParams(): [URLSearchParams, (next: URLSearchParams, options?: { replace?: boolean }) => void] {
  const { search } = use(VisitContext);
  const params = useMemo(() => new URLSearchParams(search), [search]);
  return [params, setSearchParams];
}

function setSearchParams(next: URLSearchParams, options?: { replace?: boolean }): void {
  const search = next.toString();
  navigate(`${location.pathname}${search === "" ? "" : `?${search}`}`, options);
}
