import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { commonCatalogue } from "@/i18n/common";
import { I18nContext } from "@/i18n/i18n-context";
import { ta as common } from "@/i18n/messages.ta";
import { refusalCatalogue } from "@/i18n/refusals";
import { translator } from "@/i18n/translate";
import { authCatalogue } from "../messages";
import { ta } from "../messages.ta";
import { RegisterForm } from "./register-form";

const t = translator<keyof typeof ta | keyof typeof common>([ta, common], "ta");
let refusal: { code: string; message: string };

beforeEach(() => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ success: false, ...refusal }, { status: 400 })));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function registersInTamil() {
  const user = userEvent.setup();
  await act(async () => {
    render(
      <QueryClientProvider client={new QueryClient()}>
        <I18nContext value={{ language: "ta", setLanguage: () => undefined }}>
          <RegisterForm onDone={() => undefined} />
        </I18nContext>
      </QueryClientProvider>,
    );
    // The form comes with its Tamil texts.
    await Promise.all([authCatalogue, refusalCatalogue, commonCatalogue].map((catalogue) => catalogue.fetch("ta")));
  });
  await user.type(screen.getByLabelText(t("register.name")), "Kavya");
  await user.type(screen.getByLabelText(t("register.email")), "kavya");
  await user.type(screen.getByLabelText(t("register.phone")), "12");
  await user.type(screen.getByLabelText(t("register.password")), "a quiet garden");
  await user.click(screen.getByRole("button", { name: t("register.submit") }));
}

it.each([
  ["invalid_email", "register.email", "register.emailWrong"],
  ["invalid_phone", "register.phone", "register.phoneWrong"],
  ["weak_password", "register.password", "register.passwordWeak"],
] as const)("says %s at the field that it is about, in the language of the page", async (code, label, text) => {
  refusal = { code, message: "Please do better" };
  await registersInTamil();
  const said = await screen.findByText(t(text));
  const field = screen.getByLabelText(t(label));
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(field.getAttribute("aria-describedby")?.split(" ")).toContain(said.id);
  expect(document.activeElement).toBe(field);
  expect(screen.queryByText(/Please do better/)).toBeNull();
});

it("has words of its own for a refusal that it does not know", async () => {
  refusal = { code: "moon_is_full", message: "Please do better" };
  await registersInTamil();
  expect((await screen.findByRole("alert")).textContent).toBe(t("error.unknown"));
});
