// The product in one test: a customer orders, follows the order, and sees the admin move it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { startServer } from './support/server.js';
import { instant, isChange } from './support/shapes.js';
import { everyChoice } from './support/transport-choices.js';

describe('the journey (contract 6.1, 6.2)', { timeout: 120_000 }, () => {
  let server, admin;

  before(async () => {
    server = await startServer();
    admin = await server.admin();
  });
  after(() => server?.stop());

  for (const choice of everyChoice) {
    it(`shows a customer the new status over ${choice.name}`, async () => {
      const customer = await server.nobody().registers();
      const order = await customer.places();
      assert.match(order.orderId, /^ORD\d{5,}$/);
      assert.match(order._id, /^[0-9a-f]{24}$/);
      assert.equal(order.status, 'pending');

      const screen = await server.viewer(choice);
      const joined = await screen.follows(order);
      assert.match(joined.order.updatedAt, instant);
      assert.deepEqual(joined.order, {
        orderId: order.orderId,
        status: 'pending',
        updatedAt: joined.order.updatedAt,
        seq: 1,
      });

      const confirmed = await admin.moves(order, 'confirmed');
      assert.equal(confirmed.success, true);
      assert.equal(confirmed.order.status, 'confirmed');
      assert.equal(confirmed.order.seq, 2);
      assert.equal(confirmed.followers, 1);
      await screen.sees(order, 'confirmed');

      // The shop's admin page addresses the order by its `_id`; the screen knows it by its order id.
      const estimatedDelivery = '2031-05-06T07:08:09.000Z';
      await admin.movesById(order, 'shipped', { trackingNumber: 'TRK1', estimatedDelivery });
      await screen.sees(order, 'shipped');
      await screen.catchesUp();

      const changes = screen.changes(order);
      assert.equal(changes.length, 2, 'every change is heard once');
      isChange(changes[0], { orderId: order.orderId, status: 'confirmed', seq: 2 });
      isChange(changes[1], {
        orderId: order.orderId,
        status: 'shipped',
        trackingNumber: 'TRK1',
        estimatedDelivery,
        seq: 3,
      });
      assert.ok(Number(changes[0].offset) < Number(changes[1].offset));
      assert.equal(changes[0].payload.updatedAt, confirmed.order.updatedAt);
      assert.deepEqual(screen.losses, []);
      if (choice.options.transports.includes('websocket')) assert.equal(screen.transport, 'websocket');

      const page = await customer.looksAt(order);
      assert.equal(page.status, 'shipped');
      assert.equal(page.trackingNumber, 'TRK1');
      assert.match(page.confirmedAt, instant);
      assert.match(page.shippedAt, instant);
      screen.closes();
    });
  }

  it('charges the total that the cart showed (contract 5.4)', async () => {
    const customer = await server.nobody().registers();
    const [first, second] = await customer.catalogue();
    const cart = [
      { product: first, quantity: 2 },
      { product: second, quantity: 1 },
    ];
    const shown = await customer.isShownTotalOf(cart);
    const order = await customer.orders(cart, { shown });
    assert.equal(order.totalAmount, Number(shown.toFixed(2)));
    assert.equal(order.itemCount, 3);
    assert.deepEqual(
      order.items.map(({ name, price, quantity }) => ({ name, price, quantity })),
      cart.map(({ product, quantity }) => ({ name: product.name, price: product.price, quantity })),
    );
    const shelf = await customer.get(`/products/${first._id}`);
    assert.equal(shelf.stock, first.stock - 2);
  });

  it('takes prices from the catalogue, whatever the cart says', async () => {
    const customer = await server.nobody().registers();
    const [product] = await customer.catalogue();
    const shown = await customer.isShownTotalOf([{ product, quantity: 1 }]);
    const cheap = [{ product: { ...product, price: 0.01 }, quantity: 1 }];
    const order = await customer.orders(cheap, { shown });
    assert.equal(order.totalAmount, Number(shown.toFixed(2)));
    assert.equal(order.items[0].price, product.price);

    const answer = await customer.checksOut(cheap, { shown: 0.01 });
    assert.equal(answer.status, 409);
    assert.equal(answer.body.code, 'total_changed');
    assert.equal(answer.body.currentTotal, order.totalAmount);
    assert.equal((await customer.get('/orders/my-orders')).orders.length, 1);
    assert.equal((await customer.get(`/products/${product._id}`)).stock, product.stock - 1);
  });
});
