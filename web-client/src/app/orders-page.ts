import { lazyWithRetry } from "./lazy-with-retry";

/** My orders: also where a customer goes next from an order, so its page fetches this one ahead. */
export const Orders = lazyWithRetry(() => import("./routes/orders").then((file) => file.OrdersRoute));
