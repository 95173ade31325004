import { createContext, use, useSyncExternalStore } from "react";
import type { ConnectionState } from "./connection-state";
import type { Connection } from "./connection-manager";

export const ConnectionContext = createContext<Connection | undefined>(undefined);

export function useConnection(): Connection {
  const connection = use(ConnectionContext);
  if (!connection) throw new Error("useConnection needs a ConnectionContext above it");
  return connection;
}

export function useConnectionState(): ConnectionState {
  const { state } = useConnection();
  return useSyncExternalStore(state.subscribe, state.get);
}
