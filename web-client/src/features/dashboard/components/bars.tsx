import { Bar, BarChart, LabelList, ResponsiveContainer, XAxis, YAxis } from "recharts";
import { useMotion } from "../use-motion";
import { besideTheWords, useWordRoom } from "../use-word-room";

export interface BarRow {
  name: string;
  count: number;
  label: string;
}

const rowHeight = 38;
const fontSize = 15;
/** Of a phone's width, half is the bars'. Longer names are broken into lines. */
const mostRoom = 170;

/** Lying bars, each with its name before and its number behind: nothing to look up in a legend. */
export function Bars({ rows, label, tone = "var(--leaf)" }: { rows: readonly BarRow[]; label: string; tone?: string }) {
  const motion = useMotion();
  const names = useWordRoom(
    rows.map(({ name }) => name),
    fontSize,
  );
  const room = Math.min(mostRoom, names);
  return (
    <div role="img" aria-label={label} style={{ height: rows.length * rowHeight + 8 }}>
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 320, height: rows.length * rowHeight + 8 }}>
        <BarChart data={[...rows]} layout="vertical" margin={{ top: 0, right: 48, bottom: 0, left: 0 }} barCategoryGap={10} accessibilityLayer={false}>
          <XAxis type="number" hide domain={[0, "dataMax"]} />
          <YAxis type="category" dataKey="name" width={room} axisLine={false} tickLine={false} interval={0} tick={{ fill: "var(--ink)", fontSize, width: mostRoom - besideTheWords }} />
          <Bar dataKey="count" fill={tone} radius={[0, 4, 4, 0]} isAnimationActive={motion} minPointSize={2}>
            <LabelList dataKey="label" position="right" offset={8} fill="var(--muted)" fontSize={fontSize} />
          </Bar>
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
