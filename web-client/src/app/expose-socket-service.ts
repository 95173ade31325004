import type { QueryClient } from "@tanstack/react-query";
import { clientConfigQuery } from "@/features/auth/api/get-client-config";
import type { Connection } from "@/realtime/connection-manager";
import { createSocketService, type SocketService } from "@/features/orders/live/socket-service";

declare global {
  interface Window {
    socketService?: SocketService;
  }
}

/** `window.socketService` for the browser's console: in development, which a server with a sandbox or demo accounts is. */
export function exposeSocketService(connection: Connection, queryClient: QueryClient): () => void {
  const service = createSocketService(connection);
  let current = true;
  const expose = () => {
    if (current) window.socketService = service;
  };
  if (import.meta.env.DEV) expose();
  else {
    void queryClient
      .ensureQueryData(clientConfigQuery)
      .then((config) => {
        if (config.sandbox || config.demoAccounts.length > 0) expose();
      })
      .catch(() => undefined);
  }
  return () => {
    current = false;
    delete window.socketService;
  };
}
