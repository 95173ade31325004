import type { Translation } from "@/i18n/message";
import type { en } from "./messages.en";

/** Hindi. */
export const hi: Translation<typeof en> = {
  "track.notFound": "यह ट्रैकिंग लिंक नहीं चलता।",
  "track.notFoundHint": "हो सकता है इसका समय पूरा हो गया हो या इसे बंद कर दिया गया हो। भेजने वाले से नया लिंक माँगें।",
  "track.failed": "पार्सल की जानकारी नहीं मिल सकी।",
  "track.shared": "साझा ट्रैकिंग",
  "track.private": "आप केवल पार्सल का रास्ता देख रहे हैं। नाम, पता और रकम ग्राहक के पास ही रहते हैं।",
  "track.story.pending": "ऑर्डर मिला।",
  "track.headline.pending": "ऑर्डर मिल गया है।",
  "track.headline.confirmed": "ऑर्डर पक्का हो गया है।",
  "track.headline.processing": "ऑर्डर पैक हो रहा है।",
  "track.headline.shipped": "पार्सल रास्ते में है।",
  "track.headline.delivered": "पार्सल पहुँच गया है।",
  "track.headline.cancelled": "यह ऑर्डर रद्द कर दिया गया।",
  "track.headline.refunded": "इस ऑर्डर के पैसे लौटाए गए।",

  "share.title": "ऑर्डर {id} की ट्रैकिंग साझा करें",
  "share.lead": "जिसके पास लिंक है, वह पार्सल कहाँ है यह लाइव देख सकता है। नाम, पता और रकम नहीं दिखते।",
  "share.expires": "कब तक चले",
  "share.days": { one: "{count} दिन", other: "{count} दिन" },
  "share.make": "लिंक बनाएँ",
  "share.making": "लिंक बन रहा है…",
  "share.made": "लिंक तैयार है।",
  "share.copy": "लिंक कॉपी करें",
  "share.existing": "अब तक बने लिंक",
  "share.none": "इस ऑर्डर का अभी कोई लिंक नहीं है।",
  "share.until": "{date} तक चलेगा",
  "share.ended": "अब नहीं चलता",
  "share.madeOn": "{date} को बना",
  "share.revoke": "बंद करें",
  "share.revokeThis": "{date} को बना लिंक बंद करें",
  "share.revoked": "लिंक बंद कर दिया गया।",
  "share.failed": "लिंक लोड नहीं हो सके।",
};
