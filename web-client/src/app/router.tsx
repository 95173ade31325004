import { Redirect, Route, Switch } from "wouter";
import { homeOf, useSession } from "@/features/auth/use-session";
import { LocationProvider } from "@/lib/location";
import { Layout } from "./layout";
import { lazyWithRetry } from "./lazy-with-retry";
import { Orders } from "./orders-page";
import { RequireSession, RequireStaff } from "./require-session";
import { OrderTrackingRoute } from "./routes/order-tracking";
import { ScrollToTop } from "./scroll-to-top";

// The page of an order is what most people come for: it is not fetched in a second step, as the others are.
const Login = lazyWithRetry(() => import("./routes/login").then((file) => file.LoginRoute));
const Register = lazyWithRetry(() => import("./routes/register").then((file) => file.RegisterRoute));
const SharedTracking = lazyWithRetry(() => import("./routes/shared-tracking").then((file) => file.SharedTrackingRoute));
const AdminOrders = lazyWithRetry(() => import("./routes/admin/orders").then((file) => file.AdminOrdersRoute));
const AdminDashboard = lazyWithRetry(() => import("./routes/admin/dashboard").then((file) => file.AdminDashboardRoute));
const RealTimeTest = lazyWithRetry(() => import("./routes/real-time-test").then((file) => file.RealTimeTestRoute));
const NotFound = lazyWithRetry(() => import("./routes/not-found").then((file) => file.NotFoundRoute));

/** The shop's own address, for somebody who is known. */
function Start() {
  const session = useSession();
  return session && <Redirect replace to={homeOf(session)} />;
}

export function AppRouter() {
  return (
    <LocationProvider>
      <ScrollToTop />
      <Layout>
        <Switch>
          <Route path="/login">
            <Login />
          </Route>
          <Route path="/phone-login">
            <Redirect replace to="/login" />
          </Route>
          <Route path="/register">
            <Register />
          </Route>
          <Route path="/">
            <RequireSession>
              <Start />
            </RequireSession>
          </Route>
          <Route path="/orders">
            <RequireSession>
              <Orders />
            </RequireSession>
          </Route>
          <Route path="/order-tracking/:orderId">
            <RequireSession>
              <OrderTrackingRoute />
            </RequireSession>
          </Route>
          <Route path="/admin">
            <RequireStaff>
              <Redirect replace to="/admin/orders" />
            </RequireStaff>
          </Route>
          <Route path="/admin/orders">
            <RequireStaff>
              <AdminOrders />
            </RequireStaff>
          </Route>
          <Route path="/admin/dashboard">
            <RequireStaff>
              <AdminDashboard />
            </RequireStaff>
          </Route>
          <Route path="/track/:ticket">
            <SharedTracking />
          </Route>
          <Route path="/real-time-test">
            <RealTimeTest />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Layout>
    </LocationProvider>
  );
}
