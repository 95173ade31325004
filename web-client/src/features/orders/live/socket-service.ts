import type { AdminStatusUpdate } from "@/wire/events";
import type { Connection } from "@/realtime/connection-manager";
import type { ConnectionPhase } from "@/realtime/connection-state";
import type { TypedSocket } from "@/realtime/typed-socket";
import type { CommandAnswer, StatusUpdate } from "./order-events";
import { orderRoom } from "./order-room";
import { moveOverSocket, onAnyUpdate } from "./shop-events";

export type OrderStatusListener = (event: StatusUpdate) => void;

export interface ConnectionStatus {
  isConnected: boolean;
  socketId: string | undefined;
  transport: string | undefined;
  phase: ConnectionPhase;
}

/** The small API of the shop's older pages and debugging notes, on the one connection of this client. */
export interface SocketService {
  connect: () => TypedSocket;
  disconnect: () => void;
  joinOrderTracking: (orderId: string) => void;
  leaveOrderTracking: (orderId: string) => void;
  onOrderStatusUpdate: (listener: OrderStatusListener) => void;
  /** Without a listener, all of them. */
  offOrderStatusUpdate: (listener?: OrderStatusListener) => void;
  emitAdminStatusUpdate: (change: AdminStatusUpdate) => Promise<CommandAnswer>;
  getConnectionStatus: () => ConnectionStatus;
  getSocket: () => TypedSocket;
}

export function createSocketService(connection: Connection): SocketService {
  const { socket, subscriptions } = connection;
  const following = new Map<string, () => void>();
  /** Each listener with what ends it. */
  const listeners = new Map<OrderStatusListener, () => void>();
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
      const follower = { since: ignore, onEvent: ignore, onJoined: ignore, onRefused: ignore };
      following.set(orderId, subscriptions.follow(orderRoom, orderId, follower).unfollow);
    },
    leaveOrderTracking: (orderId) => {
      following.get(orderId)?.();
      following.delete(orderId);
    },
    onOrderStatusUpdate: (listener) => {
      if (!listeners.has(listener)) listeners.set(listener, onAnyUpdate(connection, listener));
    },
    offOrderStatusUpdate: (listener) => {
      for (const [known, stop] of listeners) {
        if (listener !== undefined && known !== listener) continue;
        stop();
        listeners.delete(known);
      }
    },
    emitAdminStatusUpdate: (change) => moveOverSocket(connection, change),
    getConnectionStatus: () => ({
      isConnected: socket.connected,
      socketId: socket.id,
      transport: connection.transport(),
      phase: connection.state.get().phase,
    }),
    getSocket: () => socket,
  };
}
