import { AlertIcon } from "@/components/ui/icons";

/** What the form as a whole has against it. */
export function FormProblem({ text }: { text: string }) {
  return (
    <p role="alert" className="flex gap-3 rounded-lg bg-clay-tint px-4 py-3 text-clay">
      <AlertIcon className="mt-0.5 size-5 shrink-0" />
      <span>{text}</span>
    </p>
  );
}
