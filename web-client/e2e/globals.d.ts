import type { SocketService } from "../src/features/orders/live/socket-service";

declare global {
  interface Window {
    socketService?: SocketService;
  }
}
