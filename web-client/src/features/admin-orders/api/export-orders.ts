import { fetchFromApi } from "@/lib/api-client";
import { dayBounds, type OrderFilters } from "../order-filters";

/** Fetches the orders that fit as CSV, with our token, and hands the file to the browser to save. */
export async function exportOrders(filters: OrderFilters): Promise<void> {
  const search = new URLSearchParams({ format: "csv" });
  const days = dayBounds(filters.from, filters.to);
  if (filters.status.length > 0) search.set("filters[status]", filters.status.join(","));
  if (filters.pincode !== "") search.set("filters[pincode]", filters.pincode);
  if (days.from !== undefined) search.set("filters[startDate]", days.from);
  if (days.to !== undefined) search.set("filters[endDate]", days.to);
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
