import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A machine may be busy; what is waited for comes, or has failed by then.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  sessionStorage.clear();
  localStorage.clear();
});
