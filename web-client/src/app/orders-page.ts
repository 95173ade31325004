import { fetched } from "./fetched";

/** My orders: also where a customer goes next from an order, so its page fetches this one ahead. */
export const Orders = fetched(() => import("./routes/orders").then((file) => file.OrdersRoute));
