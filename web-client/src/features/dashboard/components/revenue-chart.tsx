import { useMemo } from "react";
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useI18n } from "@/i18n/i18n-context";
import type { Day } from "../api/get-figures";
import { useMotion } from "../use-motion";
import { widestWord } from "../word-width";

const fontSize = 14;

/** The chart chooses its steps itself: none of their words is much wider than those of these parts of the highest day. */
function stepWords(days: readonly Day[], word: (rupees: number) => string): string[] {
  const most = Math.max(...days.map((day) => day.revenue), 1);
  return [0, 0.25, 0.5, 0.75, 1, 1.25].map((part) => word(most * part));
}

/** Revenue day by day. */
export function RevenueChart({ days, label }: { days: readonly Day[]; label: string }) {
  const { t, format } = useI18n();
  const motion = useMotion();
  const room = useMemo(() => widestWord(stepWords(days, format.roughMoney), fontSize), [days, format]);
  return (
    <div role="img" aria-label={label} className="h-64">
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: 256 }}>
        <AreaChart data={[...days]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="date"
            tickFormatter={(date: string) => format.shortDay(date)}
            tick={{ fill: "var(--muted)", fontSize }}
            axisLine={{ stroke: "var(--line-strong)" }}
            tickLine={false}
            minTickGap={36}
            dy={6}
            height={34}
          />
          <YAxis tickFormatter={(value: number) => format.roughMoney(value)} tick={{ fill: "var(--muted)", fontSize }} axisLine={false} tickLine={false} width={room} />
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
