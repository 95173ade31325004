import { lazy } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { homeOf, useSession } from "@/features/auth/use-session";
import { Layout } from "./layout";
import { NeedsSession, NeedsStaff } from "./needs-session";
import { ScrollToTop } from "./scroll-to-top";

const Login = lazy(() => import("./routes/login").then((file) => ({ default: file.LoginRoute })));
const Register = lazy(() => import("./routes/register").then((file) => ({ default: file.RegisterRoute })));
const Orders = lazy(() => import("./routes/orders").then((file) => ({ default: file.OrdersRoute })));
const OrderTracking = lazy(() => import("./routes/order-tracking").then((file) => ({ default: file.OrderTrackingRoute })));
const SharedTracking = lazy(() => import("./routes/shared-tracking").then((file) => ({ default: file.SharedTrackingRoute })));
const AdminOrders = lazy(() => import("./routes/admin/orders").then((file) => ({ default: file.AdminOrdersRoute })));
const AdminDashboard = lazy(() => import("./routes/admin/dashboard").then((file) => ({ default: file.AdminDashboardRoute })));
const RealTimeTest = lazy(() => import("./routes/real-time-test").then((file) => ({ default: file.RealTimeTestRoute })));
const NotFound = lazy(() => import("./routes/not-found").then((file) => ({ default: file.NotFoundRoute })));

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
          <Route element={<NeedsSession />}>
            <Route index element={<Start />} />
            <Route path="orders" element={<Orders />} />
            <Route path="order-tracking/:orderId" element={<OrderTracking />} />
            <Route path="admin" element={<NeedsStaff />}>
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
