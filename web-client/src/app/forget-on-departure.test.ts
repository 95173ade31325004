import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it } from "vitest";
import { storeSession } from "@/lib/stored-session";
import { forgetOnDeparture } from "./forget-on-departure";

const asha = { token: "a", user: { _id: "asha", name: "Asha", email: "", phone: "", role: "user" as const } };
const ravi = { token: "r", user: { ...asha.user, _id: "ravi", name: "Ravi" } };

let queryClient: QueryClient;
let stop: () => void;

beforeEach(() => {
  storeSession(asha);
  queryClient = new QueryClient();
  stop = forgetOnDeparture(queryClient);
  queryClient.setQueryData(["orders", "ORD00042"], "Asha's");
});

afterEach(() => {
  stop();
  storeSession(undefined);
});

const seen = () => queryClient.getQueryData(["orders", "ORD00042"]);

it("forgets what was read when the session ends", () => {
  storeSession(undefined);
  expect(seen()).toBeUndefined();
});

it("forgets it when somebody else logs in", () => {
  storeSession(ravi);
  expect(seen()).toBeUndefined();
});

it("keeps it when the same person's session is renewed", () => {
  storeSession({ ...asha, token: "new" });
  expect(seen()).toBe("Asha's");
});
