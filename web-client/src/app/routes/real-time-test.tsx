export function RealTimeTestRoute() { return null; }
