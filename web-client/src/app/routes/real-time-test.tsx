import { useClientConfig } from "@/features/auth/api/get-client-config";
import { RealTimeTest } from "@/features/real-time-test/components/real-time-test";

export function RealTimeTestRoute() {
  const { sandbox } = useClientConfig();
  return <RealTimeTest sandbox={sandbox} />;
}
