import type { QueryClient } from "@tanstack/react-query";
import { clientConfigQuery } from "@/features/auth/api/get-client-config";
import { createSocketService, type SocketService } from "@/features/orders/live/socket-service";
import type { Connection } from "@/realtime/connection-manager";

declare global {
  interface Window {
    socketService?: SocketService;
  }
}

/** `window.socketService` for the browser's console: in development, which a server with a sandbox or demo accounts is. */
export function exposeSocketService(connection: Connection, queryClient: QueryClient): () => void {
  let current = true;
  const service = createSocketService(connection);
  const expose = async () => {
    const config = import.meta.env.DEV ? undefined : await queryClient.ensureQueryData(clientConfigQuery);
    if (config && !config.sandbox && config.demoAccounts.length === 0) return;
    if (current) window.socketService = service;
  };
  expose().catch(() => undefined); // the console goes without when it cannot be fetched
  return () => {
    current = false;
    if (window.socketService === service) delete window.socketService;
  };
}
