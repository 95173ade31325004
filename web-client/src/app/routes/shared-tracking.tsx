export function SharedTrackingRoute() { return null; }
