import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { harmlessQuestion } from "@/features/orders/live/order-room";
import { I18nProvider } from "@/i18n/i18n-provider";
import { finishLogOuts } from "@/lib/api-client";
import { createQueryClient } from "@/lib/query-client";
import { ConnectionContext } from "@/realtime/connection-context";
import { createConnection } from "@/realtime/connection-manager";
import { exposeSocketService } from "./expose-socket-service";
import { forgetOnDeparture } from "./forget-on-departure";

/** What everything stands on: texts, the query cache, the one connection. */
export function Providers({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient);
  const [connection] = useState(() => createConnection({ probe: harmlessQuestion("are-you-there") }));
  useEffect(() => connection.hold(), [connection]);
  useEffect(() => {
    const finish = () => void finishLogOuts();
    finish();
    window.addEventListener("online", finish);
    return () => {
      window.removeEventListener("online", finish);
    };
  }, []);
  useEffect(() => forgetOnDeparture(queryClient), [queryClient]);
  useEffect(() => exposeSocketService(connection, queryClient), [connection, queryClient]);
  return (
    <I18nProvider>
      <QueryClientProvider client={queryClient}>
        <ConnectionContext value={connection}>{children}</ConnectionContext>
      </QueryClientProvider>
    </I18nProvider>
  );
}
