import type { SocketService } from "../src/realtime/socket-service";

declare global {
  interface Window {
    socketService?: SocketService;
  }
}
