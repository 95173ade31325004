// The people who use the shop over HTTP: what they can do, in their words.

import assert from 'node:assert/strict';

import { holdsSecrets, isSecret } from './log-scan.js';

let customers = 0;

/** Anybody who can send a request. */
export class Person {
  constructor(server, { token, user, cookie } = {}) {
    this.server = server;
    this.token = token;
    this.user = user;
    /** The cookie that identifies a socket opened from the server's own origin: `name=value`. */
    this.cookie = cookie;
  }

  /** Sends a request and returns what came back, whatever its status. */
  async tries(method, path, body, headers = {}) {
    const response = await fetch(`${this.server.url}/api${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    let parsed;
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = text;
    }
    holdsSecrets([body, parsed]);
    isSecret(...response.headers.getSetCookie().map((line) => line.split(/[=;]/)[1]));
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** Sends a request that has to succeed and returns the answer's body. */
  async sends(method, path, body) {
    const answer = await this.tries(method, path, body);
    assert.ok(
      answer.status >= 200 && answer.status < 300,
      `${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`,
    );
    return answer.body;
  }

  get(path) {
    return this.sends('GET', path);
  }

  post(path, body) {
    return this.sends('POST', path, body);
  }

  put(path, body) {
    return this.sends('PUT', path, body);
  }

  /** The options with which this person's socket says who it is. */
  get auth() {
    return { auth: { token: this.token } };
  }

  static async logsIn(server, identifier, password) {
    const answer = await new Person(server).tries('POST', '/auth/login', { identifier, password });
    assert.equal(answer.status, 200, `${identifier} could not log in: ${JSON.stringify(answer.body)}`);
    return this.from(server, answer);
  }

  /** The person whom an answer to a log-in or a registration speaks of. */
  static from(server, { headers, body }) {
    const cookie = headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .find((pair) => pair.startsWith('trackroom_session='));
    return new this(server, { token: body.token, user: body.user, cookie });
  }
}

export class Nobody extends Person {
  /** Opens an account with the details of somebody who has none yet. */
  async registers() {
    customers += 1;
    const answer = await this.tries('POST', '/auth/register', {
      name: `Customer ${customers}`,
      email: `customer-${customers}@example.com`,
      phone: String(7_000_000_000 + customers),
      password: 'correct horse battery staple',
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return Customer.from(this.server, answer);
  }
}

export class Customer extends Person {
  #address;

  /** The address orders go to: entered at the first order. */
  address() {
    this.#address ??= this.post('/orders/addresses', {
      label: 'Home',
      street: '12 Banyan Road',
      city: 'Pune',
      state: 'Maharashtra',
      zipCode: '411001',
      country: 'India',
      isDefault: false,
    }).then(({ address }) => address);
    return this.#address;
  }

  /** What the shop has on its shelves, best stocked first. */
  async catalogue() {
    const { products } = await this.get('/products?limit=50');
    return products.filter(({ stock }) => stock > 0).sort((one, other) => other.stock - one.stock);
  }

  /** Places an order of one piece of the best-stocked product. */
  async places() {
    const [product] = await this.catalogue();
    return this.orders([{ product, quantity: 1 }]);
  }

  /** The total as the checkout page computes it: the weight is a plain sum, units ignored. */
  async isShownTotalOf(cart) {
    const [{ settings }, { charges }] = await Promise.all([
      this.get('/public/tax-settings'),
      this.get('/public/delivery-charges'),
    ]);
    const goods = cart.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
    const weight = cart.reduce((sum, { product, quantity }) => sum + product.weight * quantity, 0);
    const rule = charges.find(
      ({ minWeight, maxWeight, isActive }) =>
        isActive && weight >= minWeight && (maxWeight === null || weight <= maxWeight),
    );
    return goods + (goods * settings.gst) / 100 + (rule?.charge ?? 0);
  }

  /** Sends the checkout page's form; resolves with the answer, be it a refusal. */
  async checksOut(cart, { shown } = {}) {
    return this.tries('POST', '/orders/create', {
      type: 'cart',
      items: cart.map(({ product, quantity }) => ({
        productId: product._id,
        quantity,
        price: product.price,
        name: product.name,
      })),
      selectedAddressId: (await this.address())._id,
      customerInfo: { name: 'Asha', email: 'asha@example.com', phone: '+919876543210' },
      paymentMethod: 'cod',
      shippingMethod: 'standard',
      notes: '',
      totalAmount: shown ?? (await this.isShownTotalOf(cart)),
      orderWeight: 0,
    });
  }

  /** Places an order by the checkout page, and returns it. */
  async orders(cart, options) {
    const { status, body } = await this.checksOut(cart, options);
    assert.equal(status, 200, JSON.stringify(body));
    return body.order;
  }

  /** The order as the customer's page sees it now. */
  async looksAt(order) {
    return (await this.get(`/orders/${order.orderId}`)).order;
  }
}

export class Admin extends Person {
  /** Moves one order; returns the answer's body. */
  moves(order, status, details = {}) {
    return this.put(`/orders/admin/${order.orderId}/status`, { status, ...details });
  }

  /** Moves an order the way the shop's admin page does: by its `_id`. */
  movesById(order, status, details = {}) {
    return this.put(`/orders/admin/${order._id}/status`, { status, ...details });
  }

  /** Moves many orders at once; returns the results. */
  async movesAll(orders, status, details = {}) {
    const orderIds = orders.map(({ orderId }) => orderId);
    const { results } = await this.post('/orders/admin/bulk-update-status', { orderIds, status, ...details });
    return results;
  }

  /** The status changes of an order as the log has them, oldest first. */
  async changesOf(order) {
    const { events } = await this.get(`/orders/${order.orderId}/events`);
    return events.filter(({ kind }) => kind === 'status-changed');
  }
}
