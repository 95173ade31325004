import type { Language } from "./language";

/** Dates, times and money as people of a language write them. Amounts are rupees. */
export interface Format {
  day: (iso: string) => string;
  shortDay: (iso: string) => string;
  dayAndTime: (iso: string) => string;
  time: (at: string | number) => string;
  /** With seconds. */
  clock: (at: number) => string;
  money: (rupees: number) => string;
  wholeMoney: (rupees: number) => string;
  /** Rounded and shortened, for an axis. */
  roughMoney: (rupees: number) => string;
  number: (value: number) => string;
  list: (parts: readonly string[]) => string;
}

const formatters = new Map<Language, Format>();

/** How a language writes them. */
export function formatter(language: Language): Format {
  const known = formatters.get(language) ?? makeFormatter(language);
  formatters.set(language, known);
  return known;
}

function makeFormatter(language: Language): Format {
  const locale = `${language}-IN`;
  const thisYear = new Date().getFullYear();
  const date = (options: Intl.DateTimeFormatOptions) => {
    const withYear = new Intl.DateTimeFormat(locale, { ...options, year: "numeric" });
    const plain = new Intl.DateTimeFormat(locale, options);
    return (at: string | number) => {
      const when = new Date(at);
      if (Number.isNaN(when.getTime())) return String(at);
      return (when.getFullYear() === thisYear ? plain : withYear).format(when);
    };
  };
  const rupeesWith = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, { style: "currency", currency: "INR", ...options });
  const money = rupeesWith({});
  const whole = rupeesWith({ maximumFractionDigits: 0 });
  const rough = rupeesWith({ notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 });
  const number = new Intl.NumberFormat(locale);
  const list = new Intl.ListFormat(locale, { type: "disjunction" });
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const seconds = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  return {
    day: date({ weekday: "long", day: "numeric", month: "long" }),
    shortDay: date({ day: "numeric", month: "short" }),
    dayAndTime: date({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    clock: (at) => seconds.format(at),
    time: (at) => clock.format(new Date(at)),
    money: (rupees) => (Number.isInteger(rupees) ? whole.format(rupees) : money.format(rupees)),
    wholeMoney: (rupees) => whole.format(rupees),
    roughMoney: (rupees) => rough.format(rupees),
    number: (value) => number.format(value),
    list: (parts) => list.format(parts),
  };
}
