/**
 * The room that the widest of some words takes beside a chart, in pixels. Measured, for letters differ from script to
 * script; by ourselves, for the charts' own way ends before the words have changed for the last time.
 */
export function widestWord(words: readonly string[], fontSize: number): number {
  const besideTheWords = 12;
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return 64;
  pen.font = `${fontSize.toString()}px ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(Math.max(0, ...words.map((word) => pen.measureText(word).width))) + besideTheWords;
}
