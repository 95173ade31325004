import { useSyncExternalStore } from "react";

/** Pixels between words and chart. */
export const besideTheWords = 12;

/**
 * The room that the widest of some words takes beside a chart, in pixels, and takes again once more of the page's
 * letters have come. Measured, for letters differ from script to script; by ourselves, for the charts' own way ends
 * before the words have changed for the last time.
 */
export function useWordRoom(words: readonly string[], fontSize: number): number {
  return useSyncExternalStore(onLetters, () => widest(words, fontSize)) + besideTheWords;
}

function onLetters(changed: () => void): () => void {
  document.fonts.addEventListener("loadingdone", changed);
  return () => {
    document.fonts.removeEventListener("loadingdone", changed);
  };
}

function widest(words: readonly string[], fontSize: number): number {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return 52;
  pen.font = `${fontSize.toString()}px ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(Math.max(0, ...words.map((word) => pen.measureText(word).width)));
}
