import type { AdminStatusUpdate } from "@/wire/events";
import type { ConnectionPhase } from "./connection-state";
import type { Connection } from "./socket";
import { parseStatusUpdate, type CommandAnswer, type OrderSocket, type StatusUpdate } from "./socket-events";

export type OrderStatusListener = (event: StatusUpdate) => void;

export interface ConnectionStatus {
  isConnected: boolean;
  socketId: string | undefined;
  transport: string | undefined;
  phase: ConnectionPhase;
}

/** The small API of the shop's older pages and debugging notes, on the one connection of this client. */
export interface SocketService {
  connect: () => OrderSocket;
  disconnect: () => void;
  joinOrderTracking: (orderId: string) => void;
  leaveOrderTracking: (orderId: string) => void;
  onOrderStatusUpdate: (listener: OrderStatusListener) => void;
  /** Without a listener, all of them. */
  offOrderStatusUpdate: (listener?: OrderStatusListener) => void;
  emitAdminStatusUpdate: (change: AdminStatusUpdate) => Promise<CommandAnswer>;
  getConnectionStatus: () => ConnectionStatus;
  getSocket: () => OrderSocket;
}

export function createSocketService(connection: Connection): SocketService {
  const { socket, rooms } = connection;
  const following = new Map<string, () => void>();
  const listeners = new Map<OrderStatusListener, (payload: unknown) => void>();
  return {
    connect: () => {
      if (!socket.active) socket.connect();
      return socket;
    },
    disconnect: () => {
      socket.disconnect();
    },
    joinOrderTracking: (orderId) => {
      if (following.has(orderId)) return;
      const ignore = () => undefined;
      following.set(orderId, rooms.follow(orderId, { since: ignore, onUpdate: ignore, onJoined: ignore, onRefused: ignore }));
    },
    leaveOrderTracking: (orderId) => {
      following.get(orderId)?.();
      following.delete(orderId);
    },
    onOrderStatusUpdate: (listener) => {
      if (listeners.has(listener)) return;
      const on = (payload: unknown) => {
        const event = parseStatusUpdate(payload);
        if (event) listener(event);
      };
      listeners.set(listener, on);
      socket.on("order-status-updated", on);
    },
    offOrderStatusUpdate: (listener) => {
      for (const [known, on] of listeners) {
        if (listener !== undefined && known !== listener) continue;
        socket.off("order-status-updated", on);
        listeners.delete(known);
      }
    },
    emitAdminStatusUpdate: (change) => connection.sendCommand(change),
    getConnectionStatus: () => ({
      isConnected: socket.connected,
      socketId: socket.id,
      transport: connection.transport(),
      phase: connection.state.get().phase,
    }),
    getSocket: () => socket,
  };
}
