import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useI18n } from "@/i18n/i18n-context";
import type { Day } from "../api/get-figures";
import { useMotion } from "../use-motion";

/** Revenue day by day. */
export function RevenueChart({ days, label }: { days: readonly Day[]; label: string }) {
  const { t, format } = useI18n();
  const motion = useMotion();
  return (
    <div role="img" aria-label={label} className="h-64">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: 256 }}>
        <AreaChart data={[...days]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="date"
            tickFormatter={(date: string) => format.shortDay(date)}
            tick={{ fill: "var(--muted)", fontSize: 14 }}
            axisLine={{ stroke: "var(--line-strong)" }}
            tickLine={false}
            minTickGap={36}
            dy={6}
            height={34}
          />
          <YAxis tickFormatter={(value: number) => format.roughMoney(value)} tick={{ fill: "var(--muted)", fontSize: 14 }} axisLine={false} tickLine={false} width="auto" />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--line-strong)" }}
            content={({ active, payload }) => {
              const day = payload[0]?.payload as Day | undefined;
              if (!active || !day) return null;
              return (
                <div className="rounded-lg border border-line bg-surface px-3 py-2 text-sm shadow-lg">
                  <p className="font-medium">{format.shortDay(day.date)}</p>
                  <p className="tabular">{format.money(day.revenue)}</p>
                  <p className="text-muted">{t("admin.count", { count: day.orders })}</p>
                </div>
              );
            }}
          />
          <Area type="linear" dataKey="revenue" stroke="var(--leaf)" strokeWidth={2} fill="var(--leaf-tint)" isAnimationActive={motion} dot={days.length <= 7} />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}
