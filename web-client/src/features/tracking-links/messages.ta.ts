import type { Translation } from "@/i18n/message";
import type { en } from "./messages.en";

/** Tamil. */
export const ta: Translation<typeof en> = {
  "track.notFound": "இந்தக் கண்காணிப்பு இணைப்பு செல்லாது.",
  "track.notFoundHint": "காலம் முடிந்திருக்கலாம், அல்லது நிறுத்தப்பட்டிருக்கலாம். அனுப்பியவரிடம் புதியதைக் கேளுங்கள்.",
  "track.failed": "பார்சலைப் பார்க்க முடியவில்லை.",
  "track.shared": "பகிரப்பட்ட கண்காணிப்பு",
  "track.private": "பார்சலின் வழி மட்டுமே தெரிகிறது. பெயர், முகவரி, தொகை வாடிக்கையாளரிடமே இருக்கும்.",
  "track.story.pending": "ஆர்டர் பெறப்பட்டது.",
  "track.headline.pending": "ஆர்டர் வந்துவிட்டது.",
  "track.headline.confirmed": "ஆர்டர் உறுதியானது.",
  "track.headline.processing": "ஆர்டர் பொதியிடப்படுகிறது.",
  "track.headline.shipped": "பார்சல் வந்துகொண்டிருக்கிறது.",
  "track.headline.delivered": "பார்சல் வந்து சேர்ந்தது.",
  "track.headline.cancelled": "இந்த ஆர்டர் ரத்து செய்யப்பட்டது.",
  "track.headline.refunded": "இந்த ஆர்டரின் பணம் திருப்பித் தரப்பட்டது.",

  "share.title": "ஆர்டர் {id} கண்காணிப்பைப் பகிர்",
  "share.lead": "இணைப்பு உள்ள எவரும் பார்சல் எங்கே உள்ளது என்பதை நேரலையில் காணலாம். பெயர், முகவரி, தொகை எதுவும் தெரியாது.",
  "share.expires": "செல்லும் காலம்",
  "share.days": { one: "{count} நாள்", other: "{count} நாட்கள்" },
  "share.make": "இணைப்பு உருவாக்கு",
  "share.making": "இணைப்பு உருவாகிறது…",
  "share.made": "இணைப்பு தயார்.",
  "share.copy": "இணைப்பை நகலெடு",
  "share.existing": "இதுவரை உருவாக்கிய இணைப்புகள்",
  "share.none": "இந்த ஆர்டருக்கு இன்னும் இணைப்பு இல்லை.",
  "share.until": "{date} வரை செல்லும்",
  "share.ended": "இனி செல்லாது",
  "share.madeOn": "{date} அன்று உருவானது",
  "share.revoke": "நிறுத்து",
  "share.revokeThis": "{date} அன்று உருவான இணைப்பை நிறுத்து",
  "share.revoked": "இணைப்பு நிறுத்தப்பட்டது.",
  "share.failed": "இணைப்புகளை ஏற்ற முடியவில்லை.",
};
