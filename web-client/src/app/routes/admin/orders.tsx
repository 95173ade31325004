export function AdminOrdersRoute() { return null; }
