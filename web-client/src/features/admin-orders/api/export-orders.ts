import { fetchFromApi } from "@/lib/api-client";
import { dayBounds, type OrderFilters } from "../order-filters";

/** Fetches the orders that fit as CSV, with our token, and hands the file to the browser to save. */
export async function exportOrders(filters: OrderFilters): Promise<void> {
  const search = new URLSearchParams({ format: "csv" });
  const { search: text, status, pincode, paymentMethod, paymentStatus } = filters;
  const asked = { search: text, status: status.join(","), pincode, paymentMethod, paymentStatus, ...dayBounds(filters.from, filters.to) };
  for (const [name, value] of Object.entries(asked)) if (value !== "") search.set(`filters[${name}]`, value);
  const response = await fetchFromApi(`/orders/admin/export?${search.toString()}`);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = "orders.csv";
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
