import type { CommonKey } from "@/i18n/common";
import type { Translate } from "@/i18n/translate";
import type { OrderKey } from "./messages";

type T = Translate<CommonKey | OrderKey>;

export const paymentMethod = (method: string, t: T): string => t.maybe(`payment.${method}`) ?? t("app.noneGiven");
export const paymentStatus = (status: string, t: T): string => t.maybe(`paymentStatus.${status}`) ?? t("app.noneGiven");
export const shippingMethod = (method: string, t: T): string => t.maybe(`shipping.${method}`) ?? t("shipping.standard");
