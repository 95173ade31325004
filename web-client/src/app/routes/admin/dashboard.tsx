import { Dashboard } from "@/features/dashboard/components/dashboard";

export function AdminDashboardRoute() {
  return <Dashboard />;
}
