import { act, renderHook, waitFor } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { isWholeDay, useDebouncedInput } from "./use-debounced-input";

/** A field whose text goes into an address and comes back from it. */
function useField(makesSense?: (text: string) => boolean) {
  const [address, setAddress] = useState("");
  const [typed, type] = useDebouncedInput(address, setAddress, makesSense);
  return { address, setAddress, typed, type };
}

describe("a text that is typed with pauses", () => {
  it("keeps its spaces, though the address has none at the end", async () => {
    const { result } = renderHook(() => useField());
    act(() => {
      result.current.type("asha ");
    });
    await waitFor(() => {
      expect(result.current.address).toBe("asha");
    });
    expect(result.current.typed).toBe("asha ");
    act(() => {
      result.current.type("asha rao");
    });
    await waitFor(() => {
      expect(result.current.address).toBe("asha rao");
    });
  });

  it("is what the address says when that changes by another hand, there and back", async () => {
    const { result } = renderHook(() => useField());
    act(() => {
      result.current.type("asha");
    });
    await waitFor(() => {
      expect(result.current.address).toBe("asha");
    });
    for (const text of ["", "asha"]) {
      act(() => {
        result.current.setAddress(text);
      });
      expect(result.current.typed).toBe(text);
    }
  });

  it("waits for a day that is meant", async () => {
    const { result } = renderHook(() => useField(isWholeDay));
    for (const day of ["0002-06-06", "0020-06-06", "0202-06-06"]) {
      act(() => {
        result.current.type(day);
      });
      expect(result.current.typed).toBe(day);
      expect(isWholeDay(day)).toBe(false);
    }
    act(() => {
      result.current.type("2026-06-06");
    });
    await waitFor(() => {
      expect(result.current.address).toBe("2026-06-06");
    });
  });
});
