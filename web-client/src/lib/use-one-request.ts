import { useMutation, type UseMutationOptions } from "@tanstack/react-query";
import { useRef } from "react";
import { settlingMs } from "./settling";

interface Asked {
  what: string | undefined;
  at: number;
  underWay: boolean;
}

/**
 * A mutation that is asked of the server once however often it is pressed for: not again while it is under way, nor for the
 * same within half a second. The library's own `isPending` is known to the page only with its next drawing.
 */
export function useOneRequest<Data, Variables = void>(options: UseMutationOptions<Data, Error, Variables>) {
  const last = useRef<Asked>(undefined);
  const mutation = useMutation(options);
  const mutate = (variables: Variables) => {
    const asked: Asked = { what: JSON.stringify(variables) as string | undefined, at: performance.now(), underWay: true };
    const before = last.current;
    if (before && (before.underWay || (before.what === asked.what && asked.at - before.at < settlingMs))) return;
    last.current = asked;
    const done = () => {
      asked.underWay = false;
    };
    mutation.mutateAsync(variables).then(done, done);
  };
  return { ...mutation, mutate };
}
