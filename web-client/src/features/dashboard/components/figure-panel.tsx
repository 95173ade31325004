import { useId, useState, type ReactNode } from "react";
import { useDashboardMessages } from "../messages";

interface FigurePanelProps {
  title: string;
  summary?: string;
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  children: ReactNode;
  className?: string;
}

/** A chart with its numbers: the same figures as a table, one press away. */
export function FigurePanel({ title, summary, columns, rows, children, className = "" }: FigurePanelProps) {
  const { t } = useDashboardMessages();
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <section aria-labelledby={id} className={`border-t border-line-strong pt-4 ${className}`}>
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id={id} className="text-xl">
          {title}
        </h2>
        {rows.length > 0 && (
          <button
            type="button"
            aria-label={`${t(asTable ? "dashboard.asChart" : "dashboard.asTable")}: ${title}`}
            className="min-h-9 text-sm text-leaf underline decoration-line-strong underline-offset-4 hover:decoration-current"
            onClick={() => {
              setAsTable(!asTable);
            }}
          >
            {t(asTable ? "dashboard.asChart" : "dashboard.asTable")}
          </button>
        )}
        {summary !== undefined && rows.length > 0 && <p className="w-full text-sm text-muted">{summary}</p>}
      </div>
      {rows.length === 0 && <p className="py-8 text-muted">{t("dashboard.noData")}</p>}
      {rows.length > 0 && !asTable && children}
      {rows.length > 0 && asTable && (
        <div className="max-h-80 overflow-y-auto" role="region" aria-labelledby={id} tabIndex={0}>
          <table className="w-full text-left text-[0.9375rem] tabular">
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr className="border-b border-line text-sm text-muted">
                {columns.map((column, index) => (
                  <th key={column} scope="col" className={`py-1.5 font-medium ${index > 0 ? "text-right" : ""}`}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {rows.map((row) => (
                <tr key={row[0]}>
                  {row.map((value, index) =>
                    index === 0 ? (
                      <th key={index} scope="row" className="py-1.5 font-normal">
                        {value}
                      </th>
                    ) : (
                      <td key={index} className="py-1.5 text-right">
                        {value}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
