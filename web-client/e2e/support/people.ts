import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";

export const accounts = {
  admin: { identifier: "admin@trackroom.example", password: "trackroom-admin" },
  asha: { identifier: "asha@trackroom.example", password: "trackroom-demo" },
  ravi: { identifier: "ravi@trackroom.example", password: "trackroom-demo" },
} as const;
export type Who = keyof typeof accounts;

interface Session {
  token: string;
  user: { _id: string; name: string; email: string; phone: string; role: string };
}

export interface PlacedOrder {
  _id: string;
  orderId: string;
  status: string;
  seq: number;
}

/** Somebody at the API, as a script or another browser would be. */
export class Person {
  readonly #base: string;
  readonly session: Session;
  /** Where this person's orders go, made with the first of them. */
  #home: Promise<{ address: { _id: string } }> | undefined;

  private constructor(base: string, session: Session) {
    this.#base = base;
    this.session = session;
  }

  static async logIn(base: string, who: Who): Promise<Person> {
    const response = await fetch(`${base}/api/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(accounts[who]),
    });
    if (!response.ok) throw new Error(`${who} could not log in: ${response.status.toString()} ${await response.text()}`);
    return new Person(base, (await response.json()) as Session);
  }

  async call<Answer>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#base}/api${path}`, {
      method,
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${this.session.token}`, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status.toString()} ${text}`);
    return JSON.parse(text) as Answer;
  }

  /** Places an order of one thing from the catalogue. */
  async placesOrder(more: { notes?: string } = {}): Promise<PlacedOrder> {
    const { products } = await this.call<{ products: { _id: string; stock: number }[] }>("GET", "/products?limit=50&inStock=true");
    const product = products.find(({ stock }) => stock > 5);
    if (!product) throw new Error("the shop is sold out");
    const { user } = this.session;
    this.#home ??= this.call<{ address: { _id: string } }>("POST", "/orders/addresses", {
      label: "Home",
      street: "7 Garden Street",
      city: "Chennai",
      state: "Tamil Nadu",
      zipCode: "600033",
    });
    const { address } = await this.#home;
    const { order } = await this.call<{ order: PlacedOrder }>("POST", "/orders/create", {
      type: "buy-now",
      productId: product._id,
      quantity: 1,
      selectedAddressId: address._id,
      customerInfo: { name: user.name, email: user.email, phone: user.phone },
      paymentMethod: "cod",
      ...more,
    });
    return order;
  }

  async moves(orderId: string, status: string, more: Record<string, unknown> = {}): Promise<void> {
    await this.call("PUT", `/orders/admin/${orderId}/status`, { status, ...more });
  }

  /** A browser window of this person's, logged in. */
  async opens(browser: Browser, base: string, path: string, options: BrowserContextOptions = {}): Promise<{ page: Page; context: BrowserContext }> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.addInitScript(({ token, user }) => {
      if (sessionStorage.getItem("token") !== null || sessionStorage.getItem("was-here") !== null) return;
      sessionStorage.setItem("was-here", "yes");
      sessionStorage.setItem("token", token);
      sessionStorage.setItem("user", JSON.stringify(user));
    }, this.session);
    await page.goto(`${base}${path}`);
    return { page, context };
  }
}
