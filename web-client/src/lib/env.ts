/** Where the server is: this page's own origin, unless the client is deployed apart from it. */
const configured: unknown = import.meta.env["VITE_API_URL"];

export const serverOrigin: string =
  typeof configured === "string" && configured !== "" ? configured.replace(/\/+$/, "").replace(/\/api$/, "") : "";

export const isCrossOrigin = serverOrigin !== "";
