import type { QueryClient } from "@tanstack/react-query";
import { clientConfigQuery } from "@/features/auth/api/get-client-config";
import type { SocketService } from "@/features/orders/live/socket-service";
import type { Connection } from "@/realtime/connection-manager";

declare global {
  interface Window {
    socketService?: SocketService;
  }
}

/** `window.socketService` for the browser's console: in development, which a server with a sandbox or demo accounts is. */
export function exposeSocketService(connection: Connection, queryClient: QueryClient): () => void {
  let current = true;
  const expose = async () => {
    const config = import.meta.env.DEV ? undefined : await queryClient.ensureQueryData(clientConfigQuery);
    if (config && !config.sandbox && config.demoAccounts.length === 0) return;
    // Fetched only where it is wanted: customers do not pay for it.
    const { createSocketService } = await import("@/features/orders/live/socket-service");
    if (current) window.socketService = createSocketService(connection);
  };
  expose().catch(() => undefined); // the console goes without when it cannot be fetched
  return () => {
    current = false;
    delete window.socketService;
  };
}
