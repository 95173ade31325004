import { useMemo } from "react";
import { Area, AreaChart, CartesianGrid, getNiceTickValues, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Day } from "../api/get-figures";
import { useMotion } from "../use-motion";
import { useWordRoom } from "../use-word-room";
import { useDashboardMessages } from "../messages";

const fontSize = 14;

/**
 * Rupees beside the chart, from nothing to above the best day: chosen here, for their words are to be known before it is
 * drawn. Three or four steps of 1, 2, 2.5 or 5 times a power of ten, so that a short word like ₹7.5K says all of each.
 */
function stepsOf(days: readonly Day[]): number[] {
  const most = Math.max(...days.map((day) => day.revenue), 1);
  const fewer = stepsTo(most, 3);
  const more = stepsTo(most, 4);
  return Math.max(...fewer) < Math.max(...more) ? fewer : more;
}

function stepsTo(most: number, count: number): number[] {
  return getNiceTickValues([0, most], count + 1, false, "snap125");
}

/** Revenue day by day. */
export function RevenueChart({ days, label }: { days: readonly Day[]; label: string }) {
  const { t, format } = useDashboardMessages();
  const motion = useMotion();
  const steps = useMemo(() => stepsOf(days), [days]);
  const room = useWordRoom(steps.map(format.roughMoney), fontSize);
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
          <YAxis
            ticks={steps}
            domain={[0, Math.max(...steps)]}
            interval={0}
            tickFormatter={(value: number) => format.roughMoney(value)}
            tick={{ fill: "var(--muted)", fontSize }}
            axisLine={false}
            tickLine={false}
            width={room}
          />
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
                  <p className="text-muted">{t("dashboard.orders", { count: day.orders })}</p>
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
