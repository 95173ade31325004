import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { homeOf, useSession } from "@/features/auth/use-session";
import { lazyWithRetry } from "./lazy-with-retry";
import { Layout } from "./layout";
import { RequireSession, RequireStaff } from "./require-session";
import { Orders } from "./orders-page";
import { ScrollToTop } from "./scroll-to-top";

const Login = lazyWithRetry(() => import("./routes/login").then((file) => file.LoginRoute));
const Register = lazyWithRetry(() => import("./routes/register").then((file) => file.RegisterRoute));
const OrderTracking = lazyWithRetry(() => import("./routes/order-tracking").then((file) => file.OrderTrackingRoute));
const SharedTracking = lazyWithRetry(() => import("./routes/shared-tracking").then((file) => file.SharedTrackingRoute));
const AdminOrders = lazyWithRetry(() => import("./routes/admin/orders").then((file) => file.AdminOrdersRoute));
const AdminDashboard = lazyWithRetry(() => import("./routes/admin/dashboard").then((file) => file.AdminDashboardRoute));
const RealTimeTest = lazyWithRetry(() => import("./routes/real-time-test").then((file) => file.RealTimeTestRoute));
const NotFound = lazyWithRetry(() => import("./routes/not-found").then((file) => file.NotFoundRoute));

/** The shop's own address, for somebody who is known. */
function Start() {
  const session = useSession();
  return session && <Navigate replace to={homeOf(session)} />;
}

export function Router() {
  return (
    <BrowserRouter>
      <ScrollToTop />
      <Routes>
        <Route element={<Layout />}>
          <Route path="login" element={<Login />} />
          <Route path="phone-login" element={<Navigate replace to="/login" />} />
          <Route path="register" element={<Register />} />
          <Route element={<RequireSession />}>
            <Route index element={<Start />} />
            <Route path="orders" element={<Orders />} />
            <Route path="order-tracking/:orderId" element={<OrderTracking />} />
            <Route path="admin" element={<RequireStaff />}>
              <Route index element={<Navigate replace to="orders" />} />
              <Route path="orders" element={<AdminOrders />} />
              <Route path="dashboard" element={<AdminDashboard />} />
            </Route>
          </Route>
          <Route path="track/:ticket" element={<SharedTracking />} />
          <Route path="real-time-test" element={<RealTimeTest />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </BrowserRouter>
  );
}
