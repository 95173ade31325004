export function ShareDialog(_: { orderId: string; onClose: () => void }) { return null; }
